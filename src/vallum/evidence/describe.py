"""What the tables hold, told from their schemas: coverage, Frictionless descriptor, data pages.

From: evidence.  To: `vallum evidence`, the documentation, exports.  Nothing here is written by
hand, so that it cannot drift from what is checked.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

import polars as pl

from vallum import __version__
from vallum.evidence.check import plain_number
from vallum.evidence.load import Evidence, Source
from vallum.evidence.read import NUMERIC
from vallum.evidence.schema import GROUP_CODES, Column, Table

OPEN_LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0",
}
SIPRI_LICENCE = {
    "name": "LicenseRef-SIPRI",
    "path": "https://www.sipri.org/about/terms-and-conditions",
    "title": "SIPRI's terms: non-commercial use, with attribution to SIPRI",
}
LICENCES = {"open": OPEN_LICENCE, "sipri": SIPRI_LICENCE}
TERMS_UNKNOWN = "not stated"
"""Terms of a source whose publisher states none that we know of."""

_DICTIONARY_HEADS = ("table", "one row is", "rows", "verified", "key", "terms")
_FIELD_TYPES = {"integer": "integer", "number": "number"}
_KIND_WORDS = {
    "state": "state (ISO 3166-1 alpha-3, or a group code)",
    "group": "group of states",
    "sources": "source ids, joined by ;",
    "integer": "whole number",
}


def coverage(evidence: Evidence) -> pl.DataFrame:
    """One row a table: how much it covers, how sure it is and how old.

    Columns: table, title, group, rows, states (distinct ones, group codes left out),
    share_verified, share_unverified, share_imputed (0-1, of rows; null without such a column),
    oldest_year, newest_year (null where rows have no year), terms.  A table and its twin under
    SIPRI's terms are counted apart.
    """
    rows = [_cover(evidence.schema(name), evidence.own_rows(name)) for name in evidence.names()]
    return pl.DataFrame(
        rows,
        schema={
            "table": pl.String,
            "title": pl.String,
            "group": pl.String,
            "rows": pl.Int64,
            "states": pl.Int64,
            "share_verified": pl.Float64,
            "share_unverified": pl.Float64,
            "share_imputed": pl.Float64,
            "oldest_year": pl.Int64,
            "newest_year": pl.Int64,
            "terms": pl.String,
        },
    )


def datapackage(evidence: Evidence | None = None) -> dict[str, Any]:
    """The Frictionless descriptor (Data Package 1.0, tabular) of all tables and of `sources`.

    evidence: the facts to describe; default: the shipped ones.  Paths are relative to the folder
    that holds `sources.csv`.  Every source stands with its `terms`, in the package and with each
    table whose rows name it.
    """
    evidence = evidence or Evidence.load()
    names = [*evidence.names(), "sources"]
    terms = {evidence.schema(name).terms for name in names}
    return {
        "profile": "tabular-data-package",
        "name": "vallum-evidence",
        "title": "Vallum evidence tables",
        "description": "Facts behind Vallum, a planning model for Europe's defence self-reliance.",
        "version": __version__,
        "licenses": [LICENCES[term] for term in sorted(terms)],
        "sources": [_describe_source(evidence.source(id)) for id in evidence.sources()["id"]],
        "resources": [_describe_resource(evidence, evidence.schema(name)) for name in names],
    }


def data_pages(evidence: Evidence | None = None) -> dict[str, str]:
    """Group of tables -> a Markdown page about each of its tables; default: the shipped facts."""
    evidence = evidence or Evidence.load()
    covered = {row["table"]: row for row in coverage(evidence).iter_rows(named=True)}
    pages: dict[str, list[str]] = {}
    for name in evidence.names():
        table = evidence.schema(name)
        page = pages.setdefault(table.group, [f"# Data: {table.group}", ""])
        page += _table_section(table, covered[name])
    return {group: "\n".join(lines).rstrip() + "\n" for group, lines in sorted(pages.items())}


def data_dictionary(evidence: Evidence | None = None) -> str:
    """A Markdown page with one line a table: what one row is, its key, terms and certainty.

    Each table's name links to its section on the page of its group.  Default: the shipped facts.
    """
    evidence = evidence or Evidence.load()
    rows = list(coverage(evidence).iter_rows(named=True))
    lines = [
        "# Data dictionary",
        "",
        f"{len(rows)} tables with {sum(row['rows'] for row in rows):,} rows, and "
        f"{evidence.sources().height:,} sources. Verified: the share of rows whose figure was seen "
        "in the source that they name.",
        "",
        f"Terms: *open* is {OPEN_LICENCE['title']}; *SIPRI* allows "
        f"{SIPRI_LICENCE['title'].partition(': ')[2]}. `--open-only` leaves the latter out.",
    ]
    for group, tables in groupby(rows, key=lambda row: str(row["group"])):
        lines += ["", f"## {group.capitalize()}", "", f"| {' | '.join(_DICTIONARY_HEADS)} |"]
        lines.append("|---|---|--:|--:|---|---|")
        lines += [_dictionary_line(evidence.schema(row["table"]), row) for row in tables]
    return "\n".join([*lines, ""])


def named_sources(evidence: Evidence, table: Table) -> list[str]:
    """Ids of the sources that a table's own rows name, sorted."""
    columns = [column.name for column in table.columns if column.kind == "sources"]
    cells = evidence.own_rows(table.name).select(columns)
    return sorted({id for cell in cells for ids in cell.drop_nulls() for id in ids.split(";")})


