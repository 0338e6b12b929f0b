"""Which instruments a regime opens, and what money that brings."""

from __future__ import annotations

from dataclasses import replace

import pytest

from vallum.evidence import Evidence
from vallum.governance.openings import IN_FORCE, REGIMES, STATUS_QUO, TREATY, Opening, openings
from vallum.scenario import load_scenario, restore_scenario
from vallum.study.openings import expected_money, with_money, with_openings
from vallum.world import World


@pytest.fixture(scope="module")
def world() -> World:
    return World.build(Evidence.load(), load_scenario("us_absent"))


@pytest.fixture(scope="module")
def opened(world: World) -> dict[str, dict[str, Opening]]:
    return {name: {each.instrument: each for each in openings(world, name)} for name in REGIMES}


def test_announced_spending_leaves_the_world_as_it_is(world: World) -> None:
    assert with_openings(world) is world
    assert {each.route for each in openings(world)} == {IN_FORCE, ""}


def test_unanimity_closes_what_only_a_treaty_opens(opened) -> None:
    assert opened[STATUS_QUO]["armaments_bank"].route == ""
    assert opened[TREATY]["armaments_bank"].route == "intergovernmental_treaty"
    assert opened[TREATY]["joint_bonds"].measure == "common_debt_treaty"


@pytest.mark.parametrize("regime", REGIMES)
def test_what_is_open_stays_open(opened, regime: str) -> None:
    for each in opened[regime].values():
        chances = [each.by(f"{year}-01-01") for year in range(2027, 2036)]
        assert chances == sorted(chances)
        assert all(0 <= chance <= 1 for chance in chances)


def test_money_of_one_instrument_by_hand(world: World, opened) -> None:
    """EUR 100 bn over 2028 to 2032, half of it on top, by the chance that it is open."""
    bonds = opened[STATUS_QUO]["joint_bonds"]
    money = expected_money(world, [bonds]).sum(["instrument", "state"])
    assert float(money.sel(year=2027)) == 0
    assert float(money.sel(year=2033)) == 0
    # 2025 prices: below the EUR 10 bn a year that all chance would bring.
    for year in (2028, 2032):
        chance = bonds.by(f"{year}-01-01")
        assert 10 * chance * 0.85 < float(money.sel(year=year)) < 10 * chance


def test_one_bank_counts(world: World, opened) -> None:
    money = expected_money(world, list(opened[TREATY].values()))
    assert sorted(money["instrument"].values) == ["armaments_bank", "joint_bonds"]


def test_the_money_reaches_the_plan_and_says_so(world: World, opened) -> None:
    again = with_money(world, list(opened[TREATY].values()))
    added = (again["plan_money"] - world["plan_money"]).sum()
    extra = expected_money(world, list(opened[TREATY].values())).sum()
    assert float(added) == pytest.approx(1000 * float(extra))
    assert "decisions.regime" in str(again.why("plan_money", "DEU", 2030).chain)
    assert "decisions.regime" not in str(world.why("plan_money", "DEU", 2030).chain)


def test_a_run_kept_before_the_field_reads_as_announced() -> None:
    values = load_scenario("us_absent").model_dump()
    values.pop("decisions")
    assert restore_scenario(values, name="old", set_by={}).decisions.regime == "announced"


def test_a_union_waits_for_its_treaty(opened) -> None:
    inside = opened["defence_union"]["joint_bonds"]
    assert inside.by("2026-12-31") < 0.01
    alone = replace(inside, after=None)
    assert inside.by("2035-01-01") < alone.by("2035-01-01")
