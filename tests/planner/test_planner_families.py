"""Each constraint family on a programme small enough to write down, and what it does to a plan."""

from __future__ import annotations

from functools import cache

import linopy
import pytest
import xarray as xr
from tiny import (
    FIRST,
    Inputs,
    Product,
    column_names,
    first_stage,
    linear,
    made,
    planned,
    sum_of,
    tiny,
    written,
)

from vallum.planner.equations import (
    FAMILIES,
    cost,
    cost_share,
    declare,
    payment_schedule,
    shortfall,
)
from vallum.planner.inputs import in_lots

# Where a product must not be ordered jointly, the joint channel would come too late.
NEVER = 9

STOCK = tiny(
    states=("A", "B"),
    products={
        "Leo": Product("tank", only=("A",)),
        "Old": Product("tank", lead=2, serves=0.5, joint_delay=NEVER),
        "Gun": Product("artillery", lead=0, only=("B",), joint_delay=NEVER),
    },
    need={"tank": 4},
)
"""B may not order Leo, A no gun, nobody an ifv; the gun comes in the year of its order."""

BRIGADES = tiny(
    states=("A", "B"),
    years=2,
    products={
        "Lynx": Product("ifv", only=("A",)),
        "He": Product("shell_155mm", price=0.004, only=("B",)),
    },
    need={"brigade": 5, "shell_155mm": 1e6},
    us={"brigade": [1, 0]},
    away=0.5,
    have={"shell_155mm": [6e5, 7e5]},
    free={"ifv": 100, "artillery": [20, 18]},
    kit={"ifv": 40, "artillery": 14},
    people={"A": [2, 2.5], "B": 1},
    base_brigades={"A": 1.5, "B": 0.5},
)
"""A may order what a brigade drives, B may not; nobody may order guns."""

LINES = tiny(
    states=("A", "B"),
    products={
        "Leo": Product("tank", line=8, signed=[0, 12, 3]),
        "Old": Product(
            "tank", line=[4, 4, 6], signed=1, lead=2, joint_delay=NEVER, only=("B",), abroad=1
        ),
        "Ship": Product("destroyer", line=2, lead=NEVER),
    },
    need={"tank": 4},
)
"""More is signed for 2027 than the line of Leo makes today; from then on it makes that much.

Old makes one a year for customers abroad, and two more from 2028 on are announced: both count where
a line grows by a share of what it makes.  Yards grow more slowly, and no ship can come within these
years.
"""

MONEY = tiny(
    states=("A", "B", "C"),
    products={"Leo": Product("tank")},
    need={"tank": 4},
    money={"A": 3000, "B": [1000, 1000, 1000], "C": 4},
)
"""C has so little money that it pays nothing of a growing line."""

NEEDS = tiny(
    states=("A", "B"),
    years=2,
    products={
        "Leo": Product("tank", only=("A",)),
        "Sky": Product("vshorad", serves=0.125),
        "Samp": Product("sam_long", only=("B",)),
    },
    need={"brigade": [6, 7], "tank": 40, "air_defence_unit": 12, "sam_long": 3, "carrier": 2},
    us={"tank": [5, 0], "brigade": [2, 0]},
    away=[0.5, 1],
    have={"tank": [20, 18], "air_defence_unit": 4, "brigade": 3, "carrier": 1},
    weight={"tank": [3, 1], "brigade": [4, 2]},
)
"""Nobody can order a carrier; long-range air defence counts by itself and among all units."""

SHARES = tiny(
    states=("A", "B"),
    years=2,
    products={"Leo": Product("tank")},
    need={"tank": 4},
    kit={"tank": 44},
    most_share={"A": 0.25, "B": 1},
)
"""A may add a quarter of the tanks; B is not bounded."""