def kind_words(column: Column) -> str:
    """What a column's cells hold, in words."""
    return _KIND_WORDS.get(column.kind, column.kind)


def range_words(column: Column, quote: str = "") -> str:
    """The words or numbers that a column allows; empty where anything goes.

    quote: put around each word of a choice
    """
    if column.kind == "choice":
        return ", ".join(f"{quote}{word}{quote}" for word in column.choices)
    if column.kind not in NUMERIC:
        return ""
    least, most = column.minimum, column.maximum
    if least is not None and most is not None:
        return f"{plain_number(least)} to {plain_number(most)}"
    if least is not None:
        return f"at least {plain_number(least)}"
    return "" if most is None else f"at most {plain_number(most)}"


def _cover(table: Table, rows: pl.DataFrame) -> dict[str, Any]:
    states: set[str] = set()
    for column in table.columns:
        if column.kind == "state":
            states |= set(rows[column.name].drop_nulls().unique())
    shares: dict[str, float | None] = dict.fromkeys(("yes", "no", "imputed"))
    if "verified" in rows.columns and rows.height:
        shares = {word: float((rows["verified"] == word).sum()) / rows.height for word in shares}
    year = _year_column(table)
    return {
        "table": table.name,
        "title": table.title,
        "group": table.group,
        "rows": rows.height,
        "states": len(states - (GROUP_CODES.keys() - {"XKX"})),
        "share_verified": shares["yes"],
        "share_unverified": shares["no"],
        "share_imputed": shares["imputed"],
        "oldest_year": rows[year].min() if year else None,
        "newest_year": rows[year].max() if year else None,
        "terms": table.terms,
    }


def _year_column(table: Table) -> str | None:
    """The column that dates a row: `year`, or else the first whole number named after one.

    The year of prices says how money is counted, not how old a figure is.
    """
    integers = [column.name for column in table.columns if column.kind == "integer"]
    if "year" in integers:
        return "year"
    dated = (name for name in integers if "year" in name.split("_") and "price" not in name)
    return next(dated, None)


def _describe_source(source: Source) -> dict[str, Any]:
    """A source as the standard has it, with words of our own: its id, grade and terms."""
    address = {"path": source.url} if _is_address(source.url) else {}
    terms = source.licence or TERMS_UNKNOWN
    return (
        {"title": source.title}
        | address
        | {"id": source.id, "grade": source.grade}
        | {"terms": terms}
    )


