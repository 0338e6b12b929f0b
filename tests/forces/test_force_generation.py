"""Rotations of a mission: pools, floors, what is missing, who is barred."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conftest import EXAMPLES
from model_runs import evidence, world
from vallum.errors import UserError
from vallum.forces.generate import GAP, UNIT, Supply, generate
from vallum.scenario import load_scenario
from vallum.study.generate import generate_for, generate_in
from vallum.world.mission_elements import (
    Formation,
    MissionElement,
    composed,
    mission_elements,
)
from vallum.world.missions import Mission, find_mission, shipped_missions

some = settings(max_examples=max(5, EXAMPLES // 5))


def mission(troops: int = 2000, **more: object) -> Mission:
    return Mission(**{"mission": "m", "title": "M", "troops": troops, **more})  # type: ignore[arg-type]


def state(units: int, share: float = 1.0, **more: object) -> Supply:
    return Supply(units * UNIT, 0.0, share, **more)  # type: ignore[arg-type]


def test_two_states_share_a_pool_of_eight():
    """2,000 deployed at four in the pool: eight battalions, four from each of two equals."""
    found = generate(mission(), {"A": state(9), "B": state(9)})
    assert (found.deployed, found.pool, found.feasible) == (2000, 8000, True)
    assert found.units.sum("rotation").values.tolist() == [4, 4]
    # Fewest states in a rotation: each rotation is one state's.
    assert int((found.units > 0).sum()) == 4


def test_shares_follow_the_key():
    found = generate(mission(4000), {"A": state(20, 3.0), "B": state(20, 1.0)})
    assert found.units.sum("rotation").values.tolist() == [12, 4]


def test_framework_nations_serve_in_every_rotation():
    found = generate(mission(3000, lead=("BBB",)), {"AAA": state(20, 9.0), "BBB": state(9, 1.0)})
    assert (found.units.sel(state="BBB") >= 1).all()


def test_what_is_missing_is_named_and_spread():
    """Six battalions for eight places: one short in two rotations of four."""
    found = generate(mission(), {"A": state(6)})
    assert not found.feasible
    assert found.deployed == 1000
    assert found.missing.sum() == 2
    assert found.missing.max() == 1
    assert found.frames()["uncovered"]["quantity"].sum() == 2
    assert found.sustained_months < found.mission.months


def test_nobody_able_leaves_everything_missing():
    against = state(9, willing=False, why_not="against")
    found = generate(mission(), {"A": against, "B": Supply(5000, 1.0, 1.0)})
    assert (found.deployed, found.pool) == (0, 0)
    assert found.unwilling == {"A": 9}


supplies = st.dictionaries(
    st.sampled_from("ABCDE"),
    st.builds(
        Supply,
        st.integers(0, 12_000).map(float),
        st.floats(0, 0.9),
        st.floats(0.1, 5),
        st.booleans(),
    ),
    min_size=1,
)


@some
@given(supply=supplies, troops=st.integers(1000, 6000), pool=st.integers(1, 5))
def test_no_state_below_its_floor_and_every_place_is_accounted_for(supply, troops, pool):
    found = generate(mission(troops, pool_per_deployed=pool), supply)
    for name in found.units["state"].values:
        own = supply[str(name)]
        sent = int(found.units.sel(state=name).sum()) * UNIT
        assert own.willing
        assert sent <= own.ready * (1 - own.floor) + 1e-6
    filled = found.units.sum("state") + found.missing
    assert (filled == found.asked).all()
    able = sum(each.units for each in supply.values() if each.willing)
    assert int(found.missing.sum()) == max(0, found.asked * pool - able)
    assert found.gap <= GAP


@pytest.mark.parametrize(
    ("troops", "pool"), [(25_000, 100_000), (64_000, 256_000)], ids=["25,000", "64,000"]
)
def test_published_pools(troops, pool):
    """Four in the pool for one deployed (METHODS: dwell to deployment of three)."""
    wanted = find_mission("deployable_force").of_battalions(troops)
    found = generate_for(evidence(), load_scenario("us_absent"), wanted)
    assert (found.force.deployed, found.force.pool) == (troops, pool)


def test_who_is_against_sends_nobody_to_ukraine():
    found = generate_for(
        evidence(), load_scenario("us_absent"), find_mission("ukraine_force_30000")
    ).force
    senders = set(found.frames()["contributions"]["state"])
    assert {"ITA", "POL", "HUN"} & senders == set()
    assert {"FRA", "GBR"} <= senders
    assert "ITA" in found.unwilling


def test_a_force_that_nobody_can_send_says_what_lacks():
    found = generate_for(evidence(), load_scenario("us_absent"), find_mission("ukraine_deterrence"))
    assert not found.force.feasible
    assert 0 < found.force.deployed < 100_000
    assert found.cost_eur_bn_per_year > 0


def test_every_shipped_mission_is_well_formed():
    assert {"ukraine_force_15000", "eu_rapid_deployment", "deployable_force"} <= set(
        shipped_missions()
    )


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("title: X\ntroops: 10\n", "greater than or equal to 1000"),
        ("title: X\ntroops: 5000\ntrops: 1\n", "did you mean 'troops'"),
        ("troops: 5000\n", "Field required"),
        ("title: X\ntroops: 5000\nlead: [France]\n", "match pattern"),
        ("title: X\n", "needs troops, composition or roles"),
        ("title: X\nroles:\n- {role: r, element: {battalion: 1}}\n", "did you mean 'elements'"),
    ],
    ids=["few", "field", "title", "state", "nothing", "role"],
)
def test_faulty_missions_are_refused(tmp_path: Path, text, says):
    file = tmp_path / "own.yaml"
    file.write_text(text)
    with pytest.raises(UserError, match=says):
        find_mission(str(file))


def test_unknown_missions_and_states_are_refused():
    with pytest.raises(UserError, match="did you mean 'ukraine_tripwire'"):
        find_mission("ukraine_tripwir")
    with pytest.raises(UserError, match="no member"):
        generate_for(
            evidence(),
            load_scenario("us_absent"),
            find_mission("ukraine_tripwire"),
            without=frozenset({"USA"}),
        )


# Composition by element and role

ELEMENTS = {
    "battalion": MissionElement("battalion", "Battalion", 1000, 1.0),
    "engineers": MissionElement("engineers", "Engineers", 500, 0.1),
    "air_defence_unit": MissionElement("air_defence_unit", "Air defence", 125, None, False),
}


@pytest.mark.parametrize(
    ("asks", "units"),
    [
        ({"troops": 4000}, {"battalion": 4}),
        ({"troops": 4000, "composition": {"engineers": 2, "air_defence_unit": 4}},
         {"battalion": 3, "engineers": 2, "air_defence_unit": 4}),
        ({"troops": None, "composition": {"engineers": 3}}, {"engineers": 3}),
        ({"troops": None, "roles": [{"role": "bridges", "elements": {"engineers": 1}},
                                    {"role": "roads", "elements": {"engineers": 2}}]},
         {"engineers": 3}),
        ({"troops": 1000, "composition": {"engineers": 3}}, {"engineers": 3}),
    ],
    ids=["troops alone", "battalions fill the rest", "no troops", "roles add up", "too much"],
)  # fmt: skip
def test_what_a_mission_asks_for(asks, units):
    assert composed(mission(**asks), ELEMENTS) == units


def test_elements_are_bounded_by_their_own_numbers_and_by_the_land_force():
    """A has ten battalions' worth of soldiers, a tenth engineers: two units; and five batteries.

    One rotation of eight battalions and two engineer units takes nine thousand soldiers; air
    defence is no part of the land force, and at a floor of 0.5 two of the five batteries go.
    """
    wanted = mission(8000, pool_per_deployed=1).model_copy(
        update={"troops": 10_000, "composition": {"engineers": 3, "air_defence_unit": 4}}
    )
    supply = Supply(20_000, 0.5, 1.0, own={"air_defence_unit": 5.0})
    found = generate(wanted, {"AAA": supply}, ELEMENTS)
    assert found.asked_by == {"battalion": 8, "engineers": 3, "air_defence_unit": 4}
    assert found.covered == {"battalion": 8, "engineers": 2, "air_defence_unit": 2}
    assert found.deployed == 8000 + 2 * 500 + 2 * 125
    coverage = found.frames()["coverage"]
    assert coverage["uncovered"].to_list() == [0, 1, 2]
    assert not found.feasible


def test_land_elements_share_one_land_force():
    """Five thousand soldiers: four battalions leave room for two engineer units of 500."""
    wanted = mission(4000, pool_per_deployed=1, composition={"engineers": 3})
    many = {**ELEMENTS, "engineers": MissionElement("engineers", "Engineers", 500, 1.0)}
    wanted = wanted.model_copy(update={"troops": 5500})
    found = generate(wanted, {"AAA": Supply(5000, 0.0, 1.0)}, many)
    sent = found.units.sum().item(), found.pool
    assert sent == (6, 5000)


def test_a_caveat_keeps_an_element_away():
    wanted = mission(2000, pool_per_deployed=1, composition={"engineers": 2})
    able = Supply(20_000, 0.0, 1.0)
    kept = Supply(20_000, 0.0, 1.0, caveats=frozenset({"battalion"}))
    found = generate(wanted, {"AAA": kept, "BBB": able}, ELEMENTS)
    assert int(found.sent.sel(state="AAA", element="battalion").sum()) == 0
    assert found.feasible


def test_roles_are_filled_in_their_order():
    roles = [{"role": "first", "elements": {"engineers": 2}},
             {"role": "second", "elements": {"engineers": 2}}]  # fmt: skip
    wanted = Mission(mission="m", title="M", roles=roles, pool_per_deployed=1)  # type: ignore[arg-type]
    found = generate(wanted, {"AAA": Supply(15_000, 0.0, 1.0)}, ELEMENTS)
    assert found.by_role() == [("first", "engineers", 2, 2), ("second", "engineers", 2, 1)]
    assert found.role_lines()[1] == ("second", "1 engineers", "1 engineers")


def test_states_of_one_formation_serve_together():
    """Four equals, two rotations of two: partners share a rotation, at no other cost."""
    pairs = [Formation("one", "One", frozenset("AC")), Formation("two", "Two", frozenset("BD"))]
    found = generate(
        mission(2000, pool_per_deployed=2), {s: state(1) for s in "ABCD"}, frameworks=pairs
    )
    together = {
        frozenset(
            str(s) for s in found.units["state"].values if found.units.sel(state=s, rotation=r)
        )
        for r in (1, 2)
    }
    assert together == {frozenset("AC"), frozenset("BD")}


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"composition": {"enginers": 1}}, "did you mean 'engineers'"),
        ({"caveats": {"FRA": ("batallion",)}}, "did you mean 'battalion'"),
        ({"frameworks": ("eurocorp",)}, "did you mean 'eurocorps'"),
    ],
    ids=["element", "caveat", "formation"],
)
def test_what_no_mission_knows_is_refused(changes, says):
    wanted = find_mission("eu_rapid_deployment").model_copy(update=changes)
    with pytest.raises(UserError, match=says):
        generate_in(world(), wanted)


def test_shipped_missions_add_up_to_their_troops():
    elements = mission_elements(evidence())
    for each in shipped_missions().values():
        units = composed(each, elements)
        assert sum(elements[name].soldiers * n for name, n in units.items()) == each.troops
