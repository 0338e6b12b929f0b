"""Fields that hold a table: what they take, what they inherit, how they are kept."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from vallum.errors import UserError
from vallum.scenario import (
    dump_scenario,
    load_scenario,
    new_scenario,
    origins,
    preset_names,
    restore_scenario,
)
from vallum.scenario.tables import Table, share_in

SET = (
    "procurement.joint_share_min={2028: 0.2, 2030: 0.4}",
    "procurement.max_types={tank: 4}",
    "procurement.national_exception={naval: 0.5}",
    "need.weights={land: 2, tanker: 0.5}",
)
NEUTRAL = {
    "us_systems_until": None,
    "european_content_min": 0,
    "joint_share_min": {},
    "national_exception": {},
    "max_types": {},
    "industry_return_min": 0,
    "line_pace": 1,
    "orders_from": None,
}


def test_values_come_in_as_numbers_and_names() -> None:
    asked = load_scenario("us_absent", set_=SET)
    assert asked.procurement.joint_share_min == {2028: 0.2, 2030: 0.4}
    assert asked.procurement.max_types == {"tank": 4}
    assert asked.need.weights == {"land": 2, "tanker": 0.5}


def test_scenarios_with_tables_are_compared_and_hashed() -> None:
    one, other = (load_scenario("us_absent", set_=SET) for _ in range(2))
    assert one == other
    assert len({one, other, load_scenario("us_absent")}) == 2
    assert one.digest() == other.digest() != load_scenario("us_absent").digest()


def test_a_table_does_not_change() -> None:
    with pytest.raises(TypeError, match="does not change"):
        Table({"tank": 4})["tank"] = 5


def test_what_is_kept_reads_back(tmp_path: Path) -> None:
    asked = load_scenario("us_absent", set_=SET)
    file = tmp_path / "kept.yaml"
    file.write_text(dump_scenario(asked), "utf-8")
    assert load_scenario(file) == asked
    values = yaml.safe_load(yaml.safe_dump(asked.model_dump(mode="json")))
    assert restore_scenario(values, name="kept", set_by={}) == asked
    shown = {item.field: item.value for item in origins(asked)}
    assert shown["procurement.joint_share_min"] == "{2028: 0.2, 2030: 0.4}"
    assert shown["procurement.max_types"] == "{tank: 4}"


def test_a_table_replaces_the_inherited_one_as_a_whole(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(
        "extends: us_absent\nprocurement: {max_types: {tank: 4, ifv: 3}}\n", "utf-8"
    )
    (tmp_path / "two.yaml").write_text(
        "extends: one.yaml\nprocurement: {max_types: {tank: 2}}\n", "utf-8"
    )
    (tmp_path / "none.yaml").write_text(
        "extends: one.yaml\nprocurement: {max_types: {}}\n", "utf-8"
    )
    assert load_scenario(tmp_path / "two.yaml").procurement.max_types == {"tank": 2}
    assert load_scenario(tmp_path / "none.yaml").procurement.max_types == {}
    assert "max_types: {}" in new_scenario("us_absent")


@pytest.mark.parametrize("preset", preset_names())
def test_presets_set_only_the_levers_that_their_story_tells(preset: str) -> None:
    found = load_scenario(preset).procurement.model_dump(exclude={"us_systems"})
    told = {"european_content_min": 0.65} if preset == "european_pillar" else {}
    assert found == NEUTRAL | told
    assert load_scenario(preset).need.weights == {}
    assert load_scenario(preset).money.fair_cost is None


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["procurement.joint_share_min={1999: 0.4}"], "'1999' is no name that this table takes"),
        (["procurement.joint_share_min={soon: 0.4}"], "such as {2030: 0.4}"),
        (["procurement.joint_share_min={2030: 40}"], "40 under '2030' does not fit"),
        (["procurement.max_types={tank: 0}"], "give a table of numbers from 1 to 100"),
        (["procurement.max_types={tank: 2.5}"], "2.5 under 'tank' does not fit"),
        (["procurement.max_types=4"], "4 is not a table of numbers"),
        (["procurement.max_types=null"], "null is not a table"),
        (["procurement.national_exception={land: 0.5}"], "'all', 'naval' or 'nuclear'"),
        (["need.weights={land: -1}"], "-1 under 'land' does not fit"),
        (["money.fair_cost=50"], "50 is not a number from 0 to 10 or null"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else None,
)
def test_what_a_table_does_not_take_is_told(given: list[str], said: str) -> None:
    with pytest.raises(UserError) as found:
        load_scenario("us_absent", set_=given)
    assert said in str(found.value)
    assert len(found.value.problems) == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            [
                "procurement.joint_share_min={2030: 0.4}",
                "procurement.national_exception={all: 0.7}",
            ],
            "joint_share_min (0.4) and the 0.7 that procurement.national_exception keeps national "
            "are more than all orders together",
        ),
        (["procurement.us_systems_until=2028"], "ends what procurement.us_systems does not allow"),
    ],
    ids=["joint and national", "an end of what is not there"],
)
def test_levers_that_contradict_each_other_are_told_in_a_sentence(
    given: list[str], said: str
) -> None:
    with pytest.raises(UserError) as found:
        load_scenario("us_absent", set_=given)
    assert said in str(found.value)


def test_naval_orders_kept_national_leave_room_for_joint_ones() -> None:
    both = ["procurement.joint_share_min={2030: 0.4}", "procurement.national_exception={naval: 1}"]
    assert load_scenario("us_absent", set_=both).procurement.national_exception == {"naval": 1}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ({}, [0, 0, 0, 0]),
        ({2030: 0.4}, [0, 0, 0.4, 0.4]),
        ({2027: 0.1, 2030: 0.4}, [0.1, 0.2, 0.4, 0.4]),
        ({2026: 0.6, 2031: 0.1}, [0.5, 0.4, 0.2, 0.1]),
    ],
    ids=["none", "one year", "rising", "falling"],
)
def test_a_path_is_linear_between_its_years_and_held_after(path, expected) -> None:
    assert [share_in(path, year) for year in (2027, 2028, 2030, 2035)] == pytest.approx(expected)
