"""What is wrong with a table of facts: every fault at once, each with file, line and column.

From: text cells (`read`).  To: loading, and `vallum evidence check`.  All rules are Polars
expressions over whole columns; Python looks only at the cells that break one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from vallum.errors import Problem, did_you_mean
from vallum.evidence.read import FILE, LINE, NUMERIC, cap_alike
from vallum.evidence.schema import GROUP_CODES, Column, Table

if TYPE_CHECKING:
    from vallum.evidence.load import Evidence


def check(evidence: Evidence | Path | None = None) -> list[Problem]:
    """All faults of a set of tables; an empty list means that they are sound.

    evidence: facts already loaded (their files and overlay are read afresh), or a folder laid out
    as the shipped `tables/`; default: the shipped tables.  A file in the folder that no schema
    declares is a fault too.
    """
    # Loading stands on this module; only this front door looks back at it.
    from vallum.evidence.load import check_files

    return check_files(evidence)


@dataclass(frozen=True)
class Known:
    """Words that cells may refer to; None where the table that lists them is not there.

    sources: source id -> its licence
    """

    sources: Mapping[str, str] | None = None
    states: frozenset[str] | None = None
    groups: frozenset[str] | None = None


def check_cells(
    table: Table, text: pl.DataFrame, known: Known, *, shipped: bool = True
) -> tuple[pl.DataFrame, list[Problem]]:
    """The typed cells of one table, and every fault in them, by line.

    text: the table's columns as text, then `_file` and `_line`
    shipped: our own rows, which must also respect the terms of their table
    The typed frame has the same columns and rows; a cell of the wrong type is null in it.
    """
    columns = [column for column in table.columns if column.name in text.columns]
    typed = text.with_columns(
        pl.col(column.name).cast(_type(column), strict=False) for column in columns
    )
    both = text.with_columns(typed[column.name].alias(_typed(column.name)) for column in columns)
    rules = [rule for column in columns for rule in _rules(table, column, known)]
    rules += _order_rules(columns)
    if shipped and table.terms == "open" and "source" in text.columns:
        rules += _terms_rules(known)
    problems = _apply(rules, both)
    problems += check_keys(table, typed.filter(_readable(text, typed, table.key)))
    position = {column.name: place for place, column in enumerate(table.columns)}
    problems.sort(key=lambda found: (found.line or 10**9, position.get(found.field or "", 0)))
    return typed, problems


def check_keys(table: Table, typed: pl.DataFrame) -> list[Problem]:
    """Rows that share their key with an earlier row, be it in this file or in its twin."""
    key = [name for name in table.key if name in typed.columns]
    if len(key) < len(table.key) or not key or typed.is_empty():
        return []
    if typed.select(key).n_unique() == typed.height:
        return []
    numbered = typed.select(*key, FILE, LINE)
    first = numbered.group_by(key, maintain_order=True).agg(
        pl.first(FILE).alias("first_file"), pl.first(LINE).alias("first_line")
    )
    again = numbered.join(
        first, on=key, how="left", nulls_equal=True, maintain_order="left"
    ).filter((pl.col(FILE) != pl.col("first_file")) | (pl.col(LINE) != pl.col("first_line")))
    problems = []
    for row in again.iter_rows(named=True):
        words = ", ".join("(empty)" if row[name] is None else str(row[name]) for name in key)
        elsewhere = "" if row["first_file"] == row[FILE] else f" of {row['first_file']}"
        said = (
            f"{words}: the same {', '.join(key)} as line {row['first_line']}{elsewhere}; "
            "keep one, or tell them apart"
        )
        problems.append(Problem(said, row[FILE], row[LINE]))
    return cap_alike(problems)


def check_extra(name: str, typed: pl.DataFrame) -> list[Problem]:
    """The checks that only this table has, over its rows and its twin's together."""
    return EXTRA_CHECKS[name](typed) if name in EXTRA_CHECKS else []


