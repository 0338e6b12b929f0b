"""Parts made again are those of a whole build, and the same objects where nothing differs."""

from __future__ import annotations

from dataclasses import fields

import pytest

from model_runs import build, evidence
from vallum.forces import assess
from vallum.planner import gather
from vallum.planner.inputs import Inputs
from vallum.planner.part import fingerprint
from vallum.planner.parts.again import PartsAgain
from vallum.scenario import load_scenario
from vallum.study.live import one_bloc
from vallum.study.plan import demand_of
from vallum.world.again import Worlds

CHANGES = [
    (),
    ("us.enablers_leave=2030",),
    ("people.recruitment=1.2",),
    ("coalition.exclude=[HUN]",),
    ("upkeep.upgrades=false",),
    ("ukraine.gifts=0.5",),
    (),
]


def data_of(inputs: Inputs) -> list[tuple[str, dict[str, object]]]:
    return [
        (type(part).__name__, {f.name: fingerprint(getattr(part, f.name)) for f in fields(part)})
        for part in inputs.parts
    ]


def test_parts_are_those_of_a_whole_build_whatever_was_asked_before() -> None:
    worlds, parts = Worlds(evidence()), PartsAgain()
    for set_ in CHANGES:
        world = worlds.build(load_scenario("us_absent", set_=set_))
        made = parts.as_one(world, gather(world, demand_of(assess(world))))
        whole = build(evidence(), *set_)
        expected = one_bloc(whole, assess(whole))
        assert data_of(made) == data_of(expected), set_
        assert made.price.identical(expected.price)


@pytest.mark.parametrize(
    ("change", "kept"),
    [((), True), (("us.enablers_leave=2030",), True), (("upkeep.upgrades=false",), False)],
    ids=["nothing", "enablers", "upgrades"],
)
def test_what_nothing_changed_is_the_same_object(change: tuple[str, ...], kept: bool) -> None:
    worlds, parts = Worlds(evidence()), PartsAgain()
    found = []
    for set_ in ((), change):
        world = worlds.build(load_scenario("us_absent", set_=set_))
        found.append(parts.as_one(world, gather(world, demand_of(assess(world)))).parts)
    same = len(found[0]) == len(found[1]) and all(
        one is other for one, other in zip(*found, strict=True)
    )
    assert same is kept
    assert (not parts.rerun) is kept
