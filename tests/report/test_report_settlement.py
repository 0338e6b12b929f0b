"""The section on red lines and leverage: real texts, real aid, and only where a run has them."""

from __future__ import annotations

import pytest
import sample

from model_runs import evidence
from vallum.report import render_report
from vallum.report.charts import figures
from vallum.report.material import gather
from vallum.report.settlement_section import aid_pace, outcomes, outcomes_title, renewals
from vallum.study.settlement_frames import settlement_frames


@pytest.fixture(scope="module")
def material():
    given = sample.inputs()
    given["frames"] = given["frames"] | settlement_frames(evidence())
    return gather(**given, shapes={"type": "FeatureCollection", "features": []})


def test_texts_by_red_line(material) -> None:
    table = outcomes(material)
    assert len(table.rows) == 16
    rows = {row[0]: row[2:] for row in table.rows}
    assert rows["US draft in 28 points"] == ("crossed", "crossed", "crossed")
    assert sum(table.strong) == sum("crossed" not in row for row in rows.values())
    assert outcomes_title(material) == "Of 16 texts on ending the war 7 cross no red line"


def test_what_lapses(material) -> None:
    found = renewals(material).rows
    assert found[0][:3] == ("human rights russia", "2026-05-28", "unanimity")
    assert material.frames["settlement_renewals"]["known_by"].unique().to_list() == ["2026-04-23"]


def test_aid_by_half_year(material) -> None:
    figure = aid_pace(material)
    assert figure.title.startswith("Since March 2025 Europe makes up for 61")
    frame = material.frames["settlement_aid"]
    assert frame["half_year"].to_list()[0] == "2022 H1"
    months = [4 if half == "2026 H1" else 6 for half in frame["half_year"]]
    total = sum(a * b for a, b in zip(frame["usa"].to_list(), months, strict=True))
    assert total == pytest.approx(115.381, abs=0.01)


def test_a_run_without_the_frames_has_no_section(material) -> None:
    given = sample.inputs() | {"shapes": material.shapes}
    assert "aid-pace" in figures(material)
    assert "aid-pace" not in figures(gather(**given))
    assert 'id="settlement"' not in render_report(**given)
