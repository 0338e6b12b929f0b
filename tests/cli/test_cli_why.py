"""`vallum why`: a figure with its chain and facts."""

from __future__ import annotations

from pathlib import Path

import pytest
from calling import Call

LEOPARD = "Leopard 2A5/2A6"


@pytest.fixture
def own_figure(tmp_path: Path) -> Path:
    """An overlay in which a state holds another number of tanks."""
    folder = tmp_path / "mine"
    (folder / "forces").mkdir(parents=True)
    (folder / "forces" / "inventory.csv").write_text(
        "state,category,system,quantity,unit,status,theatre,basis,origin,origin_partners,year,"
        "verify_basis,source,verified,note\n"
        f"DEU,mbt,{LEOPARD},7,vehicles,active,total,in_service,DEU,,2026,none,vallum_design,no,\n",
        encoding="utf-8",
    )
    return folder


def test_json(vallum: Call) -> None:
    told = vallum("why", "stock", "state=DEU", f"system={LEOPARD}", "--json").answer("why")
    assert list(told) == ["value", "unit", "chain", "rows"]
    (row,) = told["rows"]
    assert row["table"] == "forces/inventory"
    assert row["value"] == told["value"] > 100
    assert row["verified"] in {"yes", "no", "imputed"}


def test_own_figures_answer_in_place_of_the_shipped_ones(vallum: Call, own_figure: Path) -> None:
    told = vallum("why", "stock", "DEU", LEOPARD, "--data", own_figure, "--json").answer("why")
    assert told["value"] == 7
    assert told["rows"][0]["source"] == "vallum_design"


def test_text(vallum: Call) -> None:
    done = vallum("why", "stock", "DEU", LEOPARD)
    assert done.code == 0
    assert done.out.startswith(f"stock of state DEU, system {LEOPARD}: ")
    assert "How it was made" in done.out
    assert "forces/inventory:" in done.out
    assert "grade" in done.out


def test_alone_it_lists_what_can_be_asked(vallum: Call) -> None:
    done = vallum("why")
    assert done.code == 0
    assert {line.split()[0] for line in done.out.splitlines()} >= {"stock", "requirement", "gdp"}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("stok",), "there is no array 'stok'; did you mean"),
        (("stock", "state=DEU", "state=FRA"), "state is given twice, as DEU and as FRA: keep one"),
        (("stock", "country=DEU"), "stock has no dimension 'country'; it has state, system"),
        (("availability",), "availability needs a label for element"),
        (("--json",), "--json answers for one quantity: name it"),
    ],
    ids=["array", "twice", "dimension", "not additive", "nothing asked"],
)
def test_what_is_not_there_is_said(vallum: Call, words: tuple[str, ...], said: str) -> None:
    done = vallum("why", *words)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(said)
    assert done.err.count("\n") == 1
