"""A table to fill in: a workbook (or a CSV) with the table's header, and what each column wants.

From: a table's schema and the facts in force.  To: `vallum evidence template`.  The first sheet
is what an overlay reads; the others explain it, and nothing reads them.
"""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import polars as pl
import xlsxwriter

from vallum.evidence.add import csv_text
from vallum.evidence.describe import kind_words, range_words
from vallum.evidence.load import Evidence
from vallum.evidence.read import NUMERIC
from vallum.evidence.schema import GROUP_CODES, Column, Table
from vallum.evidence.xlsx import LAST_ROW

EXAMPLES = 3

_MADE = datetime(2000, 1, 1)
"""The day that the workbook says it was made: no file depends on the clock."""

_LONGEST_SHEET_NAME = 31
_LONGEST_TITLE = 32


def template_csv(table: Table) -> str:
    """The header line of a table."""
    return csv_text(table, [])


def template_xlsx(table: Table, facts: Evidence) -> bytes:
    """A workbook with an empty sheet to fill in, and three sheets that help with it.

    First the sheet to fill in (its header is the table's, each head with a comment; lists and
    ranges are checked while typing), then `columns` (unit, allowed values, meaning), `examples`
    (rows of the table, those seen in their source first) and `allowed` (the words of each list).
    The same facts give the same bytes.
    """
    target = io.BytesIO()
    lists = {column.name: _allowed(column, facts) for column in table.columns}
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"title": table.title, "created": _MADE})
        _write_sheet_to_fill(book, table, lists)
        _write_columns(book, table)
        _write_examples(book, table, facts)
        _write_lists(book, lists)
    return target.getvalue()


def _write_sheet_to_fill(book: Any, table: Table, lists: dict[str, list[str]]) -> None:
    sheet = book.add_worksheet(table.name.split("/")[-1][:_LONGEST_SHEET_NAME])
    needed = book.add_format({"bold": True, "bg_color": "#DCE6F1", "bottom": 1})
    optional = book.add_format({"italic": True, "bg_color": "#F2F2F2", "bottom": 1})
    # Text stays text: a spreadsheet programme would read 2025-06 or 3-4 as a day.
    as_text = book.add_format({"num_format": "@"})
    sheet.freeze_panes(1, 0)
    place = 0
    for number, column in enumerate(table.columns):
        style = None if column.kind in NUMERIC else as_text
        sheet.set_column(number, number, max(12, len(column.name) + 2), style)
        sheet.write_string(0, number, column.name, needed if column.required else optional)
        sheet.write_comment(0, number, _explain(table, column), {"x_scale": 2, "y_scale": 1.5})
        rule = _typing_rule(column)
        if lists[column.name]:
            rule = _list_rule(column, place, len(lists[column.name]))
            place += 1
        if rule:
            sheet.data_validation(1, number, LAST_ROW - 1, number, rule)


def _write_columns(book: Any, table: Table) -> None:
    sheet = book.add_worksheet("columns")
    heads = ("column", "holds", "unit", "allowed", "needed", "part of the key", "meaning")
    widths = (24, 30, 14, 40, 10, 14, 90)
    bold, wrapped = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    sheet.freeze_panes(1, 1)
    for number, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(number, number, width, wrapped)
        sheet.write_string(0, number, head, bold)
    for row, column in enumerate(table.columns, 1):
        cells = (
            column.name,
            kind_words(column),
            column.unit or "",
            range_words(column),
            _yes(column.required),
            _yes(column.name in table.key),
            column.meaning,
        )
        for number, cell in enumerate(cells):
            sheet.write_string(row, number, cell)


def _write_examples(book: Any, table: Table, facts: Evidence) -> None:
    sheet = book.add_worksheet("examples")
    bold = book.add_format({"bold": True})
    rows = _examples(facts.own_rows(table.name))
    for number, column in enumerate(table.columns):
        sheet.set_column(number, number, max(12, len(column.name) + 2))
        sheet.write_string(0, number, column.name, bold)
        for row, value in enumerate(rows[column.name], 1):
            if isinstance(value, str):
                sheet.write_string(row, number, value)
            elif value is not None:
                sheet.write_number(row, number, value)


def _write_lists(book: Any, lists: dict[str, list[str]]) -> None:
    sheet = book.add_worksheet("allowed")
    bold = book.add_format({"bold": True})
    filled = [(name, words) for name, words in lists.items() if words]
    for number, (name, words) in enumerate(filled):
        sheet.set_column(number, number, 24)
        sheet.write_string(0, number, name, bold)
        sheet.write_column(1, number, words)


def _examples(rows: pl.DataFrame) -> pl.DataFrame:
    if "verified" in rows.columns:
        rows = rows.sort(pl.col("verified") != "yes", maintain_order=True)
    return rows.head(EXAMPLES)


def _allowed(column: Column, facts: Evidence) -> list[str]:
    """The words that a cell may hold or be made of; none where it is free or a number."""
    if column.kind == "choice":
        return list(column.choices)
    if column.kind == "state":
        return sorted(set(facts.table("geography/states")["state"]) | GROUP_CODES.keys())
    if column.kind == "group":
        groups = set(facts.table("governance/memberships")["group"].drop_nulls())
        return sorted(groups | GROUP_CODES.keys())
    return facts.sources()["id"].to_list() if column.kind == "sources" else []


def _list_rule(column: Column, place: int, words: int) -> dict[str, Any]:
    letter = xlsxwriter.utility.xl_col_to_name(place)
    return {
        "validate": "list",
        "source": f"=allowed!${letter}$2:${letter}${words + 1}",
        "error_title": column.name[:_LONGEST_TITLE],
        "error_message": "Choose one of the words on the sheet 'allowed'.",
        # Several sources are joined by ';', which no list can offer; new states and groups come
        # with the overlay's own tables.
        "show_error": column.kind == "choice",
    }


def _typing_rule(column: Column) -> dict[str, Any] | None:
    if column.kind not in NUMERIC:
        return None
    least, most = column.minimum, column.maximum
    what = "whole number" if column.kind == "integer" else "number"
    bounds = range_words(column)
    rule: dict[str, Any] = {
        "validate": "integer" if column.kind == "integer" else "decimal",
        "error_title": column.name[:_LONGEST_TITLE],
        "error_message": f"A {what}{', ' + bounds if bounds else ''}.",
    }
    if least is not None and most is not None:
        return rule | {"criteria": "between", "minimum": least, "maximum": most}
    if least is not None:
        return rule | {"criteria": ">=", "value": least}
    if most is not None:
        return rule | {"criteria": "<=", "value": most}
    return rule | {"criteria": "between", "minimum": -1e15, "maximum": 1e15}


def _explain(table: Table, column: Column) -> str:
    lines = [column.meaning, f"Holds: {kind_words(column)}"]
    if column.unit:
        lines.append(f"Unit: {column.unit}")
    if bounds := range_words(column):
        lines.append(f"Allowed: {bounds}")
    lines.append("Every row needs it." if column.required else "May be empty: not known.")
    if column.name in table.key:
        lines.append("Part of the key: a row with the same key is replaced.")
    return "\n".join(lines)


def _yes(truth: bool) -> str:
    return "yes" if truth else ""
