"""Ages, upgrades, running cost and withheld upkeep, on rows laid over the shipped facts.

Luxembourg holds only what its rows say.
"""

from __future__ import annotations

import numpy as np
import pytest

from model_runs import build, evidence, overlay, world
from vallum.errors import UserError
from vallum.world import Draw, World

FIRST = 2026


def held(system, category, quantity):
    kind = "aircraft" if category == "fighter" else "vehicles"
    return {"state": "LUX", "category": category, "system": system, "quantity": quantity,
            "unit": kind, "status": "active", "theatre": "total",
            "basis": "in_service"}  # fmt: skip


def age(system, first, last, life, state="LUX"):
    lives = dict.fromkeys(("life_low", "life_central", "life_high"), life)
    return {"state": state, "system": system, "built_from": first, "built_to": last, **lives}


def upgrade(name, category, systems, **more):
    figures = {f"{figure}_{part}": 1 for figure in ("price", "lead", "rate", "life")
               for part in ("low", "central", "high")}  # fmt: skip
    row = {"upgrade": name, "category": category, "systems": systems, "modernity_after": 1,
           "us_bound": 0, "us_kit": 0, "price_year": 2025, "price_basis": "package"}  # fmt: skip
    return row | figures | more


INVENTORY = [
    held("M-84A4", "mbt", 40),
    held("PT-91 Twardy", "mbt", 20),
    held("Dardo", "ifv", 12),
    held("F-16AM/BM", "fighter", 10),
    held("M109A5 155mm", "sp_artillery", 30),
]
AGES = [
    age("M-84A4", 1988, 1991, 40),
    age("PT-91 Twardy", 1970, 1972, 40),
    age("Dardo", 2027, 2028, 90),
    age("F-16AM/BM", 1982, 1991, 50),
    age("M109A5 155mm", 1996, 1998, 40),
]
RETIREMENTS = [
    {"state": "LUX", "category": "ifv", "system": "Dardo", "quantity": 6, "first_year": 2030,
     "last_year": 2031},
]  # fmt: skip


@pytest.fixture(scope="module")
def facts(tmp_path_factory):
    rows = {"forces/inventory": INVENTORY, "forces/ages": AGES, "forces/retirements": RETIREMENTS}
    return overlay(tmp_path_factory.mktemp("old_fleets"), rows)


@pytest.fixture(scope="module")
def aged(facts):
    return build(facts)


def out(built, system):
    found = built["retirement"].sel(state="LUX", system=system)
    pairs = zip(found["year"].values, found.values, strict=True)
    return {int(t): round(float(v), 6) for t, v in pairs if v}


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        ("M-84A4", dict.fromkeys(range(2028, 2032), 10)),
        ("PT-91 Twardy", dict.fromkeys(range(2026, 2031), 4)),
        ("Dardo", {2030: 3, 2031: 3}),
        ("F-16AM/BM", dict.fromkeys(range(2032, 2041), 1)),
    ],
    ids=[
        "evenly, as it was built",
        "overdue: by parts, over five years",
        "an announced plan comes first",
        "the horizon ends before the fleet does",
    ],
)
def test_fleets_leave_at_the_end_of_their_life(aged, system, expected):
    assert out(aged, system) == expected


def test_what_leaves_before_planning_begins_stands_in_the_first_year(facts):
    late = build(facts, "horizon.first=2030")
    assert out(late, "M-84A4") == {2030: 30, 2031: 10}
    assert late["holding"].sel(state="LUX", system="M-84A4", year=2030).item() == 10


def test_lives_are_drawn_and_stocks_of_the_base_year_stay():
    """Central figures without a draw: age moves no count of the base year."""
    one = world()
    base = one["counted_base"].sel(category=["tank", "destroyer", "combat_aircraft"]).sum("state")
    assert base.values.tolist() == pytest.approx([3201.0, 25.5, 2066.5])
    seen = {
        float(
            World.build(evidence(), one.scenario, Draw(seed))["retirement"]
            .sel(state="NLD", system="De Zeven Provincien class")
            .sum()
        )
        for seed in range(4)
    }
    assert len(seen) > 1


