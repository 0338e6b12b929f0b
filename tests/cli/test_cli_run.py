"""`vallum run`: one object for programs, a short read for people, a report that is there."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from calling import Call, Home

PROMISED = [
    "run",
    "scenario",
    "headline",
    "stand_alone_year",
    "stand_alone_years",
    "stand_alone_year_without_imputed",
    "self_reliance",
    "worst_element",
    "unverified_share",
    "report",
]


def test_json_holds_what_programs_were_promised(home: Home) -> None:
    told = home.first.answer("run")
    assert list(told)[: len(PROMISED)] == PROMISED
    assert told["scenario"] == "us_absent"
    assert told["headline"].endswith(".")
    assert set(told["worst_element"]) >= {"element", "year", "met_share", "imputed"}
    report = home.folder / told["report"]
    assert report == home.runs / told["run"] / "report.html"
    assert report.read_text(encoding="utf-8").startswith("<!")


def test_progress_goes_to_standard_error(home: Home) -> None:
    assert "Build the world ..." in home.first.err
    assert "..." not in home.first.out


def test_text_leads_with_the_headline_and_ends_with_the_report(home: Home) -> None:
    assert home.second.code == 0
    lines = home.second.out.splitlines()
    kept = json.loads((home.runs / home.second_id / "run.json").read_text(encoding="utf-8"))
    assert lines[0] == kept["headline"]["sentence"]
    assert lines[-1].split() == ["Report", "-"]
    assert "Worst shortfalls in 2030" in lines
    told = home.second.out
    assert all(f"\n{title} " in told for title in ("Land", "Air defence", "Core set"))
    assert f"vallum compare {home.first_id} {home.second_id}" in told
    assert "us.enablers_leave=2030" in told


def test_no_report_writes_none(home: Home) -> None:
    assert not (home.runs / home.second_id / "report.html").exists()
    assert (home.runs / home.second_id / "tables" / "gaps.parquet").exists()


def test_a_question_asked_again_has_the_same_id(home: Home, with_runs: Call) -> None:
    again = with_runs(
        "run", "us_absent", "--set", "us.enablers_leave=2030", "--no-report", "--json"
    )
    told = again.answer("run")
    assert told["run"] == home.second_id
    assert told["report"] == ""


def test_a_runs_folder_that_cannot_be_is_told_before_any_work(
    vallum: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "taken"
    file.write_text("a file", encoding="utf-8")
    monkeypatch.setenv("VALLUM_RUNS", str(file))
    done = vallum("run")
    assert (done.code, done.out) == (2, "")
    assert done.err == f"'{file}' is a file; runs need a folder\n"
    assert list(tmp_path.iterdir()) == [file]
