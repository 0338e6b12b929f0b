"""A template's first sheet is what an overlay reads; the others say how to fill it in."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest
from small_tables import TABLES, load

from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.evidence.load import SOURCES
from vallum.evidence.schemas import TABLES as SHIPPED_TABLES
from vallum.evidence.sheets import read_sheets
from vallum.evidence.template import template_csv, template_xlsx
from vallum.evidence.xlsx import read_first_sheet


def fill(template: bytes, rows: list[tuple]) -> bytes:
    """The template with rows written below its header, as a spreadsheet programme stores them."""
    lines = []
    for number, row in enumerate(rows, 2):
        cells = [
            f'<c r="{letters(column)}{number}">{stored(value)}</c>'
            if not isinstance(value, str)
            else f'<c r="{letters(column)}{number}" t="inlineStr">{stored(value)}</c>'
            for column, value in enumerate(row)
            if value is not None
        ]
        lines.append(f'<row r="{number}">{"".join(cells)}</row>')
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "xl/worksheets/sheet1.xml":
                assert content.count(b"</sheetData>") == 1
                content = content.replace(
                    b"</sheetData>", "".join(lines).encode() + b"</sheetData>"
                )
            new.writestr(name, content)
    return target.getvalue()


def letters(column: int) -> str:
    before, last = divmod(column, 26)
    return (letters(before - 1) if before else "") + chr(ord("A") + last)


def stored(value: str | float) -> str:
    return f"<is><t>{escape(value)}</t></is>" if isinstance(value, str) else f"<v>{value!r}</v>"


@pytest.fixture(scope="module")
def shipped() -> Evidence:
    return Evidence.load()


@pytest.fixture
def small(tmp_path: Path) -> Evidence:
    return load(tmp_path / "shipped")


@pytest.mark.filterwarnings("error")
def test_every_shipped_table_has_a_template_that_loads_once_it_is_filled(shipped, tmp_path):
    # Rows of the table itself: laid over the shipped facts, they must change nothing at all.
    for name in [*shipped.names(), "sources"]:
        table = shipped.schema(name)
        rows = shipped.own_rows(name).select([column.name for column in table.columns])
        path = tmp_path / f"{name}.xlsx"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(fill(template_xlsx(table, shipped), rows.head(3).rows()))
    laid = Evidence.load(tmp_path)
    for name in [*shipped.names(), "sources"]:
        one, other = (facts.own_rows(name).drop("_file", "_line") for facts in (shipped, laid))
        assert one.equals(other), name


@pytest.mark.parametrize("name", [*TABLES, "sources"])
def test_first_sheet_is_the_header_and_nothing_else(small, name):
    content = template_xlsx(small.schema(name), small)
    grid, problems = read_first_sheet(content, name, set())
    assert (grid, problems) == ([[column.name for column in small.schema(name).columns]], [])


def test_an_empty_template_is_told_to_be_empty(small, tmp_path):
    own = tmp_path / "own" / "forces"
    own.mkdir(parents=True)
    (own / "orders.xlsx").write_bytes(template_xlsx(TABLES["forces/orders"], small))
    with pytest.raises(UserError, match="has a header and no row below it"):
        load(tmp_path / "shipped", overlay=tmp_path / "own")


def test_the_other_sheets_tell_columns_examples_and_allowed_words(small):
    sheets = read_sheets(template_xlsx(TABLES["forces/inventory"], small), "inventory")
    assert list(sheets) == ["inventory", "columns", "examples", "allowed"]
    columns = {row[0]: row[1:] for row in sheets["columns"]}
    assert columns["year"] == [
        "whole number", "", "1990 to 2040", "", "yes", "year of the count",
    ]  # fmt: skip
    assert columns["quantity"][:4] == ["number", "units", "at least 0", "yes"]
    assert columns["unit"][2] == "vehicles, aircraft"
    names = [column.name for column in TABLES["forces/inventory"].columns]
    head, *examples = sheets["examples"]
    # Those seen in their source come first.
    assert head == names
    assert [row[:4] for row in examples] == [
        ["DEU", "Leopard 2A6", "2025", "209"],
        ["NATO", "E-3A", "2024", "14"],
        ["DEU", "Puma", "2025", "350"],
    ]
    allowed = dict(zip(*sheets["allowed"][:2], strict=True))
    assert set(allowed) == {"state", "unit", "source", "verified"}
    assert allowed["unit"] == "vehicles"


def test_typing_is_checked_against_the_range_and_the_words(small):
    content = template_xlsx(TABLES["forces/inventory"], small)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        notes = parts.read("xl/comments1.xml").decode()
    rules = re.findall(r"<dataValidation .*?</dataValidation>", sheet)
    by_column = {re.search(r'sqref="([A-Z]+)2:', rule)[1]: rule for rule in rules}
    assert 'type="whole"' in by_column["C"]
    assert "<formula1>1990</formula1><formula2>2040</formula2>" in by_column["C"]
    assert 'type="decimal"' in by_column["D"]
    assert 'operator="greaterThanOrEqual"' in by_column["D"]
    assert "<formula1>allowed!$B$2:$B$3</formula1>" in by_column["I"]
    assert 'ySplit="1"' in sheet
    assert "units in service" in notes
    assert "Unit: units" in notes


def test_the_same_facts_give_the_same_bytes(small):
    table = TABLES["forces/inventory"]
    assert template_xlsx(table, small) == template_xlsx(table, small)


def test_csv_is_the_header_line():
    assert template_csv(SOURCES) == "id,title,publisher,published,url,licence,grade\n"
    for table in SHIPPED_TABLES.values():
        assert template_csv(table).count("\n") == 1