def plain_number(number: float) -> str:
    """A number as people write it: 1000000, not 1e+06.

    >>> plain_number(1e6), plain_number(0.5)
    ('1000000', '0.5')
    """
    return str(int(number)) if number == int(number) else str(number)


def _check_orders(orders: pl.DataFrame) -> list[Problem]:
    """No order can have delivered more units than it ordered."""
    problems = []
    for name in ("delivered", "delivered_to_date"):
        if not {name, "quantity"} <= set(orders.columns):
            continue
        over = orders.filter(pl.col(name) > pl.col("quantity"))
        problems += [
            Problem(
                f"{plain_number(row[name])} delivered, more than the quantity ordered, "
                f"{plain_number(row['quantity'])}",
                row[FILE],
                row[LINE],
                name,
            )
            for row in over.iter_rows(named=True)
        ]
    return problems


EXTRA_CHECKS: dict[str, Callable[[pl.DataFrame], list[Problem]]] = {"forces/orders": _check_orders}
"""Table -> a check of its typed rows (twin included) that no column rule can express."""


# The rules


@dataclass(frozen=True)
class _Rule:
    """Cells of `field` for which `breaks` holds are faults; `tell` words one from `reads`."""

    field: str
    breaks: pl.Expr
    tell: Callable[..., str]
    reads: tuple[str, ...]


def _rules(table: Table, column: Column, known: Known) -> Iterator[_Rule]:
    """What each single cell of a column must obey."""
    name = column.name
    raw, reads = pl.col(name), (name,)
    if column.required:
        said = f"is empty; every row needs it ({column.meaning})"
        yield _Rule(name, raw.is_null(), lambda _: said, reads)
    yield _Rule(name, raw != raw.str.strip_chars(), _tell_blank, reads)
    if column.kind in NUMERIC:
        yield from _number_rules(column)
    elif column.kind == "choice":
        yield _one_of(name, column.choices, f"is not one of {', '.join(column.choices)}")
    elif column.kind == "state":
        yield _state_rule(table, name, known)
    elif column.kind == "group" and known.groups is not None:
        if table.name != "governance/memberships":
            said = "is not a group that governance/memberships lists, nor a group code"
            yield _one_of(name, sorted(known.groups | GROUP_CODES.keys()), said)
    elif column.kind == "sources" and known.sources is not None:
        yield _sources_rule(name, known.sources)


def _number_rules(column: Column) -> Iterator[_Rule]:
    name = column.name
    raw, value, reads = pl.col(name), pl.col(_typed(name)), (name,)
    unit = f" {column.unit}" if column.unit else ""
    what = "a whole number" if column.kind == "integer" else "a number"
    clean = raw == raw.str.strip_chars()  # blanks have a rule of their own
    unread = raw.is_not_null() & value.is_null() & clean
    if column.kind == "number":
        unread |= ~value.is_finite()
    yield _Rule(name, unread, lambda cell: f"'{cell}' is not {what}{_hint(cell)}", reads)
    if column.minimum is not None:
        least = f"is below {plain_number(column.minimum)}{unit}, the least allowed"
        yield _Rule(name, value < column.minimum, lambda cell: f"{cell} {least}", reads)
    if column.maximum is not None:
        most = f"is above {plain_number(column.maximum)}{unit}, the most allowed"
        yield _Rule(name, value > column.maximum, lambda cell: f"{cell} {most}", reads)


def _state_rule(table: Table, name: str, known: Known) -> _Rule:
    raw = pl.col(name)
    if known.states is None or table.name == "geography/states":
        breaks = ~(raw.str.contains("^[A-Z]{3}$") | raw.is_in(list(GROUP_CODES)))
        said = "is not an ISO 3166-1 alpha-3 code (three capitals)"
        return _Rule(name, breaks, lambda cell: f"'{cell}' {said}", (name,))
    codes = sorted(known.states | GROUP_CODES.keys())
    return _one_of(name, codes, "is not a state that geography/states lists, nor a group code")


