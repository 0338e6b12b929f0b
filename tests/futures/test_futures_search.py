"""A search finds what no other policy beats, the same one each time, within what it may try."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest

from easy_futures import easy
from model_runs import evidence
from vallum.errors import UserError
from vallum.futures.explore import Explored, explore
from vallum.futures.search import (
    Figures,
    Option,
    explored_front,
    nearest_to_best,
    search,
    unbeaten,
)
from vallum.scenario import load_scenario, preset_names
from vallum.world.uncertain import Policy, changed, levers, policies

SIZES = (5, 4, 4)


def judge(options: Sequence[Option]) -> list[Figures]:
    """The first lever trades one figure for the other; the others do harm to both."""
    return [
        (float(a) + harm, float(4 - a) + harm, harm)
        for a, *rest in options
        for harm in [float(sum(rest))]
    ]


def test_a_front_worked_out_by_hand() -> None:
    found = {"a": (1.0, 3.0), "b": (2.0, 2.0), "c": (3.0, 3.0), "d": (2.0, 2.0), "e": (4.0, 1.0)}
    assert unbeaten(found) == ["a", "b", "d", "e"]
    # From best to worst of the front: a (0, 1), b (1/3, 1/2), e (1, 0).
    assert nearest_to_best({name: found[name] for name in ("a", "b", "e")}) == "b"


def test_few_combinations_are_all_tried() -> None:
    found = explored_front(
        (2, 3), lambda options: [(float(sum(o)),) for o in options], most=12, seed=0
    )
    assert set(found) == set(product(range(2), range(3)))
    assert unbeaten(found) == [(0, 0)]


def test_of_many_combinations_the_best_are_found_without_trying_all() -> None:
    state = random.getstate()
    found = explored_front(SIZES, judge, most=48, seed=1)
    assert random.getstate() == state
    assert 12 <= len(found) - 1 <= 48
    # Five of 80 are unbeaten; chance alone would find three of them.
    assert {each[0] for each in unbeaten(found) if each[1:] == (0, 0)} >= {0, 4}
    assert sum(each[1:] == (0, 0) for each in unbeaten(found)) >= 4
    assert explored_front(SIZES, judge, most=48, seed=1) == found


def test_a_search_tells_of_policies_what_their_futures_say(tmp_path: Path) -> None:
    asked: list[tuple[str, ...]] = []

    def study(names: tuple[str, ...], futures: int) -> Explored:
        asked.append(names)
        return explore(
            load_scenario("us_absent"), evidence(), futures=futures, seed=1, names=names,
            runs=tmp_path, do=easy,
        )  # fmt: skip

    found = search(evidence(), load_scenario("us_absent"), study, most=48, seed=3, by=2034)
    names = {name for generation in asked for name in generation}
    assert found.tried == len(names) + 1
    assert (found.by, found.futures) == (2034, 32)
    # Each policy but `as_is` leaves half a point less, at the same cost: one decision is enough.
    assert {each.decisions for each in found.front} <= {0, 1}
    as_is = next(each for each in found.front if each.policy == "as_is")
    assert as_is.worst_regret == pytest.approx(0.5)
    best = found.front[0]
    assert best.mean_shortfall == pytest.approx(as_is.mean_shortfall - 0.5)
    assert best.worst_regret == pytest.approx(0.0)
    assert "as_is" not in found.picked


def test_too_few_to_try_is_told() -> None:
    with pytest.raises(UserError, match="generations of 12"):
        search(
            evidence(), load_scenario("us_absent"), lambda *_: pytest.fail("tried"),
            most=3, seed=0, by=None,
        )  # fmt: skip


@pytest.mark.parametrize(
    ("preset", "coalition"),
    [
        ("us_absent", ("eu_norway_uk", "no_turkey", "union_alone")),
        ("us_committed", ("no_turkey",)),
        ("eu_only", None),
    ],
)
def test_who_is_no_member_cannot_leave(preset: str, coalition: tuple[str, ...] | None) -> None:
    assert levers(evidence(), load_scenario(preset)).get("coalition") == coalition


@pytest.mark.parametrize(
    ("set_", "name", "field", "expected"),
    [
        ("coalition.exclude=[HUN, SVK]", "no_turkey", "coalition.exclude", ("HUN", "SVK", "TUR")),
        (
            "coalition.exclude=[TUR]",
            "eu_norway_uk",
            "coalition.exclude",
            ("TUR", "UKR"),
        ),
        ("coalition.exclude=[HUN]", "union_alone", "coalition.exclude", ("HUN",)),
        ("money.extra_pct_gdp=0.5", "money_025", "money.extra_pct_gdp", 0.75),
        ("people.recruitment=1.2", "recruits_150", "people.recruitment", 1.8),
        ("money.extra_pct_gdp=0.5", "more_money", "money.extra_pct_gdp", 1.0),
    ],
    ids=["exclusions stay", "named twice", "exclusions stay alone", "more", "times", "policy"],
)
def test_a_policy_moves_a_scenario_from_where_it_stands(
    set_: str, name: str, field: str, expected: object
) -> None:
    """Nobody whom the scenario leaves out comes back, and more is more than it has."""
    scenario = load_scenario("us_absent", set_=[set_])
    group, _, last = field.partition(".")
    found = getattr(getattr(changed(scenario, policies(evidence(), (name,))[1]), group), last)
    if isinstance(expected, tuple):
        assert sorted(found) == sorted(expected)
    else:
        assert found == pytest.approx(expected)


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        (Policy("much", "", ("money.extra_pct_gdp*=100",)), "policy 'much'.*extra_pct_gdp"),
        (Policy("odd", "", ("coalition.exclude*=2",)), "coalition.exclude\\*=2' moves a field"),
        (Policy("none", "", ("us.deliveries_stop+=1",)), "holds None in this scenario"),
        (Policy("gone", "", ("money.extra=1",)), "a scenario has no field 'money.extra'"),
    ],
    ids=["out of range", "no number", "not set", "unknown"],
)
def test_a_policy_that_does_not_fit_is_told(policy: Policy, told: str) -> None:
    scenario = load_scenario("us_absent", set_=["money.extra_pct_gdp=0.5"])
    with pytest.raises(UserError) as raised:
        changed(scenario, policy)
    assert re.search(told, str(raised.value))


def test_no_option_lies_beyond_the_horizon() -> None:
    short = load_scenario("us_absent", set_=["horizon.last=2029", "need.ready_by=2029"])
    assert levers(evidence(), short)["start"] == ("start_2028",)


@pytest.mark.parametrize("preset", preset_names())
def test_options_fit_each_preset_together(preset: str) -> None:
    """Every pair of options of two levers makes a scenario that holds together."""
    scenario = load_scenario(preset)
    first, *rest = (options[-1] for options in levers(evidence(), scenario).values())
    names = tuple(f"{first}+{other}" for other in rest)
    for policy in policies(evidence(), (*names, "+".join((first, *rest)))):
        assert (changed(scenario, policy) == scenario) == (policy.name == "as_is")


@pytest.mark.parametrize(
    ("name", "told"),
    [("money_025+money_050", "one lever twice"), ("money_025+mony", "there is no policy 'mony'")],
    ids=["one lever twice", "unknown part"],
)
def test_combinations_that_cannot_be_are_told(name: str, told: str) -> None:
    with pytest.raises(UserError, match=told):
        policies(evidence(), (name,))


def test_a_combination_is_titled_by_its_parts() -> None:
    found = policies(evidence(), ("money_050+us_free",))[1]
    assert found.title == "Half a per cent of GDP more; American systems may be bought freely"