CASES: dict[str, tuple[Inputs, str]] = {
    "stock_opening": (
        STOCK,
        """
        held[A,tank,2026] = 0
        held[B,tank,2026] = 0
        held[A,artillery,2026] = 0
        held[B,artillery,2026] - arrival[B,Gun,2026,national] = 0
        """,
    ),
    "stock_balance": (
        STOCK,
        """
        held[A,tank,2027] - held[A,tank,2026] - arrival[A,Leo,2027,national] = 0
        held[A,tank,2028] - held[A,tank,2027] - arrival[A,Leo,2028,national]\
            - arrival[A,Leo,2028,joint] - 0.5 arrival[A,Old,2028,national] = 0
        held[B,tank,2027] - held[B,tank,2026] = 0
        held[B,tank,2028] - held[B,tank,2027] - 0.5 arrival[B,Old,2028,national] = 0
        held[A,artillery,2027] - held[A,artillery,2026] = 0
        held[A,artillery,2028] - held[A,artillery,2027] = 0
        held[B,artillery,2027] - held[B,artillery,2026] - arrival[B,Gun,2027,national] = 0
        held[B,artillery,2028] - held[B,artillery,2027] - arrival[B,Gun,2028,national] = 0
        """,
    ),
    "brigade_kit": (
        BRIGADES,
        """
        40 brigade[A,2026] - held[A,ifv,2026] <= 100
        40 brigade[A,2027] - held[A,ifv,2027] <= 100
        40 brigade[B,2026] - held[B,ifv,2026] <= 100
        40 brigade[B,2027] - held[B,ifv,2027] <= 100
        14 brigade[A,2026] - held[A,artillery,2026] <= 20
        14 brigade[A,2027] - held[A,artillery,2027] <= 18
        14 brigade[B,2026] - held[B,artillery,2026] <= 20
        14 brigade[B,2027] - held[B,artillery,2027] <= 18
        """,
    ),
    "brigade_people": (
        BRIGADES,
        """
        brigade[A,2026] <= 2
        brigade[A,2027] <= 2.5
        brigade[B,2026] <= 1
        brigade[B,2027] <= 1
        """,
    ),
    "munitions": (
        BRIGADES,
        """
        30000 brigade[A,2026] + 30000 brigade[B,2026]\
            - held[A,shell_155mm,2026] - held[B,shell_155mm,2026] <= 600000
        30000 brigade[A,2027] + 30000 brigade[B,2027]\
            - held[A,shell_155mm,2027] - held[B,shell_155mm,2027] <= 700000
        """,
    ),
    "brigade_beyond": (
        BRIGADES,
        """
        brigade[A,2026] - beyond[A,2026] <= 1.5
        brigade[A,2027] - beyond[A,2027] <= 1.5
        brigade[B,2026] - beyond[B,2026] <= 0.5
        brigade[B,2027] - beyond[B,2027] <= 0.5
        """,
    ),
    "brigade_formed_first": (
        BRIGADES,
        """
        beyond[A,2026] - formed[A,2026] <= 0
        beyond[B,2026] - formed[B,2026] <= 0
        """,
    ),
    "brigade_formed": (
        BRIGADES,
        """
        beyond[A,2027] - beyond[A,2026] - formed[A,2027] <= 0
        beyond[B,2027] - beyond[B,2026] - formed[B,2027] <= 0
        """,
    ),
    "line_opening": (
        LINES,
        """
        extra[Leo,2026] = 0
        extra[Old,2026] = 0
        extra[Ship,2026] = 0
        """,
    ),
    "line_balance": (
        LINES,
        """
        extra[Leo,2027] - extra[Leo,2026] - growth[Leo,2027] = 0
        extra[Leo,2028] - extra[Leo,2027] - growth[Leo,2028] = 0
        extra[Old,2027] - extra[Old,2026] - growth[Old,2027] = 0
        extra[Old,2028] - extra[Old,2027] - growth[Old,2028] = 0
        extra[Ship,2027] - extra[Ship,2026] - growth[Ship,2027] = 0
        extra[Ship,2028] - extra[Ship,2027] - growth[Ship,2028] = 0
        """,
    ),
    "line_ramp": (
        LINES,
        """
        growth[Leo,2027] - 0.25 extra[Leo,2026] <= 0
        growth[Leo,2028] - 0.25 extra[Leo,2027] <= 3
        growth[Old,2027] - 0.25 extra[Old,2026] <= 1.25
        growth[Old,2028] - 0.25 extra[Old,2027] <= 0
        growth[Ship,2027] - 0.1 extra[Ship,2026] <= 0.2
        growth[Ship,2028] - 0.1 extra[Ship,2027] <= 0.2
        """,
    ),
    "line_capacity": (
        LINES,
        """
        - extra[Leo,2026] <= 8
        arrival[A,Leo,2027,national] + arrival[B,Leo,2027,national] - extra[Leo,2027] <= 0
        arrival[A,Leo,2028,national] + arrival[A,Leo,2028,joint] + arrival[B,Leo,2028,national]\
            + arrival[B,Leo,2028,joint] - extra[Leo,2028] <= 9
        - extra[Old,2026] <= 3
        - extra[Old,2027] <= 3
        arrival[B,Old,2028,national] - extra[Old,2028] <= 5
        - extra[Ship,2026] <= 2
        - extra[Ship,2027] <= 2
        - extra[Ship,2028] <= 2
        """,
    ),
    "line_bill": (
        MONEY,
        """
        line_bill[2026] - 0.2 growth[Leo,2026] = 0
        line_bill[2027] - 0.2 growth[Leo,2027] = 0
        line_bill[2028] - 0.2 growth[Leo,2028] = 0
        """,
    ),
    "budget": (
        MONEY,
        """
        paid[A,2026] + 4 formed[A,2026] + 0.5 beyond[A,2026] + 0.75 line_bill[2026] <= 3
        paid[B,2026] + 4 formed[B,2026] + 0.5 beyond[B,2026] + 0.25 line_bill[2026] <= 1
        paid[C,2026] + 4 formed[C,2026] + 0.5 beyond[C,2026] <= 0.004
        paid[A,2027] + 4 formed[A,2027] + 0.5 beyond[A,2027] + 0.75 line_bill[2027] <= 3
        paid[B,2027] + 4 formed[B,2027] + 0.5 beyond[B,2027] + 0.25 line_bill[2027] <= 1
        paid[C,2027] + 4 formed[C,2027] + 0.5 beyond[C,2027] <= 0.004
        paid[A,2028] + 4 formed[A,2028] + 0.5 beyond[A,2028] + 0.75 line_bill[2028] <= 3
        paid[B,2028] + 4 formed[B,2028] + 0.5 beyond[B,2028] + 0.25 line_bill[2028] <= 1
        paid[C,2028] + 4 formed[C,2028] + 0.5 beyond[C,2028] <= 0.004
        """,
    ),
    "milestones": (
        MONEY,
        """
        paid[A,2026] - 0.2 arrival[A,Leo,2027,national] - 0.18 arrival[A,Leo,2028,joint]\
            - running[A,2026] - ahead[A,2026] = 0
        paid[B,2026] - 0.2 arrival[B,Leo,2027,national] - 0.18 arrival[B,Leo,2028,joint]\
            - running[B,2026] - ahead[B,2026] = 0
        paid[C,2026] - 0.2 arrival[C,Leo,2027,national] - 0.18 arrival[C,Leo,2028,joint]\
            - running[C,2026] - ahead[C,2026] = 0
        paid[A,2027] - 0.8 arrival[A,Leo,2027,national] - 0.2 arrival[A,Leo,2028,national]\
            - 0.36 arrival[A,Leo,2028,joint]\
            - running[A,2027] - ahead[A,2027] + ahead[A,2026] = 0
        paid[B,2027] - 0.8 arrival[B,Leo,2027,national] - 0.2 arrival[B,Leo,2028,national]\
            - 0.36 arrival[B,Leo,2028,joint]\
            - running[B,2027] - ahead[B,2027] + ahead[B,2026] = 0
        paid[C,2027] - 0.8 arrival[C,Leo,2027,national] - 0.2 arrival[C,Leo,2028,national]\
            - 0.36 arrival[C,Leo,2028,joint]\
            - running[C,2027] - ahead[C,2027] + ahead[C,2026] = 0
        paid[A,2028] - 0.8 arrival[A,Leo,2028,national] - 0.36 arrival[A,Leo,2028,joint]\
            - running[A,2028] - ahead[A,2028] + ahead[A,2027] = 0
        paid[B,2028] - 0.8 arrival[B,Leo,2028,national] - 0.36 arrival[B,Leo,2028,joint]\
            - running[B,2028] - ahead[B,2028] + ahead[B,2027] = 0
        paid[C,2028] - 0.8 arrival[C,Leo,2028,national] - 0.36 arrival[C,Leo,2028,joint]\
            - running[C,2028] - ahead[C,2028] + ahead[C,2027] = 0
        """,
    ),
    "running_first": (
        MONEY,
        """
        running[A,2026] = 0
        running[B,2026] = 0
        running[C,2026] = 0
        """,
    ),
    "running": (
        MONEY,
        """
        running[A,2027] - running[A,2026] = 0
        running[B,2027] - running[B,2026] = 0
        running[C,2027] - running[C,2026] = 0
        running[A,2028] - running[A,2027] - 0.04 arrival[A,Leo,2027,national] = 0
        running[B,2028] - running[B,2027] - 0.04 arrival[B,Leo,2027,national] = 0
        running[C,2028] - running[C,2027] - 0.04 arrival[C,Leo,2027,national] = 0
        """,
    ),
    "whole": (
        SHARES,
        """
        whole[tank,2026] - held[A,tank,2026] - held[B,tank,2026] = 0
        whole[tank,2027] - held[A,tank,2027] - held[B,tank,2027] = 0
        """,
    ),
    "fair_share": (
        SHARES,
        """
        held[A,tank,2026] - 0.25 whole[tank,2026] <= 0
        held[A,tank,2027] - 0.25 whole[tank,2027] <= 0
        """,
    ),
    "need": (
        NEEDS,
        """
        brigade[A,2026] + brigade[B,2026] + gap[brigade,2026] >= 4.5
        brigade[A,2027] + brigade[B,2027] + gap[brigade,2027] >= 8
        held[A,tank,2026] + held[B,tank,2026] + gap[tank,2026] >= 15
        held[A,tank,2027] + held[B,tank,2027] + gap[tank,2027] >= 22
        held[A,sam_long,2026] + held[B,sam_long,2026] + held[A,vshorad,2026]\
            + held[B,vshorad,2026] + gap[air_defence_unit,2026] >= 8
        held[A,sam_long,2027] + held[B,sam_long,2027] + held[A,vshorad,2027]\
            + held[B,vshorad,2027] + gap[air_defence_unit,2027] >= 8
        held[A,sam_long,2026] + held[B,sam_long,2026] + gap[sam_long,2026] >= 3
        held[A,sam_long,2027] + held[B,sam_long,2027] + gap[sam_long,2027] >= 3
        gap[carrier,2026] >= 1
        gap[carrier,2027] >= 1
        """,
    ),
}


