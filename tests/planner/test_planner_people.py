"""Recruits and crews on programmes small enough to write down, and what must always hold."""

from __future__ import annotations

from dataclasses import replace

import pytest
import tiny as tinies
from books import CHECKS
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from tiny import FIRST, Inputs, Product, grid, least_shortfall, made, tiny, written

from conftest import EXAMPLES
from vallum.planner.equations import declare, families
from vallum.planner.inputs import aggregate
from vallum.planner.parts.crews import HUNDRED, Crews
from vallum.planner.result import Plan

TOLERANCE = 1e-6
KINDS = ("armour", "pilots")
NEVER = 9


def crews(
    p: Inputs,
    *,
    tank: float = 4,
    jet: float = 1.5,
    recruits=1000.0,
    manned=0.0,
    own=0.0,
    places=1000.0,
    years=(1, 2),
    cost=(0.1, 5.0),
    soldier_cost: float = 0.02,
) -> Crews:
    """A part with two kinds of crews, in persons and EUR mn; no place before training can end."""
    states, when = p.money["state"].values.tolist(), p.money["year"].values.tolist()

    def by_kind(values):
        cells = {"kind": list(KINDS), "state": states, "year": when}
        return grid(cells, values, key="kind").transpose("state", "kind", "year") / HUNDRED

    length = grid({"kind": list(KINDS)}, dict(zip(KINDS, map(float, years), strict=True)))
    begun = p.money["year"] >= p.first_order + length - 1
    one = {"armour": {"tank": tank}, "pilots": {"combat_aircraft": jet}}
    crew = grid({"kind": list(KINDS), "category": ["combat_aircraft", "tank"]}, 0.0)
    for kind, own_crew in one.items():
        for category, persons in own_crew.items():
            crew.loc[{"kind": kind, "category": category}] = persons / HUNDRED
    price = grid({"kind": list(KINDS)}, dict(zip(KINDS, cost, strict=True)))
    return Crews(
        recruits=grid({"state": states, "year": when}, recruits) / HUNDRED,
        crew=crew,
        manned=by_kind(manned),
        own=by_kind(own),
        places=(by_kind(places) * begun).transpose("state", "kind", "year"),
        signed=by_kind(0.0),
        years=length,
        drawn=grid({"kind": list(KINDS)}, {"pilots": 1.0}),
        cost=price * HUNDRED / 1000,
        soldier_cost=soldier_cost * HUNDRED / 1000,
    )


def with_crews(p: Inputs, **figures) -> Inputs:
    return replace(p, parts=(crews(p, **figures),))


def asked(**more) -> Inputs:
    """Tanks and jets from lines without end, if there is someone to crew them."""
    return tiny(
        **{
            "years": 4,
            "products": {
                "Leo": Product("tank", price=10.0, lead=0, joint_delay=NEVER),
                "Jet": Product("combat_aircraft", price=100.0, lead=0, joint_delay=NEVER),
            },
            "need": {"tank": 10, "combat_aircraft": 4},
            "categories": ("combat_aircraft", "tank"),
        }
        | more
    )


WRITTEN = with_crews(
    tiny(
        years=2,
        products={
            "Leo": Product("tank", joint_delay=NEVER),
            "Jet": Product("combat_aircraft", joint_delay=NEVER),
        },
        need={"tank": 1, "brigade": 2},
        people=1.5,
        categories=("combat_aircraft", "tank"),
    ),
    recruits=[600, 700],
    manned={"armour": 80, "pilots": 6},
    own={"armour": [80, 60], "pilots": 6},
    places={"armour": 40, "pilots": 10},
)
"""Twenty armour crewmen are freed in 2027; a pilot who is ready then begins in 2026."""

ROWS = {
    "crews_manned": """
        0.04 held[A,tank,2026] - trained[A,armour,2026] <= 0
        0.04 held[A,tank,2027] - trained[A,armour,2026] - trained[A,armour,2027] <= 0.2
        0.015 held[A,combat_aircraft,2026] - trained[A,pilots,2026] <= 0
        0.015 held[A,combat_aircraft,2027] - trained[A,pilots,2026] - trained[A,pilots,2027] <= 0
        """,
    "crews_staff": """
        staff[A,2026] - trained[A,pilots,2026] = 0
        staff[A,2027] - staff[A,2026] - trained[A,pilots,2027] = 0
        """,
    "training_places": """
        trained[A,armour,2026] <= 0.4
        trained[A,armour,2027] <= 0.4
        trained[A,pilots,2026] <= 0
        trained[A,pilots,2027] <= 0.1
        """,
    "recruits": """
        recruited[A,2026] + trained[A,pilots,2027] <= 6
        recruited[A,2027] <= 7
        """,
    "recruits_won": """
        won[A,2026] - recruited[A,2026] = 0
        won[A,2027] - won[A,2026] - recruited[A,2027] = 0
        """,
    "recruits_waiting": """
        won[A,2026] - 50 beyond[A,2026] - waiting[A,2026] <= 0
        won[A,2027] - 50 beyond[A,2027] - waiting[A,2027] <= 0
        """,
    "brigade_people": """
        brigade[A,2026] - 0.02 won[A,2026] <= 1.5
        brigade[A,2027] - 0.02 won[A,2027] <= 1.5
        """,
    "budget": """
        paid[A,2026] + 4 formed[A,2026] + 0.5 beyond[A,2026] + line_bill[2026]\
            + 0.002 recruited[A,2026] + 0.01 trained[A,armour,2026]\
            + 0.25 trained[A,pilots,2026] + 0.25 trained[A,pilots,2027]\
            + 0.01 staff[A,2026] + 0.01 waiting[A,2026] <= 1000
        paid[A,2027] + 4 formed[A,2027] + 0.5 beyond[A,2027] + line_bill[2027]\
            + 0.002 recruited[A,2027] + 0.01 trained[A,armour,2027]\
            + 0.25 trained[A,pilots,2027] + 0.01 staff[A,2027] + 0.01 waiting[A,2027]\
            <= 1000
        """,
}


