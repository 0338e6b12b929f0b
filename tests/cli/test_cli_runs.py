"""`vallum runs`, `vallum compare`, `vallum export`: kept runs are found, set side by side, taken
elsewhere."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from calling import Call, Home

from vallum.store import Store


@pytest.mark.parametrize("words", [("runs",), ("runs", "list")], ids=["bare", "list"])
def test_list(with_runs: Call, home: Home, words: tuple[str, ...]) -> None:
    rows = with_runs(*words, "--json").answer("runs")["rows"]
    assert {row["run"] for row in rows} == {home.first_id, home.second_id}
    assert all(row["scenario"] == "us_absent" and row["seconds"] > 0 for row in rows)


def test_list_tells_runs_of_one_scenario_apart(with_runs: Call, home: Home) -> None:
    told = {line.split()[0]: line for line in with_runs("runs").out.splitlines()}
    assert told[home.first_id].endswith(" us_absent")
    assert told[home.second_id].endswith(" us_absent us.enablers_leave=2030 mode=none")


def test_no_runs_yet(vallum: Call, tmp_path: Path) -> None:
    assert vallum("runs", "--json").answer("runs") == {"rows": []}
    assert vallum("runs").out == "There are no runs in 'runs' yet; `vallum run` makes one.\n"
    assert list(tmp_path.iterdir()) == []


def test_show_says_what_run_said(with_runs: Call, home: Home) -> None:
    told = with_runs("runs", "show", home.first_id, "--json").answer("run")
    before = home.first.answer("run")
    assert Path(told.pop("report")) == home.folder / before.pop("report")
    assert told == before
    shown = with_runs("runs", "show", home.second_id[:8]).out
    assert shown.splitlines()[0] == home.second.out.splitlines()[0]


def test_delete(vallum: Call, home: Home, tmp_path: Path) -> None:
    shutil.copytree(home.runs, tmp_path / "runs")
    (row,) = vallum("runs", "delete", home.first_id, "--json").answer("runs")["rows"]
    assert row["run"] == home.first_id
    assert not (tmp_path / "runs" / home.first_id).exists()
    assert (tmp_path / "runs" / home.second_id).exists()


def test_compare_puts_differences_first(with_runs: Call, home: Home) -> None:
    told = with_runs("compare", home.first_id, home.second_id, "--json").answer("compare")
    assert (told["a"], told["b"]) == (home.first_id, home.second_id)
    assert told["sentences"][:2] == [
        "Assumption us.enablers_leave: 2028 -> 2030.",
        "Mode of planning: close_gaps -> none.",
    ]
    assert told["sentences"][-1] == (
        "Only the first has a plan (close_gaps): plans are not compared."
    )
    assert told["inputs"] == [{"input": "mode", "a": "close_gaps", "b": "none"}]
    assert told["orders"] == told["bottlenecks"] == []
    assert told["assumptions"] == [{"field": "us.enablers_leave", "a": "2028", "b": "2030"}]
    assert {row["element"] for row in told["rows"]} & {"brigade", "tank"} == set()
    assert all(row["delta"] < 0 for row in told["rows"])
    shown = with_runs("compare", home.first_id, home.second_id).out.splitlines()
    assert shown[0] == "- Assumption us.enablers_leave: 2028 -> 2030."
    assert any(line.startswith("Air-to-air tankers") and " -" in line for line in shown)


def test_compare_alone_takes_the_two_newest(with_runs: Call) -> None:
    rows = with_runs("runs", "--json").answer("runs")["rows"]
    told = with_runs("compare", "--json").answer("compare")
    assert [told["a"], told["b"]] == [rows[1]["run"], rows[0]["run"]]


@pytest.mark.parametrize(
    "words",
    [("latest", "--mode", "close_gaps"), ("FIRST",), ("us_absent",)],
    ids=["in the mode that is named", "in the mode of the other run", "in a mode that is kept"],
)
def test_compare_takes_a_scenario_as_it_is_now(
    with_runs: Call, home: Home, words: tuple[str, ...]
) -> None:
    others = [home.first_id if word == "FIRST" else word for word in words]
    done = with_runs("compare", "us_absent", *others, "--json")
    assert done.answer("compare")["a"] == home.first_id
    assert done.err == ""


def test_compare_shows_how_plans_differ(vallum: Call, home: Home, tmp_path: Path) -> None:
    plan = home.study.plan
    assert plan is not None
    more = plan.solution.assign(arrival=1.5 * plan.solution["arrival"])
    dearer = replace(home.study, seed=1, plan=replace(plan, solution=more))
    store = Store(tmp_path / "runs")
    a, b = store.save(home.study).id, store.save(dearer).id
    shown = vallum("compare", a, b)
    assert shown.code == 0, shown.err
    told = vallum("compare", a, b, "--json").answer("compare")
    largest = told["orders"][0]
    assert largest["quantity_b"] == pytest.approx(1.5 * largest["quantity_a"], rel=1e-3)
    assert largest["delta"] == max(row["delta"] for row in told["orders"]) > 0
    assert f"- Largest changes of orders: {largest['system']} +" in shown.out
    (line,) = [line for line in shown.out.splitlines() if line.startswith(largest["system"] + " ")]
    assert line.split()[-1].startswith("+")
    assert "Cost of the plan in EUR bn" in shown.out
    assert {row["year"] for row in told["plan_costs"]} == set(range(2026, 2041))


def test_compare_runs_a_scenario_that_has_no_run(
    vallum: Call, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Reports are tested elsewhere, and take longer than all else here.
    monkeypatch.setattr("vallum.cli.jobs.report_of", lambda _: "<!doctype html>")
    shutil.copytree(home.runs, tmp_path / "runs")
    (tmp_path / "mine.yaml").write_text(
        "extends: us_absent\ntitle: Mine\nhorizon: {last: 2031}\n", encoding="utf-8"
    )
    latest = vallum("runs", "--json").answer("runs")["rows"][0]["run"]
    done = vallum("compare", "mine.yaml", "latest", "--json")
    told = done.answer("compare")
    said = (
        "mine.yaml has no run with these facts and this code yet: running it first without a plan"
    )
    assert said in done.err
    assert (tmp_path / "runs" / told["a"] / "report.html").exists()
    assert told["b"] == latest, "what was newest before the scenario was run"
    assert {"field": "horizon.last", "a": "2031", "b": "2040"} in told["assumptions"]


def test_compare_needs_two_runs(vallum: Call) -> None:
    done = vallum("compare")
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("there are 0 runs in 'runs' and a comparison needs two")


@pytest.mark.parametrize(
    ("format", "files"),
    [("xlsx", ["x.xlsx"]), ("csv", ["about.csv", "gaps.csv", "plan_orders.csv"]),
     ("parquet", ["gaps.parquet", "gaps_with_plan.parquet", "bottlenecks.parquet"]),
     ("netcdf", ["gaps.nc", "spending.nc", "plan.nc"])],
    ids=["xlsx", "csv", "parquet", "netcdf"],
)  # fmt: skip
def test_export(with_runs: Call, home: Home, format: str, files: list[str]) -> None:
    to = Path("x.xlsx" if format == "xlsx" else "out")
    words = ("export", home.first_id, "--format", format, "--to", to)
    told = with_runs(*words, "--json").answer("export")
    assert (told["run"], told["format"]) == (home.first_id, format)
    written = [Path(row["path"]) for row in told["rows"]]
    assert all(path.stat().st_size > 0 for path in written)
    assert {path.name for path in written} >= set(files)
    refused = with_runs(*words)
    assert (refused.code, refused.out) == (2, "")
    assert "exists already" in refused.err
    if format == "netcdf":  # the others take long, and replace in the same way
        assert with_runs(*words, "--force").code == 0


def test_export_names_the_file_after_the_run(with_runs: Call, home: Home) -> None:
    done = with_runs("export", home.second_id)
    assert done.out == f"Wrote us_absent-{home.second_id}.xlsx\n"
    assert Path(f"us_absent-{home.second_id}.xlsx").exists()


@pytest.mark.parametrize(
    "words",
    [("runs", "show", "us_absnt"), ("runs", "delete", "ffffffff"), ("export", "nothing"),
     ("compare", "nothing")],
    ids=["show", "delete", "export", "compare"],
)  # fmt: skip
def test_a_run_that_is_not_there(with_runs: Call, tmp_path: Path, words: tuple[str, ...]) -> None:
    done = with_runs(*words)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith(f"there is no run '{words[-1]}' in ")
    assert done.err.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