@cache
def model_of(family: str) -> linopy.Model:
    """Declared once for all families that share a programme."""
    inputs = CASES[family][0]
    first = next(name for name, (other, _) in CASES.items() if other is inputs)
    return model_of(first) if first != family else declare(inputs)


def test_no_family_is_without_a_written_programme():
    assert tuple(CASES) == FAMILIES


@pytest.mark.parametrize("family", FAMILIES)
def test_the_programme_has_exactly_these_families(family):
    """Where shells are asked for; without them the munition rows have nothing to say."""
    names = set(model_of(family).constraints)
    shells = "shell_155mm" in CASES[family][0].demand.need["element"].values
    assert names == set(FAMILIES) - (set() if shells else {"munitions"})


@pytest.mark.parametrize("family", FAMILIES)
def test_rows_are_those_written_down(family):
    assert made(model_of(family), family) == written(CASES[family][1])


@pytest.mark.parametrize("family", FAMILIES)
def test_a_row_is_missing_only_where_its_stock_is_fixed_at_zero(family):
    """An absent column must not take a row with it: what the row bounds would be free."""
    model = model_of(family)
    missing = model.constraints[family].labels < 0
    if family == "fair_share":
        # No row where a state may take all.
        assert missing.sel(state="B").all()
        assert not missing.sel(state="A").any()
        return
    if not family.startswith("stock"):
        assert not missing.any()
        return
    held = model.variables["held"].upper
    held = held.sel(year=missing["year"]) if "year" in missing.dims else held.isel(year=0)
    assert (held.where(missing, 0) == 0).all()
    # In the written programme it is the ifv that nobody makes.
    nobody_makes = missing.any([dim for dim in missing.dims if dim != "category"])
    assert missing["category"].values[nobody_makes.values].tolist() == ["ifv"]


