"""The lever for how fast lines grow: what it asks, and where it stands."""

from __future__ import annotations

import pytest

from vallum.scenario import load_scenario, restore_scenario
from vallum.workbench.asked import Asked
from vallum.workbench.levers import PACE, Slider, pulled, sliders


def lever(asked: Asked) -> Slider:
    return next(each for each in sliders(asked) if each.name == PACE)


@pytest.mark.parametrize(
    ("pace", "changes", "shown"),
    [
        ("1", (), "25 % a year"),
        ("0.4", ("procurement.line_pace=0.4",), "10 % a year"),
        ("1.6", ("procurement.line_pace=1.6",), "40 % a year"),
    ],
    ids=["as it was", "slowest", "fastest"],
)
def test_the_lever_asks_for_a_pace(pace: str, changes: tuple[str, ...], shown: str) -> None:
    asked = pulled([("base", "us_absent"), (PACE, pace)])
    assert asked.changes == changes
    assert asked.scenario().procurement.line_pace == float(pace)
    assert lever(asked).shown == shown
    assert (lever(asked).least, lever(asked).most) == pytest.approx((0.4, 1.6))


def test_a_pace_beyond_the_stated_range_moves_the_lever_s_end() -> None:
    asked = Asked.of([("base", "us_absent"), ("procurement.line_pace", "3")])
    assert (lever(asked).value, lever(asked).most) == (3.0, 3.0)


def test_a_run_kept_before_there_was_a_pace_had_the_stated_growth() -> None:
    values = load_scenario("us_absent").model_dump(mode="json")
    del values["procurement"]["line_pace"]
    assert restore_scenario(values, name="old", set_by={}).procurement.line_pace == 1
