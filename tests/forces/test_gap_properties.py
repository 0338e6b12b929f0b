"""What must hold for every scenario: nothing counted twice, no gap closed by a loss."""

from __future__ import annotations

import dataclasses
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
import xarray as xr
from hypothesis import given
from hypothesis import strategies as st

from model_runs import (
    PRESETS,
    TOLERANCE,
    build,
    changed,
    evidence,
    few,
    gap,
    never_wider,
    overlay,
    study,
    world,
)
from vallum.forces import assess
from vallum.study import run
from vallum.world import World

CONTINGENCIES = ("baltic_defence", "ukraine_reassurance", "high_north", "black_sea")
EVERYONE = ("ALB", "BIH", "CHE", "GBR", "ISL", "MDA", "MKD", "MNE", "NOR", "SRB", "TUR", "UKR")


@cache
def wide() -> World:
    """A World whose arrays hold every state that may be in a coalition."""
    return world("us_absent", f"coalition.partners=[{', '.join(EVERYONE)}]")


@cache
def assessed(preset: str, *set_: str) -> xr.DataArray:
    """The gaps alone: no spending, no headline."""
    return gap(assess(build(evidence(), *set_, name=preset)).data)


def coalition(states: set[str]) -> xr.Dataset:
    return assess(dataclasses.replace(wide(), members=tuple(sorted(states)))).data


# Nothing is counted twice


@few
@given(
    order=st.permutations(CONTINGENCIES),
    take=st.integers(1, 4),
    scale=st.lists(st.floats(0, 40), min_size=4, max_size=4),
    ready=st.floats(0.05, 1),
)
def test_contingencies_that_run_at_once_share_what_is_ready(order, take, scale, ready):
    """The pools of all contingencies in place together never exceed the ready force."""
    asked = order[:take]
    base = world("us_absent", f"need.contingencies=[{', '.join(asked)}]")
    factor = xr.DataArray([1.0, *scale[:take]], dims="contingency")
    fitted = changed(
        base,
        requirement=base["requirement"] * factor,
        availability=base["availability"] * 0 + ready,
    )
    data = assess(fitted).data
    force = data["contribution"].sum("state")
    used = data["used"].sum("contingency")
    assert (used <= force * ready + TOLERANCE).all()
    # What one contingency is said to have, the others before it did not take.
    for place in range(1, take + 1):
        before = data["used"].isel(contingency=slice(1, place)).sum("contingency")
        shown = data["have"].isel(contingency=place)
        per_unit = 4.0 if asked[place - 1] == "ukraine_reassurance" else 1.0
        rest = (force * ready - before) / per_unit
        wanted = data["asked"].isel(contingency=place)
        assert (abs((shown - rest).where(wanted, 0.0)) <= TOLERANCE).all()


def test_one_after_the_other_each_may_use_the_whole_force():
    """The test above can fail: without `concurrent` the same needs add up to more."""
    set_ = ("need.contingencies=[baltic_defence, high_north]",)
    apart = world("us_absent", *set_, "need.concurrent=false")
    scaled = changed(apart, requirement=apart["requirement"] * 6)
    data = assess(scaled).data.sel(element="brigade")
    ready = data["contribution"].sum("state") * apart["availability"].sel(element="brigade")
    assert (data["used"].sum("contingency") > ready).any()


# Losses never close a gap


LESS = {
    "troops leave earlier": ("us.troops_leave", [2040, 2035, 2030, 2028, 2026]),
    "fewer troops stay": ("us.troops_stay", [1, 0.8, 0.5, 0.1, 0]),
    "enablers leave earlier": ("us.enablers_leave", [2040, 2033, 2029, 2027, 2026]),
    "fewer enablers stay": ("us.enablers_stay", [1, 0.7, 0.4, 0]),
    "less intelligence": ("us.intelligence", [1, 0.6, 0.5, 0.2, 0]),
    "intelligence ends earlier": ("us.intelligence_from", [2038, 2031, 2028, 2026]),
    "fewer spares": ("us.spares_support", [1, 0.9, 0.85, 0.3, 0]),
    "spares end earlier": ("us.spares_from", [2036, 2030, 2028, 2026]),
    "upkeep decays faster": ("us.spares_yearly_loss", [0, 0.05, 0.2, 1]),
    "deliveries come later": ("us.delivery_delay_months", [1, 6, 12, 30, 120]),
    "deliveries stop earlier": ("us.deliveries_stop", [2040, 2033, 2029, 2026]),
}
NEEDED = {
    "us.deliveries_stop": ("us.contracted_deliveries=stop",),
    "us.delivery_delay_months": ("us.contracted_deliveries=late",),
    "us.spares_yearly_loss": ("us.spares_floor=0",),
}


