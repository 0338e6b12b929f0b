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
    assert list(told) == ["value", "unit", "chain", "quality", "rows"]
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


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("headline/stand_alone_year_with_plan", "the first year from which every element"),
        ("gaps/gap/stand_alone/brigade/2030", "gap = need - have - American part, or nothing"),
        ("plan_costs/total/2030", "the sum of"),
        ("spending/eur_bn_2025/FRA/2030", "spending = share of output x output"),
    ],
)
def test_any_figure_of_a_run_leads_back_to_its_facts(
    with_runs: Call, home: Home, address: str, said: str
) -> None:
    told = with_runs("why", home.first_id, address, "--json").answer("why")
    assert any(said in step for step in told["chain"])
    assert told["quality"]["facts"] == sum(row["verified"] != "assumed" for row in told["rows"]) > 0
    shares = [told["quality"][name] for name in ("verified", "unverified", "imputed")]
    assert sum(shares) == pytest.approx(1)
    shown = with_runs("why", home.first_id, address).out
    assert shown.startswith(f"{address}: ")
    assert f"What it rests on: {told['quality']['facts']:,} facts" in shown
    assert "% verified" in shown


def test_labels_of_a_figure_may_follow_apart(with_runs: Call, home: Home) -> None:
    orders = home.study.frames()["plan_orders"]
    state, system = orders.select("state", "system").row(0)
    words = ("why", home.first_id, "plan_orders/quantity", state, system)
    told = with_runs(*words, "--json").answer("why")
    same = (pl.col("state") == state) & (pl.col("system") == system)
    assert told["value"] == pytest.approx(orders.filter(same)["quantity"].sum())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("FIRST", "gasp/gap/brigade/2030"),
            "there is no table 'gasp' of figures in this run; did",
        ),
        (("FIRST", "gaps/gap/brigade/2099"), "'2099' names no row of gaps"),
        (("nosuchrun", "gaps/gap/brigade/2030"), "there is no run 'nosuchrun'"),
        (("FIRST", "gaps/gap/brigade/2030", "--set", "us.intelligence=1"), "a kept run has its"),
        (("FIRST", "gaps/gap/brigade/2030", "--data", "OWN"), "was made with other facts"),
    ],
    ids=["table", "label", "run", "scenario", "facts"],
)
def test_a_figure_that_cannot_be_is_said(
    with_runs: Call, home: Home, own_figure: Path, words: tuple[str, ...], said: str
) -> None:
    given = {"FIRST": home.first_id, "OWN": str(own_figure)}
    done = with_runs("why", *(given.get(word, word) for word in words))
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert done.err.count("\n") == 1
