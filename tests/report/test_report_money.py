"""Charts and tables on money: titles tell the sums, every euro drawn is in a bar."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest

from vallum.report import money_section
from vallum.report.figure import svg_of
from vallum.report.money_charts import OTHERS, funding_by_year, who_gains

TITLES = {"national_budget": "Budgets", "safe": "SAFE"} | {f"i{n}": f"Loan {n}" for n in range(4)}


def draws() -> pl.DataFrame:
    rows = [("A", "national_budget", 2027, 6.0), ("B", "safe", 2027, 3.0), ("A", "safe", 2028, 1.0)]
    rows += [("A", f"i{n}", 2028, 0.25) for n in range(4)]
    return pl.DataFrame(
        rows, schema=["state", "instrument", "year", "draw_current_eur_bn"], orient="row"
    )


def test_the_bars_hold_every_euro_and_the_title_tells_them() -> None:
    figure = funding_by_year(draws(), TITLES, "here")
    assert figure.title.startswith("Joint instruments pay EUR 5 bn of 11 bn")
    assert figure.table["Year"].to_list() == ["2027", "2028"]
    sums = figure.table.drop("Year").sum().row(0)
    assert sum(sums) == pytest.approx(11)
    # The three largest joint instruments have a colour, the others share one.
    assert f"{OTHERS} [EUR bn]" in figure.table.columns
    assert svg_of(figure, narrow=True).startswith("<svg")


def test_who_gains_and_who_stands_behind() -> None:
    states = pl.DataFrame(
        {
            "state": ["A", "B", "C"],
            "saving_eur_bn": [2.0, 0.0, 0.0],
            "carried_eur_bn": [0.5, 1.5, 0.0],
            "net_eur_bn": [1.5, -1.5, 0.0],
        }
    )
    figure = who_gains(states, {"A": "Aland"}, "here")
    assert figure.title == (
        "By borrowing together 1 state gains EUR 1.5 bn; 1 other state stands behind it"
    )
    assert figure.table["State"].to_list() == ["Aland", "B"]


def test_the_section_adds_up() -> None:
    frames = {
        "plan_draws": draws(),
        "plan_instruments": pl.DataFrame(
            {
                "instrument": ["safe"],
                "title": ["SAFE"],
                "drawn_current_eur_bn": [4.0],
                "ceiling_eur_bn": [150.0],
                "points_per_eur_bn": [0.01],
            }
        ),
        "plan_debt": pl.DataFrame(
            {
                "state": ["A", "A", "B"],
                "year": [2027, 2028, 2028],
                "excess_eur_bn": [1.0, 0.0, 0.0],
                "service_eur_bn": [0.0, 0.5, 0.0],
                "added_debt_eur_bn": [6.0, 7.0, 3.0],
            }
        ),
    }
    material: Any = SimpleNamespace(frames=frames, credit="run", state_names={"A": "Aland"})
    found = money_section.section(material)
    assert found is not None
    assert found["states"].rows == (
        ("Aland", "6.0", "2.0", "0.5", "1.0", "7.0"),
        ("B", "0.0", "3.0", "0.0", "0.0", "3.0"),
    )
    assert found["instruments"].rows[0] == ("SAFE", "4.0", "150.0", "0.0100")
    assert money_section.section(SimpleNamespace(frames={}, credit="")) is None  # type: ignore[arg-type]
