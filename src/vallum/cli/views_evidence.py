"""Facts as tables for people, and their answers for programs.

From: evidence.  To: `vallum evidence`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl

from vallum.cli.show import NOTHING, counted, heading, number, one_line, percent, say, table
from vallum.contracts import EvidenceListAnswer, EvidenceTableAnswer
from vallum.errors import Problem, UserError, VallumError, did_you_mean
from vallum.evidence import Evidence
from vallum.evidence.check import check
from vallum.evidence.describe import coverage, datapackage
from vallum.evidence.schema import Column, Kind, Table
from vallum.store.whole import written_whole

LONG_TEXT = 60
"""Longer texts (notes, mostly) are cut in tables for people; --json has them whole."""

DESCRIPTOR = "datapackage.json"


def list_answer(evidence: Evidence) -> EvidenceListAnswer:
    return EvidenceListAnswer.of(coverage(evidence))


def show_tables(listed: EvidenceListAnswer) -> None:
    rows = [
        [
            row.table,
            row.title,
            number(row.facts),
            number(row.states) if row.states else "",
            percent(row.share_verified),
            percent(row.share_imputed),
            str(row.oldest_year or ""),
        ]
        for row in listed.rows
    ]
    heads = ["table", "title", "facts", "states", "verified", "imputed", "oldest"]
    table(heads, rows, right=set(heads[2:]))
    facts = sum(row.facts for row in listed.rows)
    print()
    say(f"{len(listed.rows)} tables, {facts:,} facts. Rows of one: vallum evidence show TABLE")


def pick_rows(evidence: Evidence, name: str, state: str | None) -> pl.DataFrame:
    """Rows of a table, of one state where asked.  Raises UserError where it has none of it."""
    rows = evidence.table(name)
    if state is None:
        return rows
    columns = [column.name for column in evidence.schema(name).columns if column.kind == "state"]
    columns = ["state"] if "state" in columns else columns  # whose row it is, not whose design
    if not columns:
        raise UserError(f"table {name} has no column of states: leave out --state")
    code = state.upper()
    found = rows.filter(pl.any_horizontal(pl.col(column) == code for column in columns))
    if found.is_empty():
        known = sorted({word for column in columns for word in rows[column].drop_nulls()})
        near = did_you_mean(code, known) or f"; there are {', '.join(known)}"
        raise UserError(f"table {name} has no row of '{state}'{near}")
    return found


def show_facts(declared: Table, rows: pl.DataFrame, *, of: int) -> None:
    say(f"{declared.name}: {declared.title}. One row is {declared.one_row_is}.")
    print()
    filled = [column.name for column in declared.columns if not rows[column.name].is_null().all()]
    _show_frame(rows.select(filled))
    shown = "" if rows.height == of else f"{rows.height:,} of "
    say(
        f"{shown}{counted(of, 'row')}. Meaning of columns: vallum evidence describe {declared.name}"
    )


def all_faults(data: Path | None, *, open_only: bool) -> tuple[list[Problem], str]:
    """Every fault of the shipped tables and of an overlay, and what was checked, in words."""
    try:
        evidence = Evidence.load(data, open_only=open_only)
    except VallumError as found:
        if data is not None and not data.is_dir():
            raise
        return list(found.problems), ""
    laid = f" with {data} laid over them" if data else ""
    return check(evidence), f"{len(evidence.names())} tables{laid}"


def query_answer(found: pl.DataFrame) -> EvidenceTableAnswer:
    """The answer to a query in the form of a table, its columns declared by what they hold."""
    columns = tuple(Column(name, _kind(kind), "") for name, kind in found.schema.items())
    declared = Table("query", "Answer to a query", "one row of the answer", columns, key=())
    return EvidenceTableAnswer.of(declared, _as_plain(found))


def show_query(found: pl.DataFrame) -> None:
    _show_frame(found)
    say(f"{counted(found.height, 'row')}.")


def pick_sources(evidence: Evidence, id_: str | None) -> pl.DataFrame:
    """All sources or one.  Raises UserError where no source has this id."""
    if id_ is None:
        return evidence.sources()
    return evidence.sources().filter(pl.col("id") == evidence.source(id_).id)


def show_sources(rows: pl.DataFrame, *, in_full: bool) -> None:
    if in_full:
        named = rows.drop("_file", "_line").row(0, named=True)
        table(["field", "value"], [[name, one_line(value)] for name, value in named.items()])
        return
    _show_frame(rows.select("id", "grade", "publisher", "published", "title"))
    say(f"{rows.height:,} sources (A official, B reputable secondary, C press, D own estimate).")


def show_columns(declared: Table) -> None:
    say(f"{declared.name}: {declared.title}. One row is {declared.one_row_is}.")
    say(f"Key: {', '.join(declared.key)}")
    if declared.notes:
        say(declared.notes)
    heading("Columns")
    rows = [
        [column.name, column.kind, column.unit or "", _range(column), column.meaning]
        for column in declared.columns
    ]
    table(["column", "holds", "unit", "range", "meaning"], rows)


def resource_of(evidence: Evidence, name: str) -> dict[str, Any]:
    """The part of the descriptor that is about one table.  Raises UserError on an unknown one."""
    path = f"{evidence.schema(name).name}.csv"
    resources: list[dict[str, Any]] = datapackage(evidence)["resources"]
    return next(one for one in resources if one["path"] == path)


def write_package(evidence: Evidence, descriptor: dict[str, Any], folder: Path) -> None:
    """The descriptor with its tables as CSV, whole or not at all.

    Raises UserError where something stands at `folder` or it cannot be written.
    """
    if folder.exists():
        raise UserError(Problem("exists already: choose another name", str(folder)))
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with written_whole(folder) as partly:
            for name in [*evidence.names(), "sources"]:
                file = partly / f"{name}.csv"
                file.parent.mkdir(parents=True, exist_ok=True)
                evidence.own_rows(name).drop("_file", "_line").write_csv(file)
            text = json.dumps(descriptor, ensure_ascii=False, indent=2)
            (partly / DESCRIPTOR).write_text(f"{text}\n", encoding="utf-8", newline="\n")
    except OSError as reason:
        raise UserError(f"cannot write to '{folder}': {reason.strerror or reason}") from reason


def _show_frame(frame: pl.DataFrame) -> None:
    """A frame as it is, long texts cut."""
    numeric = {name for name, kind in frame.schema.items() if kind.is_numeric()}
    rows = [[_cut(one_line(value)) for value in row] for row in frame.iter_rows()]
    table(frame.columns, rows, right=numeric)


def _cut(text: str) -> str:
    return text if len(text) <= LONG_TEXT else f"{text[: LONG_TEXT - 3].rstrip()}..."


def _range(column: Column) -> str:
    if column.choices:
        return ", ".join(column.choices)
    least = NOTHING if column.minimum is None else f"{column.minimum:g}"
    most = NOTHING if column.maximum is None else f"{column.maximum:g}"
    return "" if (least, most) == (NOTHING, NOTHING) else f"{least} to {most}"


def _kind(kind: pl.DataType) -> Kind:
    if kind.is_integer():
        return "integer"
    return "number" if kind.is_numeric() else "text"


def _as_plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Cells as JSON can say them: dates, lists and the like as text, no NaN."""
    floats = [name for name, kind in frame.schema.items() if kind.is_float()]
    plain = (pl.Boolean, pl.String)
    as_text = [
        pl.Series(name, [one_line(value) if value is not None else None for value in frame[name]])
        for name, kind in frame.schema.items()
        if not kind.is_numeric() and kind not in plain
    ]
    finite = [pl.when(pl.col(name).is_finite()).then(pl.col(name)).alias(name) for name in floats]
    decimals = [
        pl.col(name).cast(pl.Float64) for name, kind in frame.schema.items() if kind.is_decimal()
    ]
    return frame.with_columns(*as_text).with_columns(*finite, *decimals)