def test_a_column_arrives_only_where_it_may_be_ordered_and_in_time():
    arrivals = {name for name in column_names(model_of("stock_opening")).values() if "Leo" in name}
    assert {name for name in arrivals if name.startswith("arrival")} == {
        "arrival[A,Leo,2027,national]",
        "arrival[A,Leo,2028,national]",
        "arrival[A,Leo,2028,joint]",
    }


def test_nothing_is_formed_before_the_plan_begins():
    """Kit of a brigade is bought from the first year of orders on, not before."""
    later = tiny(products={"Leo": Product("tank")}, need={"brigade": 1}, first_order=FIRST + 1)
    upper = declare(later).variables["formed"].upper.sel(state="A")
    assert upper.values.tolist() == [0, float("inf"), float("inf")]


def test_nothing_is_paid_ahead_before_the_plan_begins_or_at_its_end():
    later = tiny(products={"Leo": Product("tank")}, need={"tank": 1}, first_order=FIRST + 1)
    upper = declare(later).variables["ahead"].upper.sel(state="A")
    assert upper.values.tolist() == [0, float("inf"), 0]


def test_what_nobody_may_order_is_never_held():
    upper = model_of("stock_opening").variables["held"].upper.isel(year=0)
    assert {
        (str(state), str(category)): float(upper.sel(state=state, category=category))
        for state in upper["state"].values
        for category in upper["category"].values
    } == {
        ("A", "tank"): float("inf"),
        ("B", "tank"): float("inf"),
        ("A", "artillery"): 0.0,
        ("B", "artillery"): float("inf"),
        ("A", "ifv"): 0.0,
        ("B", "ifv"): 0.0,
    }


