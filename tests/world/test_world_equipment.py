"""Stocks, deliveries, retirements and units of air defence, on rows laid over the shipped facts.

Luxembourg has no army to speak of: what its overlay rows say is all that it holds.
"""

from __future__ import annotations

import numpy as np
import pytest

from model_runs import PRESETS, build, evidence, overlay, same, world
from vallum.errors import UserError


def order(system, category, quantity, **more):
    return {
        "state": "LUX",
        "category": category,
        "system": system,
        "quantity": quantity,
        "unit": "vehicles",
        "counts": "yes",
        **more,
    }


def held(system, category, quantity, unit, **more):
    return {
        "state": "LUX",
        "category": category,
        "system": system,
        "quantity": quantity,
        "unit": unit,
        "status": "active",
        "theatre": "total",
        "basis": "in_service",
        **more,
    }


ORDERS = [
    order("Leopard 2A8", "mbt", 10, delivered=4, contract_year=2024, first_delivery=2024,
          last_delivery=2028),
    order("F-35A", "fighter", 12, contract_year=2025, first_delivery=2026, last_delivery=2027,
          unit="aircraft"),
    order("AMV XP", "ifv", 8, contract_year=2025),
    order("Ajax (reconnaissance/strike)", "ifv", 5, contract_year=2020, first_delivery=2021,
          last_delivery=2023),
    order("NASAMS", "sam_medium", 18, contract_year=2024, first_delivery=2030, last_delivery=2030,
          unit="launchers"),
    order("155 mm shells (Rheinmetall framework 2023)", "shell_155mm", 1000, contract_year=2024,
          first_delivery=2027, last_delivery=2027, unit="rounds"),
    order("Leopard 2A8NO", "mbt", 99, contract_year=2025, first_delivery=2026, counts="no"),
    order("Griffon", "apc", 7, contract_year=2024, first_delivery=2026, last_delivery=2026),
]  # fmt: skip

INVENTORY = [
    held("SAMP/T", "sam_long", 8, "launchers"),
    held("Patriot", "sam_long", 3, "batteries"),
    held("IRIS-T SLM", "sam_medium", 9, "launchers"),
    held("Tor-M1", "sam_short", 20, "vehicles"),
    held("Mistral", "vshorad", 50, "launchers"),
    held("Gepard", "vshorad", 12, "vehicles"),
    held("NASAMS III", "sam_medium", 2, "fire_units"),
    held("Leopard 2A4", "mbt", 40, "vehicles"),
    held("Piranha IIIC DF30/DF90", "ifv", 20, "vehicles"),
    held("F-16AM/BM", "fighter", 6, "aircraft"),
    held("Ariete C1/C2", "mbt", 30, "vehicles", status="store"),
]

RETIREMENTS = [
    # More than there are, over four years of which two have passed.
    {
        "state": "LUX",
        "category": "fighter",
        "system": "F-16AM/BM",
        "quantity": 9,
        "first_year": 2024,
        "last_year": 2028,
    },
]


@pytest.fixture(scope="module")
def facts(tmp_path_factory):
    return overlay(
        tmp_path_factory.mktemp("luxembourg"),
        {
            "forces/orders": ORDERS,
            "forces/inventory": INVENTORY,
            "forces/retirements": RETIREMENTS,
        },
    )


@pytest.fixture(scope="module")
def on_time(facts):
    return build(facts, name="european_pillar")


def arrivals(built, system):
    found = built["delivery"].sel(state="LUX", system=system)
    return {int(t): float(v) for t, v in zip(found["year"].values, found.values, strict=True) if v}


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        ("Leopard 2A8", {2026: 2, 2027: 2, 2028: 2}),
        ("F-35A", {2026: 6, 2027: 6}),
        ("AMV XP", {2028: 2, 2029: 2, 2030: 2, 2031: 2}),
        ("Ajax (reconnaissance/strike)", {2026: 5}),
        ("NASAMS", {2030: 3}),
        ("155 mm shells (Rheinmetall framework 2023)", {2027: 1000}),
        ("Leopard 2A8NO", {}),
    ],
    ids=[
        "the rest, evenly over the years left",
        "American, on time",
        "no dates: three years after the contract, over three more",
        "overdue: in the base year",
        "launchers become units",
        "shells in full",
        "does not count",
    ],
)
def test_when_orders_arrive(on_time, system, expected):
    assert arrivals(on_time, system) == pytest.approx(expected)


