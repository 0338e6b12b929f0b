"""Filled files go into an overlay by key, or not at all."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from small_tables import INVENTORY_HEADER, SHIPPED, TABLES, load, write

from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.evidence.add import Addition, add_files, name_table
from vallum.evidence.diff import diff_overlay

LEOPARD = "DEU,Leopard 2A6,2025,99,,,,,vehicles,press,no,own count"
SHIPPED_PUMA = 'DEU,Puma,2025,350,,,,,vehicles,mod_deu,no,"first lot, before the upgrade"'
NEW = "FRA,Caesar,2025,76,,,,,vehicles,press,no,"
TWIN = "POL,F-16C,2023,48,,,,,aircraft,press,no,"


class House:
    """The small house of facts, and an overlay beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.overlay = folder / "own"

    def load(self, overlay: Path | None = None) -> Evidence:
        return load(self.folder / "shipped", overlay=overlay)

    def lay(self, files: dict[str, str | bytes]) -> None:
        write(self.overlay, files)

    def add(self, *rows: str, table: str = "forces/inventory") -> Addition:
        content = "\n".join([SHIPPED[f"{table}.csv"].split("\n")[0], *rows]) + "\n"
        write(self.folder, {"filled.csv": content})
        return add_files({table: self.folder / "filled.csv"}, self.overlay, self.load)

    def put(self, addition: Addition) -> None:
        write(self.overlay, dict(addition.files))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


def test_rows_are_added_changed_or_the_same(house):
    addition = house.add(NEW, LEOPARD, SHIPPED_PUMA)
    assert [(one.change, one.line) for one in addition.changes] == [
        ("added", 2),
        ("changed", 3),
        ("same", 4),
    ]
    changed = {cell.column: (cell.old, cell.new) for cell in addition.changes[1].cells}
    assert changed == {
        "quantity": (209, 99),
        "readiness": (0.7, None),
        "price_eur_mn_low": (5, None),
        "price_eur_mn_central": (6.5, None),
        "price_eur_mn_high": (8, None),
        "source": ("mod_deu;press", "press"),
        "verified": ("yes", "no"),
        "note": (None, "own count"),
    }
    assert addition.changes[1].key == (
        ("state", "DEU"), ("type", "Leopard 2A6"), ("year", 2025),
    )  # fmt: skip
    assert addition.files == {"forces/inventory.csv": f"{INVENTORY_HEADER}\n{NEW}\n{LEOPARD}\n"}
    assert not house.overlay.exists()  # nothing is written here


def test_the_overlay_holds_what_was_added_and_loads(house):
    house.put(house.add(NEW, LEOPARD))
    table = house.load(house.overlay).table("forces/inventory")
    assert table.filter(type="Leopard 2A6")["quantity"].to_list() == [99]
    assert table.filter(type="Caesar")["quantity"].to_list() == [76]


def test_a_row_replaces_the_overlays_row_of_its_key_in_its_place(house):
    house.put(house.add(NEW, LEOPARD))
    addition = house.add(TWIN, NEW.replace(",76,", ",80,"))
    assert [one.change for one in addition.changes] == ["changed", "changed"]
    text = addition.files["forces/inventory.csv"]
    assert text.splitlines()[1:] == [NEW.replace(",76,", ",80,"), LEOPARD, TWIN]


def test_what_stands_in_the_overlay_already_writes_nothing(house):
    house.put(house.add(NEW, LEOPARD))
    assert house.add(LEOPARD, NEW, SHIPPED_PUMA).files == {}


def test_a_number_written_otherwise_is_the_same_key_and_value(house):
    assert house.add("DEU,Puma,2025,350.0" + SHIPPED_PUMA.removeprefix("DEU,Puma,2025,350")
                     ).changes[0].change == "same"  # fmt: skip


def test_a_row_is_compared_with_the_twins_row_of_its_key(house):
    (change,) = house.add(TWIN).changes
    assert change.change == "changed"
    assert ("quantity", 36, 48) in [(one.column, one.old, one.new) for one in change.cells]


def test_new_sources_and_the_rows_that_name_them_come_together(house):
    files = {
        "sources.csv": "id,title,publisher,published,url,licence,grade\nmine,Own,,,,,D\n",
        "filled.csv": f"{INVENTORY_HEADER}\n{NEW.replace('press', 'mine')}\n",
    }
    write(house.folder, files)
    new = {"sources": house.folder / "sources.csv", "forces/inventory": house.folder / "filled.csv"}
    addition = add_files(new, house.overlay, house.load)
    assert sorted(addition.files) == ["forces/inventory.csv", "sources.csv"]
    house.put(addition)
    assert house.load(house.overlay).source("mine").grade == "D"


@pytest.mark.parametrize(
    ("rows", "place", "said"),
    [
        ((LEOPARD.replace(",99,", ",many,"),), (2, "quantity"), "'many' is not a number"),
        ((NEW, LEOPARD.replace("DEU", "DEX")), (3, "state"), "not a state"),
        ((NEW, LEOPARD, NEW), (4, None), "the same state, type, year as line 2"),
        ((NEW.replace("press", "nobody"),), (2, "source"), "not in sources.csv"),
        ((NEW + ",",), (2, None), "the line has 13 cells, the header has 12"),
        ((), (None, None), "has a header and no row below it"),
    ],
    ids=["number", "state", "key twice", "source", "cells", "no row"],
)
def test_a_fault_is_told_where_the_user_wrote_it(house, rows, place, said):
    with pytest.raises(UserError) as caught:
        house.add(*rows)
    (problem,) = caught.value.problems
    assert (problem.file, problem.line, problem.field) == (
        str(house.folder / "filled.csv"), *place,
    )  # fmt: skip
    assert said in problem.message