@few
@given(
    preset=st.sampled_from(["us_committed", "european_pillar", "us_absent", "eu_only"]),
    need=st.sampled_from(["stand_alone", "nato_targets"]),
    lever=st.sampled_from(sorted(LESS)),
    step=st.integers(0, 3),
)
def test_less_of_the_united_states_never_shrinks_a_gap(preset, need, lever, step):
    field, values = LESS[lever]
    step = min(step, len(values) - 2)
    same = (f"need.set={need}", *NEEDED.get(field, ()))
    more, less = (assessed(preset, *same, f"{field}={v}") for v in values[step : step + 2])
    assert never_wider(less, more).max() == 0


@pytest.mark.parametrize("lever", LESS)
def test_each_lever_from_all_to_nothing(lever):
    """The ends of each lever: no gap shrinks, and some gap grows."""
    field, values = LESS[lever]
    same = ("need.set=stand_alone", *NEEDED.get(field, ()))
    more, less = (assessed("us_absent", *same, f"{field}={v}") for v in (values[0], values[-1]))
    assert never_wider(less, more).max() == 0
    assert float((less - more).sum()) > 0


# A bigger coalition


@few
@given(
    small=st.sets(st.sampled_from(sorted(wide().members)), min_size=1, max_size=30),
    more=st.sets(st.sampled_from(sorted(wide().members)), min_size=1, max_size=12),
)
def test_a_bigger_coalition_never_has_a_wider_gap(small, more):
    assert never_wider(coalition(small)["gap"], coalition(small | more)["gap"]).max() == 0


def test_coalitions_nest_from_the_scenario_on():
    """The Union alone, with Britain, with Norway and Turkey too, by NATO's targets."""
    partners = ("[]", "[GBR]", "[GBR, NOR, TUR]")
    gaps = [
        assessed("eu_only", "need.set=nato_targets", f"coalition.partners={p}") for p in partners
    ]
    for smaller, bigger in pairwise(gaps):
        assert never_wider(smaller, bigger).max() == 0


# More of anything


@few
@given(data=st.data(), amount=st.floats(0, 500))
def test_more_that_counts_never_widens_a_gap(data, amount):
    """More of any category in any state and from any year on, with the need as it was."""
    base = world()
    counted = base["counted"]
    state = data.draw(st.sampled_from(counted["state"].values.tolist()))
    category = data.draw(st.sampled_from(counted["category"].values.tolist()))
    since = data.draw(st.integers(2026, 2040))
    where = (
        (counted["state"] == state) & (counted["category"] == category) & (counted["year"] >= since)
    )
    richer = changed(base, counted=counted + amount * where.transpose(*counted.dims))
    assert never_wider(gap(study()), gap(assess(richer).data)).max() == 0


@few
@given(data=st.data(), factor=st.floats(1, 3))
def test_more_people_or_readiness_never_widen_a_gap(data, factor):
    base = world()
    name = data.draw(st.sampled_from(["people", "availability"]))
    richer = assess(changed(base, **{name: base[name] * factor})).data
    wanted = gap(study())
    # Ready units also go to Ukraine: what is met there is missing at home.
    if name == "availability":
        wanted, richer = (each.isel(contingency=slice(1, None)) for each in (wanted, richer))
    assert never_wider(wanted, gap(richer)).max() == 0


def test_more_orders_never_widen_a_gap(tmp_path):
    """New orders of one type a category, by one member each, through the evidence."""
    chosen = [
        ("POL", "mbt", "Leopard 2A8", "vehicles"),
        ("GRC", "fighter", "F-35A", "aircraft"),
        ("TUR", "sam_long", "SAMP/T NG", "batteries"),
        ("ROU", "vshorad", "Skyranger 30", "vehicles"),
        ("BEL", "sam_medium", "IRIS-T SLM", "launchers"),
    ]
    rows = [
        {
            "state": state,
            "category": category,
            "system": system,
            "unit": unit,
            "quantity": 40,
            "contract_year": 2026,
            "first_delivery": 2027,
            "last_delivery": 2030,
            "counts": "yes",
        }
        for state, category, system, unit in chosen
    ]
    richer = run("us_absent", evidence=overlay(tmp_path, {"forces/orders": rows}), mode=None)
    assert never_wider(gap(study()), gap(richer)).max() == 0
    closed = (gap(study()) - gap(richer)).isel(contingency=0, year=-1).to_series()
    assert set(closed[closed > 1e-6].index) == {
        "tank",
        "combat_aircraft",
        "sam_medium",
        "air_defence_unit",
    }