def test_half_of_the_shells_stay(on_time):
    """The line makes all of them, and they are paid for; the rest goes to Ukraine."""
    cells = {"state": "LUX", "category": "shell_155mm"}
    base = float(on_time["counted_base"].sel(cells))
    counted = on_time["counted"].sel(cells)
    assert float(counted.sel(year=2026)) == pytest.approx(base)
    assert float(counted.sel(year=2027)) - base == pytest.approx(500)


@pytest.mark.parametrize(
    ("set_", "expected"),
    [
        (["us.delivery_delay_months=12"], {2027: 6, 2028: 6}),
        (["us.delivery_delay_months=18"], {2027: 3, 2028: 6, 2029: 3}),
        (["us.contracted_deliveries=stop", "us.deliveries_stop=2027"], {2026: 6}),
        (["us.contracted_deliveries=stop", "us.deliveries_stop=2026"], {}),
    ],
    ids=["a year late", "a year and a half late", "stop in 2027", "stop at once"],
)
def test_american_deliveries_follow_the_posture(facts, set_, expected):
    built = build(facts, *set_)
    assert arrivals(built, "F-35A") == pytest.approx(expected)
    assert arrivals(built, "Leopard 2A8") == pytest.approx({2026: 2, 2027: 2, 2028: 2})


@pytest.mark.parametrize(
    ("system", "units"),
    [
        ("SAMP/T", 8 / 4),
        ("Patriot", 3),
        ("IRIS-T SLM", 9 / 6),
        ("Tor-M1", 20 / 8),
        ("Mistral", 50 / 20),
        ("Gepard", 12 / 8),
        ("NASAMS III", 2),
        ("Leopard 2A4", 40),
        ("Ariete C1/C2", 0),
    ],
)
def test_stock_is_counted_in_units(on_time, system, units):
    assert on_time["stock"].sel(state="LUX", system=system).item() == pytest.approx(units)


def test_announced_retirements_and_what_is_left(on_time):
    """9 of 6 leave, 3 a year from the base year on: no holding falls below nothing."""
    out = on_time["retirement"].sel(state="LUX", system="F-16AM/BM").values
    left = on_time["holding"].sel(state="LUX", system="F-16AM/BM").values
    assert out[:4].tolist() == [3, 3, 3, 0]
    assert left[:4].tolist() == [3, 0, 0, 0]


def test_ageing_types_without_a_plan_or_an_age_wear_out(on_time):
    rate = on_time["parameter"].sel(parameter="legacy_attrition").item()
    age = on_time["modernity"].sel(system="Piranha IIIC DF30/DF90").item()
    assert 0 < age < 1
    out = on_time["retirement"].sel(state="LUX", system="Piranha IIIC DF30/DF90").values
    assert out.tolist() == pytest.approx([20 * rate] * 15)


@pytest.mark.parametrize("name", PRESETS)
def test_holding_is_never_negative_and_adds_up(name):
    built = world(name)
    flows = (built["delivery"] - built["retirement"]).values.cumsum(axis=2)
    expected = np.maximum(built["stock"].values[:, :, None] + flows, 0)
    assert (built["holding"].values >= 0).all()
    np.testing.assert_allclose(built["holding"].values, expected, atol=1e-9)