def test_a_fault_of_the_table_as_a_whole_is_told_of_the_new_row(house):
    with pytest.raises(UserError, match="200 delivered, more than the quantity ordered") as caught:
        house.add("FRA,Rafale,,42,200,press,yes,", "POL,K2GF,,180,170,press,no,",
                  table="forces/orders")  # fmt: skip
    (problem,) = caught.value.problems
    assert (problem.file, problem.line) == (str(house.folder / "filled.csv"), 2)


def test_a_fault_of_the_overlay_itself_is_told_of_the_overlay(house):
    house.lay({"forces/orders.csv": "state\nDEU\n"})
    with pytest.raises(UserError) as caught:
        house.add(NEW)
    assert {problem.file for problem in caught.value.problems} == {
        str(house.overlay / "forces" / "orders.csv")
    }


def test_a_key_in_the_overlays_twin_is_told(house):
    house.lay({"forces/inventory_sipri.csv": f"{INVENTORY_HEADER}\n{TWIN}\n"})
    with pytest.raises(UserError, match="the same state, type, year as line 2") as caught:
        house.add(TWIN.replace(",48,", ",50,"))
    assert "own/forces/inventory" in str(caught.value)


def test_a_workbook_of_the_overlay_is_left_to_its_owner(house):
    target = io.BytesIO()
    with xlsxwriter.Workbook(target) as book:
        book.add_worksheet().write_row(0, 0, INVENTORY_HEADER.split(","))
        row = [int(cell) if cell.isdigit() else cell for cell in LEOPARD.split(",")]
        book.worksheets()[0].write_row(1, 0, row)
    house.lay({"forces/inventory.xlsx": target.getvalue()})
    with pytest.raises(UserError, match=r"inventory.xlsx: holds rows of this table"):
        house.add(NEW)
    assert house.add("FRA,Rafale,,42,12,press,yes,", table="forces/orders").files


@pytest.mark.parametrize(
    ("file", "given", "table"),
    [
        ("forces/inventory.csv", None, "forces/inventory"),
        ("inventory.xlsx", None, "forces/inventory"),
        ("forces-inventory_sipri.csv", None, "forces/inventory_sipri"),
        ("forces_orders.csv", None, "forces/orders"),
        ("sources.csv", None, "sources"),
        ("mine.csv", "forces/orders", "forces/orders"),
        ("inventory.csv", "forces/orders", "forces/orders"),
    ],
)
def test_the_table_is_told_by_name(tmp_path, file, given, table):
    assert name_table(tmp_path / file, given, load(tmp_path / "shipped")) == table


def test_the_table_is_told_by_columns(tmp_path):
    facts = load(tmp_path / "shipped")
    write(tmp_path, {"a.csv": SHIPPED["forces/orders.csv"], "b.csv": f"{INVENTORY_HEADER}\n"})
    assert name_table(tmp_path / "a.csv", None, facts) == "forces/orders"
    assert name_table(tmp_path / "b.csv", None, facts) == "forces/inventory"  # not its twin


@pytest.mark.parametrize(
    ("file", "content", "given", "said"),
    [
        ("mine.csv", "a,b\n", None, "no table has its name or its columns: say which"),
        ("mine.csv", None, None, "cannot be read: No such file"),
        ("mine.txt", "", None, "is not read; give a .csv or .xlsx file"),
        ("mine.xlsx", "no workbook", None, "is not a readable XLSX workbook"),
        ("mine.csv", "", "forces/inventry", "there is no table 'forces/inventry'; did you mean"),
    ],
    ids=["columns", "missing", "ending", "workbook", "table"],
)
def test_a_file_whose_table_nobody_knows_is_told(tmp_path, file, content, given, said):
    if content is not None:
        write(tmp_path, {file: content})
    with pytest.raises(UserError, match=said.replace("(", r"\(")):
        name_table(tmp_path / file, given, load(tmp_path / "shipped"))


ROWS = st.lists(
    st.tuples(
        st.sampled_from(["DEU", "FRA", "POL"]),
        st.sampled_from(["Leopard 2A6", "Puma", "F-16C", "Caesar"]),
        st.sampled_from(["", "2023", "2025"]),
        st.integers(0, 400),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda row: row[:3],
)


@given(first=ROWS, second=ROWS)
def test_adding_gives_the_facts_that_laying_over_gives(first, second):
    with tempfile.TemporaryDirectory() as folder:
        house = House(Path(folder))
        for rows in (first, second):
            texts = [f"{s},{t},{y},{q},,,,,vehicles,press,no," for s, t, y, q in rows]
            house.put(house.add(*texts))
            assert house.add(*texts).files == {}  # once more changes nothing
        in_force = house.load(house.overlay if house.overlay.exists() else None)
        wanted = {row[:3]: row[3] for row in [*first, *second]}
        held = {
            (row["state"], row["type"], str(row["year"] or "")): row["quantity"]
            for row in in_force.table("forces/inventory").iter_rows(named=True)
        }
        assert {key: held[key] for key in wanted} == wanted
        assert all(one.change != "same" for one in diff_overlay_of(house))


def diff_overlay_of(house: House) -> list:
    return diff_overlay(house.overlay, house.load) if house.overlay.exists() else []


def test_every_table_of_the_small_house_can_be_repeated_without_a_change(house):
    for name in TABLES:
        write(house.folder, {"again.csv": SHIPPED[f"{name}.csv"]})
        addition = add_files({name: house.folder / "again.csv"}, None, house.load)
        assert addition.files == {}
        assert {one.change for one in addition.changes} == {"same"}