# Parts and the whole


@pytest.mark.parametrize("preset", PRESETS)
def test_states_parts_add_up_to_the_whole(preset):
    found = study(preset)
    data = found.gaps.data
    frames = found.frames()
    force = data["contribution"].sum("state").transpose("element", "year")
    pool = {"POOL"} if found.world.scenario.pooling.categories else set()
    assert set(data["state"].values) == {*found.world.members, "NATO", *pool}
    parts = (
        frames["contributions"]
        .group_by("element", "year")
        .agg(units=pl_sum("units"), share=pl_sum("share"))
    )
    main = frames["gaps"].filter(frames["gaps"]["contingency"] == found.gaps.main)
    both = main.join(parts, on=["element", "year"], validate="1:1")
    assert both.height == main.height > 200
    for row in both.iter_rows(named=True):
        whole = float(force.sel(element=row["element"], year=row["year"]))
        assert row["units"] == pytest.approx(whole, rel=1e-6, abs=1e-3)
        assert row["share"] == pytest.approx(1 if whole else 0, abs=1e-4)
        outside = whole - row["have"]
        assert outside >= -1e-3
        if row["element"] != "brigade":
            assert outside == pytest.approx(0, abs=1e-3)


def pl_sum(column):
    import polars as pl

    return pl.col(column).sum()


@pytest.mark.parametrize("preset", PRESETS)
def test_gaps_follow_from_need_have_and_us(preset):
    """Two roads, one number: the printed table against the equation."""
    rows = study(preset).frames()["gaps"]
    for row in rows.iter_rows(named=True):
        gap_ = max(0.0, row["need"] - row["have"] - row["us"])
        assert row["gap"] == pytest.approx(gap_, rel=1e-6, abs=1e-5)
        met = min(1.0, row["have"] / row["need"]) if row["need"] > 0 else 1.0
        assert row["met_share"] == pytest.approx(met, abs=2e-6)


def test_brigades_of_each_state_are_limited_by_their_scarcest_item():
    """Counted by hand for every state and year."""
    found = study()
    built, data = found.world, found.gaps.data
    recipe = built["recipe"].sel(element="brigade")
    kit = [str(item) for item in recipe["item"].values[recipe.values > 0] if item != "personnel"]
    assert sorted(kit) == ["artillery", "ifv"]
    for state in built.members:
        people = built["people"].sel(state=state).item() / recipe.sel(item="personnel").item()
        for year in (2026, 2033, 2040):
            limits = [people]
            for item in kit:
                counted = built["counted"].sel(state=state, category=item, year=year).item()
                kept = built["home_reserve"].sel(state=state, category=item).item()
                limits.append(max(0, counted - kept) / recipe.sel(item=item).item())
            fielded = data["contribution"].sel(state=state, element="brigade", year=year).item()
            assert fielded == pytest.approx(min(limits)), (state, year)


def test_pooled_brigades_are_at_least_those_of_the_states():
    data = study().gaps.data
    apart = data["contribution"].sel(element="brigade").sum("state")
    assert (data["pooled_brigades"] >= apart - TOLERANCE).all()
    assert np.isfinite(data["pooled_brigades"].values).all()


def test_open_data_alone_still_give_an_answer():
    """Without SIPRI's rows there is less stock, hence fewer forces; needs and model stay."""
    from vallum.evidence import Evidence

    bare = run("us_absent", evidence=Evidence.load(open_only=True), mode=None)
    assert bare.gaps.data["contribution"].sum() < study().gaps.data["contribution"].sum()
    assert bare.evidence_digest != evidence().digest()


@pytest.mark.parametrize("need", ["stand_alone", "nato_targets"])
def test_losses_do_not_close_a_gap_by_bringing_fewer_units_away(tmp_path, need):
    """Combat aircraft asked for in Ukraine: less American upkeep sends fewer, and lacks no less."""
    row = {
        "contingency": "ukraine_reassurance",
        "list": "mine",
        "element": "combat_aircraft",
        "basis": "in_place",
        "quantity_central": 500,
        "scope": "EUROPE",
    }
    facts = overlay(tmp_path, {"requirements/needs": [row]})
    set_ = (f"need.set={need}", "need.contingencies=[ukraine_reassurance]")
    more, less = (
        gap(assess(build(facts, *set_, f"us.spares_support={kept}")).data) for kept in (1, 0.6)
    )
    assert never_wider(less, more).max() == 0
