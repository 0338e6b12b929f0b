"""The section on published studies: what was kept for these facts, and nothing for others."""

from __future__ import annotations

from pathlib import Path

import pytest
import sample

from conftest import EXAMPLES
from model_runs import evidence
from vallum.report import render_report
from vallum.study.scoreboard import scoreboard
from vallum.study.scoreboard_kept import KeptRow, KeptScoreboard, keep_scoreboard, kept_scoreboard

BOARD = KeptScoreboard(
    "1 of 2 published figures hold ours.",
    (
        KeptRow("A study", "cost", "EUR bn", "20 to 30", "25", True, ""),
        KeptRow("A study", "brigades", "brigades", "10", "14", False, "their list: 10"),
    ),
)


@pytest.mark.usefixtures("undrawn")
def test_the_section_shows_what_explains_a_difference() -> None:
    page = render_report(**sample.inputs(), shapes={"type": "FeatureCollection", "features": []},
                         board=BOARD)  # fmt: skip
    assert '<section id="studies">' in page
    assert BOARD.summary in page
    assert "their list: 10" in page
    assert "in the published range" in page


def test_the_shipped_scoreboard_is_of_the_shipped_facts() -> None:
    """`python scripts/write_docs.py` brings it up to date."""
    kept = kept_scoreboard(evidence())
    assert kept is not None
    assert len(kept.rows) > 20
    assert all(row.met or row.explained_by for row in kept.rows)


def test_other_facts_have_none(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    file.write_text('{"evidence": "of others", "summary": "", "rows": []}')
    assert kept_scoreboard(evidence(), file) is None


@pytest.mark.long
@pytest.mark.skipif(EXAMPLES < 500, reason="a minute of plans")
def test_the_shipped_scoreboard_is_what_comes_out(tmp_path: Path) -> None:
    file = tmp_path / "kept.json"
    keep_scoreboard(scoreboard(evidence()), evidence(), file)
    assert kept_scoreboard(evidence(), file) == kept_scoreboard(evidence())
