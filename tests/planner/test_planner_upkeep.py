"""Upgrades and spares: tiny programmes worked out by hand, and what must hold of any."""

from __future__ import annotations

from dataclasses import replace

import pytest
import real_plans
import xarray as xr
from books import CHECKS, NOISE
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tiny import FIRST, Inputs, Product, array, least_shortfall, made, planned, tiny, written

from conftest import EXAMPLES
from vallum.planner.equations import declare, families
from vallum.planner.inputs import aggregate, in_lots
from vallum.planner.parts.spares import Spares
from vallum.planner.parts.upgrades import Upgrades

YEARS = list(range(FIRST, FIRST + 4))
NEVER = 9


def offer(*left, after=1.0, worth=0.5, rate=4.0, price=100.0, lead=1, life=20, state="A", name="F"):
    """One fleet: left [units], each worth so much; the upgrade on its terms."""
    fleet = {"fleet": [name]}
    units = array({**fleet, "year": YEARS}, [list(left)])
    return Upgrades(
        state=array(fleet, [state]),
        category=array(fleet, ["tank"]),
        upgrade=array(fleet, ["U"]),
        left=units,
        before=worth * units,
        after=units * 0 + after,
        price=array(fleet, [float(price)]),
        lead=array(fleet, [float(lead)]),
        life=array(fleet, [float(life)]),
        rate=array({"upgrade": ["U"]}, [float(rate)]),
    )


def spares_of(p: Inputs, most, price=10.0):
    """So much can come back of tanks in each year."""
    like = p.free
    tank = (like["category"] == "tank") & (like["state"] == like["state"][0])
    years = xr.DataArray(list(most), dims="year", coords={"year": like["year"].values})
    can = (years * tank).transpose("state", "category", "year").astype(float)
    return Spares(most=can, price=like.isel(state=0, year=0, drop=True) * 0 + price)


def programme(*parts, **more) -> Inputs:
    """Ten tanks needed in the last year, five there, and none can be bought in time."""
    stated = {
        "years": 4,
        "products": {"Leo": Product("tank", lead=NEVER)},
        "need": {"tank": 10},
        "have": {"tank": 5},
        "weight": [0, 0, 0, 1],
    }
    return replace(tiny(**(stated | more)), parts=parts)


UPGRADE = offer(10, 10, 5, 0)


def test_upgrade_rows():
    model = declare(programme(UPGRADE))
    assert made(model, "upgrade_once") == written(
        "upgraded[F,2026] + upgraded[F,2027] + 2 upgraded[F,2028] <= 10"
    )
    lines = "\n".join(f"upgraded[F,{year}] <= 4" for year in YEARS)
    assert made(model, "upgrade_line") == written(lines)
    # One instead of a half, and it stays when its like leave.  The first are done in 2027.
    assert made(model, "stock_balance")[-3:] == written(
        "held[A,tank,2027] - held[A,tank,2026] - 0.5 upgraded[F,2027] = 0\n"
        "held[A,tank,2028] - held[A,tank,2027] - 0.25 upgraded[F,2026] - 0.25 upgraded[F,2027]"
        " - 0.5 upgraded[F,2028] = 0\n"
        "held[A,tank,2029] - held[A,tank,2028] - 0.25 upgraded[F,2026] - 0.25 upgraded[F,2027]"
        " - 0.5 upgraded[F,2028] - upgraded[F,2029] = 0"
    )
    assert {"upgrade_once", "upgrade_line"} <= set(families(programme(UPGRADE)))


@pytest.mark.parametrize(
    ("part", "money", "points"),
    [
        (offer(10, 10, 5, 0, rate=1), 1e6, 30),
        (offer(10, 10, 5, 0, rate=4), 1e6, 0),
        (offer(2, 2, 1, 0), 1e6, 30),
        (offer(10, 10, 10, 10), 1e6, 0),
        (offer(10, 10, 10, 10, after=0.5), 1e6, 50),
        (offer(10, 10, 5, 0, after=0.5), 1e6, 15),
        (offer(10, 10, 5, 0, life=1), 1e6, 50),
        (offer(10, 10, 5, 0, lead=3), 1e6, 50),
        # A fifth at order, the rest when done, of EUR 50 mn a year: 0.625 in 2028, 0.469 in 2027.
        (offer(10, 10, 5, 0), 50, 39.0625),
    ],
    ids=[
        "one a year of what is left",
        "enough",
        "a small fleet, each once",
        "half of one more each",
        "nothing gained where nothing leaves",
        "worth half, but it stays",
        "too short a life",
        "done too late",
        "as far as the money goes",
    ],
)
def test_what_upgrades_close(part, money, points):
    assert least_shortfall(programme(part, money=money)) == pytest.approx(points, abs=1e-6)