@pytest.fixture(scope="module")
def model():
    return declare(WRITTEN)


def test_the_pool_trains_in_the_places_of_its_members():
    """Ten pilots a year for A and the pool together, and 600 recruits."""
    p = tiny(
        years=2,
        states=("A", "POOL"),
        products={"Jet": Product("combat_aircraft", joint_delay=0)},
        need={"tank": 1, "combat_aircraft": 4},
        categories=("combat_aircraft", "tank"),
    )
    model = declare(with_crews(p, recruits=600, places={"armour": 40, "pilots": 10}))
    assert made(model, "training_shared") == written(
        """
        trained[A,armour,2026] + trained[POOL,armour,2026] <= 0.4
        trained[A,armour,2027] + trained[POOL,armour,2027] <= 0.4
        trained[A,pilots,2026] + trained[POOL,pilots,2026] <= 0
        trained[A,pilots,2027] + trained[POOL,pilots,2027] <= 0.1
        """
    )
    assert made(model, "recruits_shared") == written(
        """
        recruited[A,2026] + recruited[POOL,2026] + trained[A,pilots,2027]\
            + trained[POOL,pilots,2027] <= 6
        recruited[A,2027] + recruited[POOL,2027] <= 6
        """
    )


def test_each_family_of_the_part_is_written_down():
    with_a_pool = {"training_shared", "recruits_shared"}
    assert set(WRITTEN.parts[0].families) - with_a_pool <= set(ROWS)
    assert set(families(WRITTEN)) >= set(ROWS)


@pytest.mark.parametrize("family", ROWS)
def test_rows_are_those_written_down(model, family):
    assert made(model, family) == written(ROWS[family])


def planned(p: Inputs) -> Plan:
    part = p.parts[0]
    assert isinstance(part, Crews)
    schools = part.places.isel(year=0, drop=True)
    return tinies.planned(p, arrays={"recruits": part.recruits, "training_places": schools})


def near(values):
    """The second stage may give up a millionth of a point."""
    return pytest.approx(values, abs=1e-3)


def added(p: Inputs, category: str) -> list[float]:
    plan = planned(p)
    for check in CHECKS:
        check(plan)
    return plan.added.sel(state="A", category=category).values.tolist()


@pytest.mark.parametrize(
    ("figures", "tanks"),
    [
        ({}, [10, 10, 10, 10]),
        ({"places": {"armour": 8, "pilots": 9}}, [2, 4, 6, 8]),
        ({"places": 0.0}, [0, 0, 0, 0]),
        ({"places": 0.0, "manned": {"armour": 40}, "own": {"armour": 20}}, [5, 5, 5, 5]),
        ({"places": 0.0, "manned": {"armour": 40}, "own": {"armour": [40, 40, 16]}}, [0, 0, 6, 6]),
        ({"recruits": 0.0}, [10, 10, 10, 10]),
    ],
    ids=[
        "enough of all",
        "eight crewmen a year man two tanks",
        "no school, no tank",
        "crews without a tank take new ones",
        "retired tanks free their crews",
        "crews of brigades are drawn from their soldiers",
    ],
)
def test_tanks_that_no_one_can_crew_are_not_bought(figures, tanks):
    assert added(with_crews(asked(), **figures), "tank") == near(tanks)


@pytest.mark.parametrize(
    ("figures", "jets"),
    [
        ({}, [0, 4, 4, 4]),
        ({"years": (1, 4)}, [0, 0, 0, 4]),
        ({"recruits": 0.0}, [0, 0, 0, 0]),
        ({"recruits": [3, 0]}, [0, 2, 2, 2]),
        ({"places": {"pilots": 1.5}}, [0, 1, 2, 3]),
    ],
    ids=[
        "two years of training",
        "four years of training",
        "nobody to be won",
        "three won in the first year fly two jets",
        "one and a half a year",
    ],
)
def test_pilots_are_won_when_their_training_begins(figures, jets):
    assert added(with_crews(asked(), **figures), "combat_aircraft") == near(jets)


