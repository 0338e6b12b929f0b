"""The section on the field: real tables, the warning beside them, and only where a run has them."""

from __future__ import annotations

import polars as pl
import pytest
import sample

from vallum.report import render_report
from vallum.report.charts import figures
from vallum.report.field_section import arrivals, contributors, holding, section
from vallum.report.material import Material, gather
from vallum.study.field_frames import CASES
from vallum.theatre import WARNING
from vallum.theatre.campaign import TITLES

SHAPES = {"type": "FeatureCollection", "features": []}


def frames() -> dict[str, pl.DataFrame]:
    base = {"place": "LVA_RIGA", "title": "Riga", "year": 2030, "brigades": 2.0}
    days = [
        base | {"day": day, "slow": 0.0, "central": min(2.0, day / 2), "fast": 2.0}
        for day in range(1, 6)
    ]
    held = {"adaptive": (0.2, 0.3), "expansion": (0.0, 0.01), "exchange": (0.5, 0.6)}
    fought = [
        {"theatre": "baltic", "theatre_title": "Baltic states", "case": case,
         "case_title": CASES[case], "model": model, "model_title": TITLES[model], "year": 2030,
         "holds": shares[k], "holds_low": 0.0, "holds_high": shares[k] + 0.2,
         "heaviest": "days of warning", "ground_low_km": 5.0, "ground_km": 50.0,
         "ground_high_km": 150.0, "days": 60, "paths": 1000}
        for k, case in enumerate(("none", "plan")) for model, shares in held.items()
    ]  # fmt: skip
    sent = [("FRA", "France", 1, 6000), ("FRA", "France", 2, 3000), ("GBR", "Britain", 2, 3000)]
    force = [
        {"mission": "m", "state": state, "state_name": name, "element": "battalion",
         "rotation": rotation, "quantity": soldiers // 1000, "soldiers": soldiers}
        for state, name, rotation, soldiers in sent
    ]  # fmt: skip
    mission = {"mission": "m", "title": "Force", "troops": 7000, "deployed": 6000, "pool": 12_000,
               "states": 2, "sustained_months": 60, "cost_eur_bn_a_year": 1.5, "from_north": 500,
               "refusing": "Italy"}  # fmt: skip
    return {
        "field_arrivals": pl.DataFrame(days),
        "field_campaign": pl.DataFrame(fought),
        "field_mission": pl.DataFrame([mission]),
        "field_force": pl.DataFrame(force),
    }


def material(*names: str) -> Material:
    given = sample.inputs()
    made = frames()
    given["frames"] = given["frames"] | {name: made[name] for name in names or made}
    return gather(**given, shapes=SHAPES)


def test_arrivals_tell_by_which_day() -> None:
    assert arrivals(material()).title == (
        "In 2030 2 brigades reach Riga by day 4 in the central case"
    )


def test_holding_has_its_spread_and_the_warning() -> None:
    figure = holding(material())
    assert figure.title.replace("\u00a0", " ") == (
        "Baltic states, 2030: three models hold the line in 1 % to 60 % of their paths, "
        "with the plan"
    )
    assert WARNING in figure.note
    assert figure.table.height == 6
    assert (
        figure.addresses["Holds, share of paths"][3] == "field_campaign/holds/baltic/plan/adaptive"
    )


def test_contributors_by_size() -> None:
    figure = contributors(material())
    assert figure.title.replace("\u00a0", " ") == (
        "6,000 of 7,000 soldiers are kept in Ukraine by 2 states; France and Britain bring "
        "100 % of the pool"
    )
    assert figure.table.row(0) == ("France", 6000, 3000, 9000)


@pytest.mark.usefixtures("undrawn")
def test_the_page_has_the_section_where_the_run_has_the_frames() -> None:
    given = sample.inputs() | {"shapes": SHAPES}
    assert 'id="field"' not in render_report(**given)
    given["frames"] = given["frames"] | frames()
    given["headline"] = dict(given["headline"]) | {"field": "Two brigades come."}
    page = render_report(**given)
    assert 'id="field"' in page
    assert "Two brigades come." in page
    assert page.count(WARNING) >= 2
    assert "Send nobody: Italy" in page


def test_a_run_without_a_force_has_no_chart_of_it() -> None:
    some = material("field_arrivals", "field_campaign")
    assert {"field-arrivals", "field-holding"} <= set(figures(some))
    assert "field-force" not in figures(some)
    told = section(some)
    assert told is not None
    assert told["mission"] is None