def test_the_first_objective_is_the_weighted_share_of_what_is_missing():
    """Weights 3, 1 for tanks and 4, 2 for brigades, ten in all, in points of 100."""
    model = model_of("need")
    found = linear(model, shortfall(model, NEEDS))
    assert found == pytest.approx(
        sum_of(
            f"{100 * 0.3 / 40:.12f} gap[tank,2026] + {100 * 0.1 / 40:.12f} gap[tank,2027]"
            f" + {100 * 0.4 / 6:.12f} gap[brigade,2026] + {100 * 0.2 / 7:.12f} gap[brigade,2027]"
        )
    )


def test_the_second_objective_is_discounted_spending():
    """What C spends, year by year, at 3 % a year from 2026 on."""
    model = model_of("budget")
    found = linear(model, cost(model, MONEY))
    own = {name: value for name, value in found.items() if "[C," in name}
    one, two = 1 / 1.03, 1 / 1.03**2
    assert own == pytest.approx(
        {
            "paid[C,2026]": 1.0,
            "paid[C,2027]": one,
            "paid[C,2028]": two,
            "formed[C,2026]": 4.0,
            "formed[C,2027]": 4 * one,
            "formed[C,2028]": 4 * two,
            "beyond[C,2026]": 0.5,
            "beyond[C,2027]": 0.5 * one,
            "beyond[C,2028]": 0.5 * two,
        }
    )
    assert found["line_bill[2027]"] == pytest.approx(one)


def test_what_comes_in_the_year_of_its_order_is_paid_in_that_year():
    due = payment_schedule(STOCK).sel(product="Gun", channel="national", year=2026)
    assert due.values.tolist() == pytest.approx([1.0, 0.04, 0.04])


@pytest.mark.parametrize(
    ("money", "share"),
    [
        ({"A": 3000, "B": 1000}, (0.75, 0.25)),
        ({"A": 999, "B": 1}, (1.0, 0.0)),
        ({"A": 0, "B": 0}, (0.5, 0.5)),
    ],
    ids=["by money", "too little to count", "nobody has any"],
)
def test_growing_lines_are_paid_by_those_who_have_money(money, share):
    p = tiny(states=("A", "B"), products={"Leo": Product("tank")}, need={"tank": 1}, money=money)
    assert cost_share(p).isel(year=0).values.tolist() == pytest.approx(share)


