"""Sampled futures reach as far as other sources lie; central values never move."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from model_runs import build, evidence, few, overlay, same, world
from vallum.evidence import Evidence
from vallum.evidence.reconcile.prices import compare_prices
from vallum.scenario import load_scenario
from vallum.world import Draw, World
from vallum.world.context import Context, read_parameters
from vallum.world.prices import build_prices
from vallum.world.spreads import (
    MOST,
    NO_SPREAD,
    Spread,
    count_spreads,
    people_spreads,
    price_spreads,
)
from vallum.world.stocks import AIR_DEFENCE, add_stock, read_types

SEEDS = range(60)
FIRST = Draw(1)
AT = "forces/second_counts"
COUNT = {"state": "DNK", "category": "mbt", "year": 2024, "independent": "yes", "source": "gfp2020"}
"""Takes the place of the shipped second count of Danish tanks; our count is 44, of one type."""
OURS, TANK = 44, ("DNK", "Leopard 2A7DK")
HALF_WIDTHS = {"yes": 0.1, "no": 0.4}
"""Most that a figure without a range may be off by itself (requirements/parameters)."""


def context(facts: Evidence, draw: Draw | None = FIRST) -> Context:
    return Context(facts, load_scenario("us_absent"), draw, ("DNK",), ("DNK",))


@cache
def drawn_world() -> World:
    return build(evidence(), draw=FIRST)


def tanks(facts: Evidence, draw: Draw | None) -> float:
    """Danish tanks, from the stock alone: a hundred futures take no longer than one World."""
    made = context(facts, draw)
    read_parameters(made)
    kinds = read_types(made)
    add_stock(made, kinds, sorted({system for system, _ in kinds}))
    return float(made.arrays["stock"].sel(state=TANK[0], system=TANK[1]))


def prices(draw: Draw | None) -> xr.DataArray:
    made = context(evidence(), draw)
    read_parameters(made)
    build_prices(made)
    return made.arrays["price"]


@pytest.mark.parametrize(
    ("other", "low", "high"),
    [(88, 1, 2), (66, 1, 1.5), (44, 1, 1), (33, 0.75, 1), (4400, 1, MOST), (0, 1 / MOST, 1)],
    ids=["twice as many", "half as many again", "the same", "fewer", "far more", "none"],
)
def test_a_second_count_stretches_the_range_of_a_stock_within_bounds(other, low, high, tmp_path):
    facts = overlay(tmp_path, {AT: [{**COUNT, "other_total": other}]})
    spread = count_spreads(context(facts))["DNK", "mbt"]
    assert (spread.low, spread.high) == (low, high)
    assert [row.table.rpartition("/")[2] for row in spread.facts] == ["second_counts"]
    assert spread.facts[0].value == other


def test_draws_widen_with_the_other_count_and_stay_inside(tmp_path):
    agreeing = overlay(tmp_path / "agreeing", {AT: [{**COUNT, "other_total": OURS}]})
    disputed = overlay(tmp_path / "disputed", {AT: [{**COUNT, "other_total": 10 * OURS}]})
    narrow = [tanks(agreeing, Draw(seed)) for seed in range(15)]
    wide = [tanks(disputed, Draw(seed)) for seed in range(15)]
    off = HALF_WIDTHS["yes"] * OURS  # the row is verified
    assert OURS - off <= min(narrow) < OURS < max(narrow) <= OURS + off
    assert OURS - off <= min(wide)
    assert 1.5 * OURS < max(wide) <= MOST * OURS
    assert tanks(disputed, None) == tanks(agreeing, None) == OURS


def test_only_what_others_speak_of_moves(tmp_path):
    before = drawn_world()
    facts = overlay(tmp_path, {AT: [{**COUNT, "other_total": 400}]})
    after = build(facts, draw=FIRST)
    moved = np.argwhere(before["stock"].values != after["stock"].values)
    state, system = before["stock"].dims
    assert [
        (before["stock"][state].values[i], before["stock"][system].values[j]) for i, j in moved
    ] == [TANK]
    assert same(before["price"], after["price"])
    assert same(before["people"], after["people"])


def test_counts_by_others_move_no_central_value(tmp_path):
    facts = overlay(
        tmp_path,
        {
            AT: [{**COUNT, "other_total": 400}],
            "economy/armed_forces": [{"state": "DNK", "year": 2024, "central": 60}],
        },
    )
    central, other = world(), build(facts)
    assert [name for name in central.arrays if not same(central[name], other[name])] == []


def test_prices_reach_as_far_as_contracts_and_no_further():
    spreads = price_spreads(context(evidence()))
    compared = {one.key: one.chosen for one in compare_prices(evidence())}
    assert spreads.keys() == compared.keys()
    futures = [prices(Draw(seed)) for seed in SEEDS]
    beyond = set()
    for name, spread in spreads.items():
        stated = compared[name]
        half = HALF_WIDTHS[stated.verified]
        own_low = stated.low if stated.low < stated.value else stated.value * (1 - half)
        own_high = stated.high if stated.high > stated.value else stated.value * (1 + half)
        drawn = [float(price.sel(product=name)) for price in futures]
        assert min(drawn) >= min(own_low, spread.low * stated.value) - 1e-9
        assert max(drawn) <= max(own_high, spread.high * stated.value) + 1e-9
        if max(drawn) > own_high + 1e-9:
            beyond.add(name)
    assert {"AH-64E Apache", "CV90 MkIIIC/MkIV"} & beyond


def test_people_reach_as_far_as_other_counts():
    """Hungary: 30,000 by the newest count, 21,000 and 20,908 by others."""
    spread = people_spreads(context(evidence()))["HUN", "active"]
    assert (spread.low, spread.high) == (pytest.approx(20_908 / 30_000), 1.0)
    assert {row.table for row in spread.facts} == {"economy/armed_forces", "forces/personnel"}


def test_a_militia_among_the_active_is_bounded():
    """Switzerland: 20,000 by the newest count, 145,000 with its militia."""
    assert people_spreads(context(evidence()))["CHE", "active"].high == MOST


def test_nothing_is_worked_out_where_no_future_is_drawn():
    central = context(evidence(), None)
    assert (count_spreads(central), price_spreads(central), people_spreads(central)) == ({}, {}, {})


@pytest.mark.parametrize(
    ("array", "labels", "table"),
    [
        ("stock", ("GRC", "M48A5 MOLF"), "forces/second_counts"),
        ("price", ("Leopard 2A8",), "forces/orders"),
        ("unit_price", ("Leopard 2A8",), "forces/orders"),
        ("people", ("HUN",), "economy/armed_forces"),
    ],
    ids=["stock", "price", "price on the package basis", "people"],
)
def test_the_rows_that_widen_stand_in_a_drawn_chain_and_in_no_central_one(array, labels, table):
    in_chain = {
        built: {row.table for row in built_world.ledger.explain(array, labels)[1]}
        for built, built_world in (("central", world()), ("drawn", drawn_world()))
    }
    assert table in in_chain["drawn"]
    assert table not in in_chain["central"]


def test_a_chain_names_only_the_rows_that_moved_its_cell():
    """A row left out (unsigned, paying for more) is not behind the price."""
    _, rows = drawn_world().ledger.explain("price", ("IRIS-T SLM",))
    named = {row.key.split(" / ")[0] for row in rows if row.table == "forces/orders"}
    assert named == {"CHE", "DEU", "EST", "SWE"}


ratios = st.floats(0.01, 100)


@given(low=st.floats(0.5, 1), high=st.floats(1, 2), central=ratios, below=ratios, above=ratios)
def test_widening_never_narrows(low, high, central, below, above):
    start = (min(below, central), max(above, central))
    least, most = Spread(low, high).widen(start[0], central, start[1])
    assert least <= start[0]
    assert start[1] <= most
    assert least <= central <= most


@given(central=ratios, below=ratios, above=ratios)
def test_without_another_source_a_range_stays(central, below, above):
    start = (min(below, central), max(above, central))
    assert NO_SPREAD.widen(start[0], central, start[1]) == start


@few
@given(seed=st.integers(0, 2**31))
def test_no_stock_is_drawn_beyond_its_bounds(seed):
    """But for air defence, where how many launchers make a unit is drawn too."""
    central, one = world()["stock"], build(evidence(), draw=Draw(seed))["stock"]
    kinds = world()["modernity"]["category_of"]
    plain = ~kinds.isin(AIR_DEFENCE).values
    assert (one.values >= 0).all()
    assert (one.values[:, plain] <= MOST * central.values[:, plain] + 1e-9).all()