def _describe_resource(evidence: Evidence, table: Table) -> dict[str, Any]:
    said = f"One row is {table.one_row_is}."
    if table.twin_of:
        said += f" Continues {table.twin_of} under SIPRI's terms."
    return {
        "profile": "tabular-data-resource",
        "name": table.name.replace("/", "-"),
        "path": f"{table.name}.csv",
        "title": table.title,
        "description": f"{said} {table.notes}".strip(),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "licenses": [LICENCES[table.terms]],
        "sources": [_describe_source(evidence.source(id)) for id in named_sources(evidence, table)],
        "schema": {
            "fields": [_describe_field(column) for column in table.columns],
            "primaryKey": list(table.key),
            "missingValues": [""],
        },
    }


def _describe_field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    for name, bound in (("minimum", column.minimum), ("maximum", column.maximum)):
        if bound is not None:
            constraints[name] = int(bound) if column.kind == "integer" else bound
    if column.kind == "choice":
        constraints["enum"] = list(column.choices)
    elif column.kind == "state":
        constraints["pattern"] = "|".join(["[A-Z]{3}", *map(re.escape, GROUP_CODES)])
    elif column.kind == "sources":
        constraints["pattern"] = "[^;]+(;[^;]+)*"
    field = {
        "name": column.name,
        "type": _FIELD_TYPES.get(column.kind, "string"),
        "description": column.meaning,
    }
    # `unit` is no word of the standard, which lets descriptors carry words of their own.
    return field | ({"unit": column.unit} if column.unit else {}) | {"constraints": constraints}


def _dictionary_line(table: Table, covered: dict[str, Any]) -> str:
    share = covered["share_verified"]
    cells = [
        f"[`{table.name}`]({table.group}.md#{_anchor(table.title)})",
        table.one_row_is,
        f"{covered['rows']:,}",
        "" if share is None else f"{share:.0%}",
        ", ".join(f"`{name}`" for name in table.key),
        "SIPRI" if table.terms == "sipri" else table.terms,
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _anchor(title: str) -> str:
    """The name that Markdown gives a heading.

    >>> _anchor("Published totals of defence spending, SIPRI's count")
    'published-totals-of-defence-spending-sipris-count'
    """
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower())


def _table_section(table: Table, covered: dict[str, Any]) -> list[str]:
    lines = [f"## {table.title}", "", f"`{table.name}`: one row is {table.one_row_is}.", ""]
    lines += [f"- {fact}" for fact in _table_facts(table, covered)]
    if table.notes:
        lines += ["", table.notes]
    lines += ["", "| column | type | unit | range | meaning |", "|---|---|---|---|---|"]
    for column in table.columns:
        name = f"**`{column.name}`**" if column.name in table.key else f"`{column.name}`"
        needed = "" if column.required else ", may be empty"
        allowed = range_words(column, quote="`")
        cells = [name, kind_words(column) + needed, column.unit or "", allowed, column.meaning]
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return [*lines, ""]


def _table_facts(table: Table, covered: dict[str, Any]) -> list[str]:
    facts = [f"key (bold below): {', '.join(f'`{name}`' for name in table.key)}"]
    facts.append(f"terms: {LICENCES[table.terms]['title']}")
    if table.twin_of:
        facts.append(f"continues `{table.twin_of}`; the two are read together")
    rows = f"{covered['rows']:,} rows"
    if covered["states"]:
        rows += f", {covered['states']} states"
    if covered["oldest_year"] is not None:
        rows += f", years {covered['oldest_year']} to {covered['newest_year']}"
    facts.append(rows)
    if covered["share_verified"] is not None:
        facts.append(
            f"seen in the source named: {covered['share_verified']:.0%}; still to be checked: "
            f"{covered['share_unverified']:.0%}; imputed by a stated rule: "
            f"{covered['share_imputed']:.0%}"
        )
    return facts


def _is_address(url: str | None) -> bool:
    """One plain web address: Frictionless refuses a path with anything around it."""
    return url is not None and re.fullmatch(r"https?://[^\s;]+", url) is not None