def brigades(**figures) -> Inputs:
    """Vehicles for three brigades, soldiers for one; base: one."""
    p = tiny(
        years=3,
        products={"Leo": Product("tank")},
        need={"brigade": 3},
        free={"ifv": 120},
        people=1,
        base_brigades=1,
        categories=("combat_aircraft", "tank"),
    )
    return with_crews(p, **figures)


def test_brigades_take_people_to_be_won():
    plan = planned(brigades(recruits=2500))
    assert plan.brigades.sel(state="A").values.tolist() == near([1.5, 2, 2.5])
    # EUR 20,000 to win and train each; pay of those in brigades is the core's.
    assert plan.costs["crews"].sel(state="A").values.tolist() == near([0.05] * 3)
    assert plan.costs["people"].sel(state="A").values.tolist() == near([0.25, 0.5, 0.75])


def test_whoever_is_won_too_early_waits_on_pay():
    """5,000 can be won in 2026 only, vehicles come in 2028: two years of EUR 0.5 bn."""
    p = brigades(recruits=[5000, 0, 0])
    p = replace(p, free=p.free * 0 + grid({"year": [2026, 2027, 2028]}, [40, 40, 80]))
    plan = planned(p)
    assert plan.brigades.sel(state="A").values.tolist() == near([1, 1, 2])
    assert plan.costs["crews"].sel(state="A").values.tolist() == near([0.6, 0.5, 0])


def test_the_table_of_people_closes():
    plan = planned(with_crews(asked(), manned={"armour": 8}, own={"armour": [8, 8, 4, 0]}))
    rows = plan.frames()["plan_people"]
    assert not rows.select("state", "kind", "year").is_duplicated().any()
    assert set(rows["kind"]) == {*KINDS, "soldiers"}
    assert ((rows["base"] + rows["trained"] - rows["needed"]) >= -0.05).all()
    tanks = rows.filter(rows["kind"] == "armour").sort("year")
    assert tanks["needed"].to_list() == pytest.approx([48, 48, 44, 40])
    assert tanks["base"].to_list() == [8, 8, 8, 8]
    assert tanks["trained"].to_list()[-1] == pytest.approx(40)


def test_a_school_that_binds_is_named():
    p = with_crews(asked(), places={"armour": 8, "pilots": 9})
    plan = planned(p)
    part = p.parts[0]
    scarce = {each.constraint: each for each in part.scarce(p)}
    dual = -plan.duals["training_places"].sel(state="A", kind="armour")
    # 100 places more in 2026 man 25 tanks: 25 of 10 in each of four years, at a weight of 1/8.
    assert dual.values[0] == pytest.approx(4 * 100 / 8 / 10 * 25)
    told = scarce["training_places"].words.format(
        kind=scarce["training_places"].titles["armour"], state="A", year=FIRST, price=1.0
    )
    assert told.startswith("training places for 100 more crews of tanks")


some = settings(max_examples=max(3, EXAMPLES // 10), phases=(Phase.explicit, Phase.generate))
persons = st.integers(0, 60)
cases = st.fixed_dictionaries(
    {
        "recruits": st.lists(persons, min_size=4, max_size=4),
        "places": st.fixed_dictionaries({"armour": persons, "pilots": persons}),
        "years": st.tuples(st.integers(1, 2), st.integers(1, 4)),
        "manned": st.fixed_dictionaries({"armour": st.just(40), "pilots": st.just(9)}),
        "own": st.fixed_dictionaries(
            {
                "armour": st.lists(st.integers(0, 40), min_size=4, max_size=4),
                "pilots": st.lists(st.integers(0, 9), min_size=4, max_size=4),
            }
        ),
    }
)


def two(case) -> Inputs:
    p = asked(
        states=("A", "B"),
        need={"tank": 30, "combat_aircraft": 8, "brigade": 3},
        people=0.5,
        free={"ifv": 60},
        base_brigades=0.5,
        money=3000,
        brigade_soldiers=100.0,
    )
    return with_crews(p, **case)


@some
@given(case=cases)
def test_the_books_of_people_close(case):
    plan = planned(two(case))
    for check in CHECKS:
        check(plan)
    crew = plan.inputs.parts[0]
    tanks = plan.added.sel(category="tank") * 0.04
    there = crew.manned - crew.own + plan.solution["trained"].cumsum("year")
    assert bool((tanks <= there.sel(kind="armour") + TOLERANCE).all())


@some
@given(case=cases, more=st.sampled_from(["recruits", "places", "manned"]))
def test_more_people_or_schools_never_widen_the_gap(case, more):
    p = two(case)
    part = p.parts[0]
    wider = {"recruits": part.recruits + 0.3, "manned": part.manned + 0.1}
    wider["places"] = part.places.where(part.places <= 0, part.places + 0.2)
    eased = replace(p, parts=(replace(part, **{more: wider[more]}),))
    before = least_shortfall(p)
    assert least_shortfall(eased) <= before + TOLERANCE * max(1.0, before)
    pooled = aggregate(p, dict.fromkeys(("A", "B"), "all"))
    assert least_shortfall(pooled) <= before + TOLERANCE * max(1.0, before)
