"""A World made again, from what another scenario left, is the World that is built whole."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from model_runs import build, evidence, few
from vallum.errors import UserError
from vallum.scenario import load_scenario
from vallum.world import World
from vallum.world.again import Worlds

CHANGES = {
    "enablers": ("us_absent", "us.enablers_leave=2030"),
    "troops": ("us_absent", "us.troops_leave=2029"),
    "spares": ("us_absent", "us.spares_support=0.6"),
    "money": ("us_absent", "money.extra_pct_gdp=0.5"),
    "recruits": ("us_absent", "people.recruitment=1.2"),
    "members": ("us_absent", "coalition.exclude=[HUN, TUR]"),
    "horizon": ("us_absent", "horizon.last=2034"),
    "gifts": ("us_absent", "ukraine.gifts=0.5"),
    "no pool": ("us_absent", "pooling.categories=[]"),
    "posture": ("us_adversarial",),
    "need": ("us_committed",),
}


def differing(made: World, whole: World) -> list[str]:
    """Names of arrays that are not the same to the last bit, labels and attributes included."""
    assert made.arrays.keys() == whole.arrays.keys()
    return [name for name, array in whole.arrays.items() if not made[name].identical(array)]


@few
@given(st.lists(st.sampled_from(sorted(CHANGES)), min_size=2, max_size=4))
def test_whatever_was_asked_before_the_world_is_the_same(asked: list[str]) -> None:
    worlds = Worlds(evidence())
    for name in asked:
        scenario, *set_ = CHANGES[name]
        made = worlds.build(load_scenario(scenario, set_=set_))
    whole = build(evidence(), *set_, name=scenario)
    assert differing(made, whole) == []
    assert (made.members, made.scope) == (whole.members, whole.scope)
    assert made.scenario == whole.scenario


@pytest.mark.parametrize(
    ("change", "runs"),
    [
        ((), set()),
        (("us.enablers_leave=2030",), {"build_us"}),
        (("money.extra_pct_gdp=0.5",), {"build_money", "build_plan_money", "build_pooling"}),
    ],
    ids=["nothing", "enablers", "money"],
)
def test_only_what_a_change_touches_is_built_again(change: tuple[str, ...], runs: set[str]) -> None:
    worlds = Worlds(evidence())
    worlds.build(load_scenario("us_absent"))
    worlds.build(load_scenario("us_absent", set_=change))
    assert set(worlds.rerun) == runs


def test_a_scenario_that_is_refused_leaves_no_trace() -> None:
    worlds = Worlds(evidence())
    worlds.build(load_scenario("us_absent"))
    with pytest.raises(UserError):
        worlds.build(load_scenario("us_absent", set_=["need.set=wishes"]))
    made = worlds.build(load_scenario("us_absent", set_=["us.enablers_leave=2030"]))
    assert differing(made, build(evidence(), "us.enablers_leave=2030")) == []


def test_it_keeps_no_chain_of_reasons() -> None:
    worlds = Worlds(evidence())
    worlds.build(load_scenario("us_absent"))
    made = worlds.build(load_scenario("us_absent", set_=["us.enablers_leave=2030"]))
    with pytest.raises(RuntimeError, match="build it whole to ask why"):
        made.why("gdp", "FRA", 2030)