def _sources_rule(name: str, known: Mapping[str, str]) -> _Rule:
    ids = sorted(known)

    def tell(cell: str) -> str:
        wrong = next(one for one in cell.split(";") if one not in known)
        if not wrong:
            return f"'{cell}' has a stray ';'; join source ids by one ';' each"
        return f"source '{wrong}' is not in sources.csv{did_you_mean(wrong, ids)}"

    unknown = pl.col(name).str.split(";").list.eval(~pl.element().is_in(ids)).list.any()
    return _Rule(name, unknown, tell, (name,))


def _terms_rules(known: Known) -> list[_Rule]:
    """A row that rests on SIPRI data alone may not stand in a table under an open licence."""
    licences = (known.sources or {}).items()
    sipri = [source for source, licence in licences if licence.startswith("SIPRI")]
    if not sipri:
        return []
    alone = pl.col("source").str.split(";").list.eval(pl.element().is_in(sipri)).list.all()
    said = "rests on SIPRI data alone; such a row belongs in a table with SIPRI's terms"
    return [_Rule("source", alone, lambda cell: f"'{cell}' {said}", ("source",))]


def _order_rules(columns: list[Column]) -> list[_Rule]:
    """low <= central <= high, whatever stands before or after these words in the column names."""
    numeric = {column.name for column in columns if column.kind in NUMERIC}
    rules = []
    for name in sorted(numeric):
        words = name.split("_")
        for lesser, greater in (("low", "central"), ("central", "high"), ("low", "high")):
            if lesser not in words:
                continue
            other = "_".join(greater if word == lesser else word for word in words)
            if other not in numeric:
                continue
            middle = "_".join("central" if word == lesser else word for word in words)
            breaks = pl.col(_typed(name)) > pl.col(_typed(other))
            if (lesser, greater) == ("low", "high") and middle in numeric:
                breaks &= pl.col(_typed(middle)).is_null()  # the other two rules tell the rest
            rules.append(_Rule(name, breaks, _tell_order(name, other), (name, other)))
    return rules


def _tell_order(name: str, other: str) -> Callable[[str, str], str]:
    return lambda less, more: f"{name} {less} is greater than {other} {more}"


def _one_of(name: str, allowed: tuple[str, ...] | list[str], said: str) -> _Rule:
    words = list(allowed)
    return _Rule(
        name,
        ~pl.col(name).is_in(words),
        lambda cell: f"'{cell}' {said}{did_you_mean(cell, words)}",
        (name,),
    )


def _apply(rules: list[_Rule], both: pl.DataFrame) -> list[Problem]:
    """The faults of all rules; one pass finds which rules are broken at all."""
    if not rules or both.is_empty():
        return []
    broken = both.select(rule.breaks.any().alias(str(n)) for n, rule in enumerate(rules)).row(0)
    problems: list[Problem] = []
    for rule, is_broken in zip(rules, broken, strict=True):
        if not is_broken:
            continue
        cells = both.filter(rule.breaks).select(FILE, LINE, *rule.reads)
        found = [
            Problem(rule.tell(*values), file, line, rule.field)
            for file, line, *values in cells.iter_rows()
        ]
        problems += cap_alike(found)
    return problems


def _readable(text: pl.DataFrame, typed: pl.DataFrame, key: tuple[str, ...]) -> pl.Series:
    """Rows whose key could be read: an unreadable number must not look like an empty key."""
    fine = pl.Series([True]).new_from_index(0, text.height)
    for name in key:
        if name in text.columns:
            fine &= text[name].is_null() | typed[name].is_not_null()
    return fine


def _type(column: Column) -> type[pl.DataType]:
    return {"integer": pl.Int64, "number": pl.Float64}.get(column.kind, pl.String)


def _typed(name: str) -> str:
    """The name of a column's typed twin while rules run; no column name holds '='."""
    return f"={name}"


def _tell_blank(cell: str) -> str:
    return f"'{cell}' has a blank at its start or end; delete it"


def _hint(cell: str) -> str:
    if "," in cell:
        return "; write a point for decimals and nothing between thousands"
    if cell.endswith(".0"):
        return f"; write {cell.removesuffix('.0')}"
    return ""