def test_most_fleets_that_age_have_an_age():
    """The flat loss is for what is left over: at most a tenth of ageing stock outside Ukraine."""
    one = world()
    flat = one.ledger.facts("parameter", ("legacy_attrition",))[0]
    ageing = (one["modernity"] > 0) & (one["modernity"] < 1)
    stock = one["stock"].sel(system=ageing.values)
    whole = rest = 0.0
    for state in set(stock["state"].values) - {"UKR"}:
        own = stock.sel(state=state)
        for system in own["system"].values[own.values > 0]:
            labels = (str(state), str(system), 2030)
            units = float(own.sel(system=system))
            whole += units
            rest += units if flat in one.ledger.facts("retirement", labels) else 0.0
    assert 0 < rest < 0.1 * whole


def test_what_can_be_upgraded_is_what_is_left_and_counts_as_it_does(aged):
    rebuilt = {"state": "LUX", "upgrade": "PT-91 and M-84 rebuild"}
    left = aged["upgradable"].sel(rebuilt)
    expected = [56, 52, 38, 24, 10, *[0] * 10]
    np.testing.assert_allclose(left.values, expected)
    np.testing.assert_allclose(aged["counts_before"].sel(rebuilt).values, 0.5 * left.values)


def test_support_bears_on_what_still_needs_the_united_states(aged):
    guns = {"upgrade": "M109 digital fire control", "year": 2030}
    support = float(aged["support"].sel(year=2030))
    assert support == pytest.approx(0.85)
    assert float(aged["counts_after"].sel(guns)) == pytest.approx(0.75 * support)
    tanks = {"upgrade": "Leopard 2A4 to 2A7 level", "year": 2030}
    assert float(aged["counts_after"].sel(tanks)) == 1
    before = aged["counts_before"].sel(state="LUX").sel(guns)
    assert float(before) == pytest.approx(30 * 0.5 * support)


def test_what_is_withheld_is_what_support_takes_from_us_bound_types(aged):
    withheld = aged["withheld"].sel(state="LUX", year=2030)
    # 10 F-16, modern; 30 M109 that count half; nothing else is American.
    assert float(withheld.sel(category="combat_aircraft")) == pytest.approx(10 * 0.15)
    assert float(withheld.sel(category="artillery")) == pytest.approx(15 * 0.15)
    assert float(withheld.sum()) == pytest.approx(25 * 0.15)
    assert float(aged["withheld"].sel(year=2027).sum()) == 0


def test_prices_of_upgrades_are_brought_to_one_basis_and_year(tmp_path):
    rows = [
        upgrade("Same year", "tank", "M-84A4", price_central=4, price_high=4),
        upgrade("Bare contract", "tank", "T-72M4CZ", price_basis="contract"),
        upgrade("PT-91 and M-84 rebuild", "tank", "PT-91 Twardy"),
    ]
    built = build(overlay(tmp_path, {"industry/upgrades": rows}))
    price = built["upgrade_price"]
    assert float(price.sel(upgrade="Same year")) == pytest.approx(4)
    ratio = built["parameter"].sel(parameter="basis_contract_land").item()
    assert float(price.sel(upgrade="Bare contract")) == pytest.approx(ratio)
    older = world()["upgrade_price"].sel(upgrade="Leopard 2A4 to 2A7 level").item()
    assert older > 7.3 * ratio


def test_upkeep_goes_by_category_and_falls_back_by_name():
    one = world()
    upkeep = {str(n): float(v) for n, v in zip(one["upkeep"]["product"].values,
                                               one["upkeep"].values, strict=True)}  # fmt: skip
    assert upkeep["155 mm HE (Rheinmetall)"] < upkeep["Leopard 2A8"] < upkeep["AW249 Fenice"]
    assert all(0 < share < 0.1 for share in upkeep.values())


@pytest.mark.parametrize(
    ("table", "rows", "said"),
    [
        ("forces/ages", [age("Leopard 2A3", 1980, 1985, 40)], "'Leopard 2A3' is no type"),
        ("forces/ages", [age("M-84A4", 1985, 1980, 40)], "built before the first"),
        ("industry/upgrades", [upgrade("X", "tank", "Leopard 2A3")], "is no type of forces/types"),
        ("industry/upgrades", [upgrade("X", "ifv", "M-84A4")], "counts as tank, not as ifv"),
        ("industry/upgrades", [upgrade("X", "tank", "M-84A4")], "one upgrade a type"),
    ],
    ids=["unknown age", "back to front", "unknown upgrade", "another category", "twice"],
)
def test_faults_are_told_at_their_line(table, rows, said, tmp_path):
    with pytest.raises(UserError, match=said):
        build(overlay(tmp_path, {table: rows}))
