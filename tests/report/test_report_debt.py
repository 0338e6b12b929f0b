"""Debt charts: their words, their figures, and that they draw."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from debt_reference import peer_cases
from vallum.finance.debt import StateDebt, project_debt
from vallum.report.debt_charts import debt_fan, debt_multiples
from vallum.report.figure import svg_of
from vallum.report.framed import save_figure

NAMES = {"AUT": "Austria", "BEL": "Belgium", "FRA": "France", "ITA": "Italy"}


@pytest.fixture(scope="module")
def states(tmp_path_factory: pytest.TempPathFactory) -> tuple[StateDebt, ...]:
    cases = peer_cases(tmp_path_factory.mktemp("peer"))
    return project_debt(list(cases.values()), draws=1_000).states


def test_fan_says_where_debt_goes(states: tuple[StateDebt, ...], tmp_path: Path) -> None:
    held = next(each for each in states if each.state == "FRA")
    figure = debt_fan(held, "France", "a source")
    assert figure.title.startswith("France: adjusted over 4 years, debt falls to 105 % of GDP")
    for narrow in (False, True):
        assert svg_of(figure, narrow=narrow).startswith("<svg")
    save_figure(figure, tmp_path / "fan.svg")
    assert "a source" in (tmp_path / "fan.svg").read_text(encoding="utf-8")


def test_multiples_begin_with_the_highest_debt(states: tuple[StateDebt, ...]) -> None:
    figure = debt_multiples(states, NAMES, "a source")
    assert figure.table["State"].to_list() == ["Italy", "France", "Belgium", "Austria"]
    assert "in 4 of 4 states" in figure.title
    assert svg_of(figure).startswith("<svg")


def test_what_a_plan_draws_is_a_line_of_its_own(states: tuple[StateDebt, ...]) -> None:
    """Austria's plan adds 50 points of debt in every year; the others have none."""
    dearer = [
        replace(
            held,
            paths={**held.paths, "with_plan": [debt + 50 for debt in held.paths["binding"]]},
        )
        if held.state == "AUT"
        else held
        for held in states
    ]
    figure = debt_multiples(dearer, NAMES, "a source")
    assert figure.title.endswith("with what the plan draws on top, in 1")
    (column,) = [name for name in figure.table.columns if "with the plan" in name]
    told = dict(figure.table.select("State", column).iter_rows())
    binding = {held.state: held.debt(2041) for held in states}
    assert told["Austria"] == pytest.approx(binding["AUT"] + 50, abs=0.1)
    assert told["France"] is None
    assert "with the plan" in svg_of(figure)
    assert "with the plan" not in svg_of(debt_multiples(states, NAMES, "a source"))