@pytest.mark.parametrize("first", [2027, 2028, 2030])
def test_planning_may_start_later_than_the_facts(facts, first):
    """What comes and goes before the first planned year is in that year's holding."""
    early = build(facts, name="european_pillar")
    late = build(facts, f"horizon.first={first}", name="european_pillar")
    for array in ("holding", "counted"):
        np.testing.assert_allclose(
            late[array].values, early[array].sel(year=slice(first, None)).values, atol=1e-9
        )


FAULTS = {
    "one name, two categories": (
        "forces/types",
        {
            "system": "Leopard 2A8",
            "source_category": "ifv",
            "category": "ifv",
            "modernity_low": 1,
            "modernity_central": 1,
            "modernity_high": 1,
            "us_bound": 0,
            "ageing": "no",
        },
        ["Leopard 2A8", "one name must mean one category", "types.csv, line"],
    ),
    "a type that nobody rated": (
        "forces/inventory",
        held("Leopard 3", "mbt", 12, "vehicles"),
        ["Leopard 3", "forces/types", "inventory.csv, line 2"],
    ),
    "an order of a type that nobody rated": (
        "forces/orders",
        order("Leopard 3", "mbt", 12, contract_year=2026),
        ["Leopard 3", "forces/types", "orders.csv, line 2"],
    ),
    "an order without a number": (
        "forces/orders",
        order("Leopard 2A8", "mbt", "", contract_year=2026),
        ["quantity", "orders.csv, line 2"],
    ),
    "air defence in a unit that nobody converts": (
        "forces/inventory",
        held("Patriot", "sam_long", 12, "vehicles"),
        ["vehicles", "sam_long", "unit_conversions"],
    ),
    "a need of something unknown": (
        "requirements/needs",
        {
            "contingency": "stand_alone",
            "list": "mine",
            "element": "brigades",
            "basis": "total",
            "quantity_central": 3,
            "scope": "NATO",
        },
        ["brigades", "did you mean 'brigade'", "needs.csv, line 2"],
    ),
    "a rule whose driver nobody publishes": (
        "requirements/sizing_rules",
        {
            "element": "aew",
            "basis": "replace_us",
            "driver": "fighters",
            "driver_list": "replace_us_iiss",
            "factor_central": 1,
        },
        ["fighters", "replace_us_iiss", "sizing_rules.csv"],
    ),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_faults_of_an_overlay_are_told_in_one_sentence(tmp_path, fault):
    table, row, words = FAULTS[fault]
    facts = overlay(tmp_path, {table: [row]})
    with pytest.raises(UserError) as found:
        build(facts)
    assert [word for word in words if word not in str(found.value)] == []


def test_types_that_no_element_asks_for_need_no_rating(facts):
    """Personnel carriers are in no recipe: an unrated one is no fault and counts nothing."""
    assert "Griffon" not in build(facts)["stock"]["system"].values
    assert evidence().table("forces/orders")["system"].str.contains("Griffon").any()


def test_gifts_take_from_the_stock_of_those_who_gave():
    """At half the pace of 2022 to 2026 until 2027: two years' worth in 2027, no more after that."""
    still, giving = world(), world("us_absent", "ukraine.gifts=0.5")
    donor = {"state": "POL", "category": "tank"}
    rows = evidence().table("ukraine/gifts")
    tanks = rows.filter((rows["donor"] == "POL") & (rows["category"] == "mbt"))["quantity"].sum()
    a_year = tanks / (50 / 12)
    given = giving["given"].sel(donor)
    assert given.sel(year=[2026, 2027, 2028, 2040]).values.tolist() == pytest.approx(
        [0.5 * a_year, a_year, a_year, a_year]
    )
    lost = still["counted"].sel(donor) - giving["counted"].sel(donor)
    assert (lost > 0).all()
    assert (lost < given).all(), "not every tank counts as a modern one"
    assert same(still["counted_base"], giving["counted_base"])
    assert float(still["given"].sum()) == 0


def test_nobody_gives_more_than_there_is():
    giving = world("us_adversarial", "ukraine.gifts=5")
    assert float(giving["counted"].min()) >= 0