HELD_BACK: dict[str, tuple[Inputs, dict[tuple[str, int], float]]] = {
    "lines that do not grow": (
        tiny(
            products={
                "Leo": Product("tank", line=2),
                "Gun": Product("artillery", line=2, signed=1),
                "Eye": Product("aew", line=[0, 1, 0], joint_delay=NEVER),
                "Jet": Product("combat_aircraft", line=0),
            },
            need={"tank": 10, "artillery": 10, "aew": 2, "combat_aircraft": 8},
            us={"combat_aircraft": 2},
            line_growth=0,
        ),
        {
            ("tank", 2026): 10,  # nothing is there before it comes
            ("tank", 2028): 6,  # two years of two
            ("artillery", 2028): 8,  # signed orders come first
            ("aew", 2028): 1,  # what came stays
            ("combat_aircraft", 2028): 6,  # the American part counts as met
        },
    ),
    "a line that grows by half a year": (
        tiny(products={"Leo": Product("tank", line=2)}, need={"tank": 10}, line_growth=0.5),
        {("tank", 2027): 7, ("tank", 2028): 2.5},
    ),
    "kit in one state, soldiers in the other": (
        tiny(
            states=("A", "B"),
            products={"Leo": Product("tank")},
            need={"brigade": 8},
            free={"ifv": {"A": 100, "B": 400}},
            people={"A": 10, "B": 2},
        ),
        {("brigade", 2026): 3.5},
    ),
    "shells for three brigades": (
        tiny(
            products={"Leo": Product("tank")},
            categories=("shell_155mm",),
            need={"brigade": 5, "shell_155mm": 1},
            have={"shell_155mm": 90_000},
            free={"ifv": 400},
            people=10,
        ),
        {("brigade", 2027): 2},
    ),
    "money for tanks in one state, for brigades in the other": (
        tiny(
            states=("A", "B"),
            products={"Leo": Product("tank", only=("A",), joint_delay=NEVER)},
            need={"tank": 10, "brigade": 5},
            free={"ifv": {"B": 400}},
            people={"B": 10},
            base_brigades={"B": 1},
            money={"A": 1000, "B": 4500},
            weight={"tank": [0, 0, 1], "brigade": [0, 1, 0]},
            line_growth=0,
        ),
        {
            # A bn a year, paid ahead where it is due later: three tanks that all come in 2028.
            ("tank", 2028): 7,
            # Beyond the one there is: b = 1 in 2026, 0.5 b + 4 (b - 1) = 4.5 in 2027.
            ("brigade", 2027): 5 - 1 - 17 / 9,
        },
    ),
}
"""What a hand finds missing: each family holds a plan back in one of these."""


@pytest.mark.parametrize(("inputs", "missing"), HELD_BACK.values(), ids=HELD_BACK)
def test_a_plan_misses_what_a_hand_finds_missing(inputs, missing):
    gap = first_stage(inputs)[1]["gap"]
    found = {cell: float(gap.sel(element=cell[0], year=cell[1])) for cell in missing}
    assert found == pytest.approx(missing, rel=1e-7)


def test_shells_count_in_lots_of_a_hundred_thousand():
    """The same rows with 0.3 lots for a brigade: no coefficient is far from one."""
    assert made(declare(in_lots(BRIGADES)), "munitions") == written(
        """
        0.3 brigade[A,2026] + 0.3 brigade[B,2026]\
            - held[A,shell_155mm,2026] - held[B,shell_155mm,2026] <= 6
        0.3 brigade[A,2027] + 0.3 brigade[B,2027]\
            - held[A,shell_155mm,2027] - held[B,shell_155mm,2027] <= 7
        """
    )


def test_a_plan_tells_shells_one_by_one():
    """Half of a million shells missing, a line that makes 100,000 a year: prices and all."""
    p = tiny(
        products={"He": Product("shell_155mm", price=0.005, line=1e5, joint_delay=NEVER)},
        need={"shell_155mm": 1e6},
        have={"shell_155mm": 5e5},
        weight=[0, 0, 1],
        line_growth=0,
    )
    told = planned(p)
    assert told.shortfall == pytest.approx(30)
    assert told.gap.sel(element="shell_155mm", year=2028).item() == pytest.approx(3e5, rel=1e-5)
    assert float(told.arrival.sum()) == pytest.approx(2e5, rel=1e-5)
    orders = told.frames()["plan_orders"]
    assert orders["quantity"].to_list() == pytest.approx([1e5, 1e5], rel=1e-5)
    assert orders["cost_eur_mn"].to_list() == pytest.approx([500, 500], rel=1e-5)
    # One more shell a year takes a ten-thousandth of a point away, in either year.
    price = told.duals["line_capacity"].sel(product="He")
    assert price.values.tolist() == pytest.approx([0, -1e-4, -1e-4])


def test_the_cheaper_of_two_ways_is_taken():
    """Two tanks by 2028: the joint order costs 10 % less and comes in time."""
    made_plan = planned(
        tiny(products={"Leo": Product("tank")}, need={"tank": 2}, weight=[0, 0, 1]), "close_gaps"
    )
    assert made_plan.shortfall == pytest.approx(0, abs=1e-6)
    orders: xr.DataArray = made_plan.orders
    assert float(orders.sel(channel="joint").sum()) == pytest.approx(2, rel=1e-4)
    assert float(orders.sel(channel="national").sum()) == pytest.approx(0, abs=1e-4)
