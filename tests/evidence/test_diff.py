"""What an overlay changes is told row by row, against the shipped facts alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_tables import INVENTORY_HEADER, SHIPPED, load, write

from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.evidence.diff import diff_overlay

ROWS = (
    "DEU,Leopard 2A6,2025,99,0.7,5,6.5,8,vehicles,mod_deu;press,yes,\n"
    "FRA,Caesar,2025,76,,,,,vehicles,press,no,\n"
    "FRA,Leclerc,,200,0.5,,,,vehicles,press,imputed,\n"
)


@pytest.fixture
def overlay(tmp_path: Path) -> Path:
    return write(tmp_path / "own", {"forces/inventory.csv": f"{INVENTORY_HEADER}\n{ROWS}"})


def loader(tmp_path: Path):
    def small(overlay: Path | None) -> Evidence:
        return load(tmp_path / "shipped", overlay=overlay)

    return small


def test_rows_changed_added_and_repeated(overlay, tmp_path):
    changes = diff_overlay(overlay, loader(tmp_path))
    assert [(one.table, dict(one.key)["type"], one.change, one.line) for one in changes] == [
        ("forces/inventory", "Leopard 2A6", "changed", 2),
        ("forces/inventory", "Leclerc", "same", 4),
        ("forces/inventory", "Caesar", "added", 3),
    ]
    (cell,) = changes[0].cells
    assert (cell.column, cell.old, cell.new) == ("quantity", 209, 99)
    assert changes[1].cells == ()
    assert ("quantity", None, 76) in [(c.column, c.old, c.new) for c in changes[2].cells]


def test_an_overlay_beside_which_one_stands_reads_the_same(overlay, tmp_path, monkeypatch):
    """From inside the folder its files are named as the shipped ones are."""
    expected = diff_overlay(overlay, loader(tmp_path))
    monkeypatch.chdir(overlay)
    assert diff_overlay(Path(), loader(tmp_path)) == expected


def test_tables_come_in_order_and_sources_count(overlay, tmp_path):
    write(
        overlay,
        {
            "sources.csv": SHIPPED["sources.csv"].replace(",C\n", ",D\n"),
            "forces/inventory_sipri.csv": (
                f"{INVENTORY_HEADER}\nPOL,F-16C,2023,48,,,,,aircraft,press,no,\n"
            ),
        },
    )
    changes = diff_overlay(overlay, loader(tmp_path))
    assert [one.table for one in changes] == [
        *["forces/inventory"] * 3, "forces/inventory_sipri", *["sources"] * 3,
    ]  # fmt: skip
    grades = [(dict(one.key)["id"], one.change) for one in changes if one.table == "sources"]
    assert grades == [("mod_deu", "same"), ("press", "changed"), ("sipri_at", "same")]


def test_a_row_against_its_twins_row(tmp_path):
    row = "POL,F-16C,2023,48,,,,,aircraft,press,no,\n"
    overlay = write(tmp_path / "own", {"forces/inventory.csv": f"{INVENTORY_HEADER}\n{row}"})
    (change,) = diff_overlay(overlay, loader(tmp_path))
    assert change.change == "changed"


def test_a_faulty_overlay_is_told(tmp_path):
    overlay = write(tmp_path / "own", {"forces/inventory.csv": "a\n1\n"})
    with pytest.raises(UserError, match="the first line must name the columns"):
        diff_overlay(overlay, loader(tmp_path))
    with pytest.raises(UserError, match="there is no such folder"):
        diff_overlay(tmp_path / "nowhere", loader(tmp_path))
