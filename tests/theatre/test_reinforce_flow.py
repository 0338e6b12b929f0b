"""Flows of brigades: hand-worked cases, conservation and capacity, cuts, and the real train."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.study.reinforce import arrivals_at, movement
from vallum.theatre.network import Movement, mend, open_up
from vallum.theatre.reinforce import Home, Reinforcement, reinforce
from vallum.world.theatres import Corridors, Fix, Link, Place, assumed_ranges, corridors

MOVE = Movement(
    trains=30, vehicles=2500, ships=6, sorties=500, permit_days=4, load_h=24, change_h=6,
    gauge_h=12, notice_days=(2, 10),
)  # fmt: skip


def place(name: str, *gauges: str, **more: object) -> Place:
    return Place(name, name.title(), name[:3], "home", 50, 20, gauges, True, **more)  # type: ignore[arg-type]


def rail(start: str, end: str, hours: float, trains: float, *gauges: str) -> Link:
    name = f"rail:{start}>{end}"
    return Link(name, (start, end), "rail", hours, trains, "A", gauges or ("1435",), 25)


def graph(*links: Link, **changed: Place) -> Corridors:
    names = {end for link in links for end in link.ends}
    places = {name: place(name, "1435") for name in sorted(names)} | changed
    return Corridors(places, {link.name: link for link in links})


LINE = graph(rail("AAA", "BBB", 10, 30), rail("BBB", "CCC", 20, 15))


def move(
    on: Corridors, homes: list[Home], brigades: float = 1.0, days: int = 30, goal: str = "CCC"
) -> Reinforcement:
    return reinforce(open_up(on, MOVE), homes, goal, brigades=brigades, days=days, movement=MOVE)


def test_a_load_comes_by_the_shortest_way_after_notice_and_loading():
    """Two days of notice, one to load, 30 hours under way: hour 102, in the fifth day."""
    found = move(LINE, [Home("AAA", 0, 0.5, False)], 0.5)
    assert [flow.way.end_h for flow in found.flows] == [102]
    assert found.day_of(0.5) == 5


def test_the_permit_runs_beside_the_notice():
    found = move(LINE, [Home("AAA", 0, 0.5, True)], 0.5)
    assert [flow.way.end_h for flow in found.flows] == [4 * 24 + 24 + 30]


def test_the_narrowest_link_sets_the_pace_and_carries_the_price():
    """Half a brigade a day on the second link, from day 4 on; loads wait for the day to turn."""
    found = move(LINE, [Home("AAA", 0, 2, False)], 2)
    assert sorted({flow.way.end_h for flow in found.flows}) == [102, 116, 140, 164]
    assert next(iter(found.prices)) == "rail:BBB>CCC to CCC"
    assert_allclose(found.arrived[4:7], [1.0, 1.5, 2.0])


def test_a_change_of_gauge_takes_its_time_and_its_room():
    """Twelve hours more; six trains a day are a fifth of a brigade."""
    broad = graph(
        rail("AAA", "BBB", 10, 30),
        rail("BBB", "CCC", 20, 30, "1520"),
        BBB=place("BBB", "1435", "1520", transfer_h=12, handling=6, handled="trains_transferred"),
    )
    found = move(broad, [Home("AAA", 0, 1, False)], 1)
    assert min(flow.way.end_h for flow in found.flows) == 114
    assert_allclose(found.arrived[4:9], [0.2, 0.4, 0.6, 0.8, 1.0])
    assert next(iter(found.prices)) == "BBB: trains_transferred"


def test_what_does_not_come_in_time_is_left_behind():
    """The second link is entered from hours 82, 96 and 120; from 144 on it is too late."""
    found = move(LINE, [Home("AAA", 0, 10, False)], 10, days=6)
    assert_allclose(found.total, 1.5)
    assert found.day_of(10) is None


MESH = graph(
    rail("AAA", "BBB", 10, 20),
    rail("AAA", "DDD", 14, 10),
    rail("BBB", "CCC", 12, 12),
    rail("DDD", "CCC", 9, 9),
    rail("BBB", "DDD", 5, 30),
    Link("road:AAA>CCC", ("AAA", "CCC"), "road", 40, 600, "A"),
)
HOMES = [Home("AAA", 0, 1.5, False), Home("AAA", 1, 1.5, True), Home("DDD", 0, 1.0, True)]


@given(brigades=st.floats(0.2, 4.0), days=st.integers(6, 20))
def test_flows_are_conserved_and_keep_within_every_room(brigades, days):
    found = move(MESH, HOMES, brigades, days)
    taken: dict[tuple[int, int], float] = defaultdict(float)
    sent: dict[Home, float] = defaultdict(float)
    for flow in found.flows:
        assert flow.quantity > 0
        sent[flow.home] += flow.quantity
        start, end = (found.network.nodes[flow.way.nodes[k]][0] for k in (0, -1))
        assert (start, end) == (flow.home.place, "CCC")
        for take in flow.way.takes:
            taken[take] += flow.quantity
    for (resource, _), quantity in taken.items():
        assert quantity <= found.network.room[resource] + 1e-6
    for home, quantity in sent.items():
        assert quantity <= home.brigades + 1e-6
    assert_allclose(sum(sent.values()), found.total, atol=1e-6)
    assert found.total <= brigades + 1e-6


@given(link=st.sampled_from(sorted(MESH.links)), brigades=st.floats(0.5, 3.5))
def test_cutting_a_link_never_helps(link, brigades):
    whole = move(MESH, HOMES, brigades, 15)
    network = open_up(MESH, MOVE, [link])
    cut = reinforce(network, HOMES, "CCC", brigades=brigades, days=15, movement=MOVE)
    assert cut.mean_day() >= whole.mean_day() - 1e-6


@pytest.mark.parametrize(
    "fix",
    [
        Fix("p", "permits", "permit_days", (), (), 1, ()),
        Fix("c", "capacity", "capacity", ("rail:BBB>CCC",), (), 3, ()),
        Fix("r", "roads", "road_class", ("A",), (), 2500, ()),
        Fix("n", "new line", "new_line", ("AAA",), ("CCC",), 30, (400,)),
    ],
    ids=lambda fix: fix.name if isinstance(fix, Fix) else "",
)
def test_a_fix_brings_arrivals_forward(fix):
    mended, moved = mend(MESH, MOVE, fix)
    after = reinforce(open_up(mended, moved), HOMES, "CCC", brigades=3.5, days=15, movement=moved)
    assert after.mean_day() < move(MESH, HOMES, 3.5, 15).mean_day()


@pytest.fixture(scope="module")
def facts() -> Evidence:
    return Evidence.load(None)


@pytest.mark.parametrize("start", ["DEU_GRAFENWOEHR", "DEU_CHAM"])
def test_the_train_from_pfreimd_to_rukla(facts, start):
    """A train of 16 tracked vehicles took five days in August 2020 (1,400 km, mncne_2020).

    Pfreimd lies between both places.  The published days have their end; they lie within the
    spread of movement without permit and notice, loading included.
    """
    found = {}
    for level, rooms in (("fast", "high"), ("slow", "low")):
        swift = replace(movement(assumed_ranges(facts), level), permit_days=0, notice_days=(0, 0))
        one = [Home(start, 0, 1 / 36, True)]
        network = open_up(corridors(facts, rooms), swift)
        run = reinforce(network, one, "LTU_RUKLA", brigades=1 / 36, days=20, movement=swift)
        found[level] = run.flows[0].way.end_h / 24
    assert found["fast"] <= 5 <= found["slow"]


def test_a_french_brigade_in_the_baltic_states(facts):
    """RAND 2017 (rand_rr1629): a few weeks to a full French brigade, read as 14 to 35 days."""
    found = arrivals_at(facts, {"FRA": 3.0}, "Riga", brigades=1, days=40)
    assert found.fast.day_of(1) <= 35
    assert (found.slow.day_of(1) or 99) >= 14
    assert 14 <= found.central.day_of(1) <= 35


@pytest.mark.parametrize(
    ("call", "field"),
    [
        (lambda _: move(LINE, [], 0), "brigades"),
        (lambda _: move(LINE, [], 1, days=0), "days"),
        (lambda _: move(LINE, [], 1, goal="ZZZ"), "to"),
        (lambda facts: corridors(facts).destination("Atlantis"), "Atlantis"),
        (
            lambda facts: arrivals_at(facts, {}, "Riga", brigades=1, days=9, closed=["rail:X>Y"]),
            "rail:X>Y",
        ),
    ],
    ids=["no brigade", "no day", "nothing leads there", "unknown place", "unknown link"],
)
def test_what_makes_no_sense_is_refused(facts, call, field):
    with pytest.raises(UserError, match=field):
        call(facts)
