"""`vallum why`: a figure with its chain and facts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from calling import Call, Home

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
    assert {line.split()[0] for line in done.out.splitlines()} >= {
        "stock",
        "requirement",
        "gdp",
        "order",
    }


@pytest.fixture
def largest(home: Home) -> dict[str, Any]:
    """The dearest order of the plan."""
    orders = home.study.frames()["plan_orders"].sort("cost_eur_mn", descending=True)
    return orders.row(0, named=True)


@pytest.mark.usefixtures("studied_once")
def test_an_order_leads_back_to_need_price_and_line(
    vallum: Call, home: Home, largest: dict[str, Any]
) -> None:
    state, system, year = (str(largest[name]) for name in ("state", "system", "year"))
    words = ("why", "order", state, system)
    told = vallum(*words, year, "--json").answer("why")
    same = pl.col("state") == state, pl.col("system") == system
    orders = home.study.frames()["plan_orders"].filter(same)
    of_year = orders.filter(pl.col("year") == int(year))["quantity"].sum()
    assert told["value"] == pytest.approx(of_year, abs=1e-3)
    assert {"need", "price", "line", "money"} <= {step.partition(":")[0] for step in told["chain"]}
    assert "industry/orderable" in {row["table"] for row in told["rows"]}
    by_name = ("why", "order", f"year={year}", f"system={system}", state.lower(), "--json")
    assert vallum(*by_name).answer("why") == told
    in_all = vallum(*words, "--json").answer("why")
    assert in_all["value"] == pytest.approx(orders["quantity"].sum(), abs=1e-3)
    shown = vallum(*words, year).out
    assert shown.startswith(f"order of state {state}, system {system}, year {year}: ")
    assert f"orders of {state} by year: " in shown


@pytest.mark.usefixtures("studied_once")
def test_an_order_that_is_not_there_says_who_orders(vallum: Call, home: Home) -> None:
    orders = home.study.frames()["plan_orders"]
    plan = home.study.plan
    assert plan is not None
    system = orders["system"][0]
    buyers = set(orders.filter(pl.col("system") == system)["state"])
    other = next(s for s in plan.orders["state"].values.tolist() if s not in buyers)
    told = vallum("why", "order", other, system, "--json").answer("why")
    assert told["value"] == 0
    assert f"{other} orders none; it is ordered by {', '.join(sorted(buyers))}" in told["chain"]


@pytest.mark.usefixtures("studied_once")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "order needs a label for state and system, such as `vallum why order DEU"),
        (("DEU",), "order needs a label for system, such as"),
        (("DEU", "IRIS-T SLM", "soon"), "'soon' is not a year"),
        (("DEU", "IRIS-T SLM", "2027", "x"), "'x' is one label too many"),
        (("country=DEU",), "order has no dimension 'country'; it has state, system, year"),
        (("XYZ", "IRIS-T SLM"), "'XYZ' is not a state that orders anything"),
        (("DEU", "IRIS-T SLN"), "'IRIS-T SLN' is not a system of the catalogue in this plan; did"),
        (("DEU", "IRIS-T SLM", "2055"), "2055 is not a planned year: they run from 2026 to 2040"),
    ],
    ids=["nothing", "no system", "no year", "too many", "dimension", "state", "system", "year"],
)
def test_an_order_that_cannot_be_is_said(vallum: Call, words: tuple[str, ...], said: str) -> None:
    done = vallum("why", "order", *words)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(said)
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("stok",), "there is no array 'stok'; did you mean"),
        (("stock", "state=DEU", "state=FRA"), "state is given twice, as DEU and as FRA: keep one"),
        (("stock", "country=DEU"), "stock has no dimension 'country'; it has state, system"),
        (("counted", "DEU", "mbt"), "'mbt' is not a label of counted; category: aew, amphibious, "),
        (("counted", "DEU", "mbt"), "; year: 2026, 2027, "),
        (("counted", "DEU", "tank", "2030", "x"), "; none left: state, category, year have theirs"),
        (("availability",), "availability needs a label for element"),
        (("--json",), "--json answers for one quantity: name it"),
    ],
    ids=[
        "array",
        "twice",
        "dimension",
        "label",
        "labels of each dimension",
        "too many labels",
        "not additive",
        "nothing asked",
    ],
)
def test_what_is_not_there_is_said(vallum: Call, words: tuple[str, ...], said: str) -> None:
    done = vallum("why", *words)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert done.err.count("\n") == 1