@pytest.mark.parametrize(
    ("most", "money", "points"),
    [
        ([0, 0, 3, 3], 1e6, 20),
        ([3, 3, 3, 0], 1e6, 50),
        ([0, 0, 9, 9], 1e6, 0),
        ([0, 0, 3, 3], 20, 30),
    ],
    ids=["what can come back", "it does not last", "all that is missing", "money for two"],
)
def test_what_spares_close(most, money, points):
    p = programme(money=money)
    part = spares_of(p, most)
    assert least_shortfall(replace(p, parts=(part,))) == pytest.approx(points, abs=1e-6)


def both(p: Inputs) -> Inputs:
    return replace(p, parts=(UPGRADE, spares_of(p, [0, 0, 1, 2])))


def test_books_and_tables_of_upkeep():
    plan = planned(both(programme(products={"Leo": Product("tank", price=5000, lead=2)})))
    for check in CHECKS:
        check(plan)
    frames = plan.frames()
    done = frames["plan_upgrades"]
    assert done["quantity"].sum() > 0
    assert done["cost_eur_mn"].sum() == pytest.approx(1000 * float(plan.costs["upgrades"].sum()))
    assert frames["plan_spares"]["quantity"].max() <= 2
    assert set(frames["plan_costs"].columns) >= {"upgrades", "spares"}
    assert [line.partition(":")[0] for line in plan.summary()[-2:]] == [
        "Upgrades",
        "Independent spares for US-bound types",
    ]


def test_gain_is_what_a_fair_sample_would_not_have_counted():
    gain = offer(10, 10, 5, 0, life=2).gain().sel(fleet="F")
    # Done in 2027: one for a half; in 2028 a half of the sample would be left; then it is over.
    assert gain.sel(done=2027).values.tolist() == pytest.approx([0, 0.5, 0.75, 0])
    assert gain.sel(done=2026).values.tolist() == pytest.approx([0.5, 0.5, 0, 0])
    assert NOISE < 0.001


falling = st.lists(st.integers(0, 12), min_size=4, max_size=4).map(lambda n: sorted(n)[::-1])
some = settings(max_examples=max(2, EXAMPLES // 10), phases=(Phase.explicit, Phase.generate))


cases = st.fixed_dictionaries(
    {
        "left": falling,
        "after": st.sampled_from([0.5, 0.75, 1.0]),
        "rate": st.integers(0, 5),
        "price": st.integers(1, 400),
        "lead": st.integers(0, 2),
        "life": st.integers(1, 5),
    }
)


@some
@given(
    case=cases,
    most=st.lists(st.integers(0, 3), min_size=4, max_size=4),
    money=st.integers(0, 900),
)
def test_an_offer_never_widens_the_gap(case, most, money):
    """Nor do lots, or blocs, that hold it; and the books close."""
    p = programme(
        states=("A", "B"),
        products={"Leo": Product("tank", price=400, lead=1, line=2)},
        money={"A": money, "B": money / 2},
        weight=1.0,
        most_share={"A": 0.7, "B": 1},
    )
    terms = {name: value for name, value in case.items() if name != "left"}
    fleet = offer(*case["left"], **terms)
    offered = replace(p, parts=(fleet, spares_of(p, most)))
    without, found = least_shortfall(p), least_shortfall(offered)
    assert found <= without + 1e-6 * max(1.0, without)
    assert least_shortfall(in_lots(offered)) == pytest.approx(found, rel=1e-6, abs=1e-6)
    apart = aggregate(offered, {"A": "bloc A", "B": "bloc B"})
    assert least_shortfall(apart) == pytest.approx(found, rel=1e-6, abs=1e-6)
    whole = least_shortfall(aggregate(offered, {"A": "all", "B": "all"}))
    assert whole <= found + 1e-6 * max(1.0, found)
    plan = planned(offered)
    for check in CHECKS:
        check(plan)


def test_on_the_shipped_facts_upkeep_helps_and_is_told():
    plan = real_plans.whole_plan()
    bare = real_plans.whole_plan("us_absent", "close_gaps", "upkeep.upgrades=false",
                                 "upkeep.spares=false")  # fmt: skip
    assert plan.shortfall < bare.shortfall
    assert {type(part) for part in plan.inputs.parts} >= {Upgrades, Spares}
    assert not {type(part) for part in bare.inputs.parts} & {Upgrades, Spares}
    assert plan.frames()["plan_upgrades"].height > 0
    for check in CHECKS:
        check(plan)


def test_a_posture_that_withholds_nothing_needs_no_spares():
    parts = real_plans.whole_plan("us_committed").inputs.parts
    assert Spares not in {type(part) for part in parts}
    assert Upgrades in {type(part) for part in parts}
