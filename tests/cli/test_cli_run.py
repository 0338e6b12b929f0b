"""`vallum run`: one object for programs, a short read for people, a report that is there."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from calling import Call, Home
from polars.testing import assert_frame_equal

from vallum import optim
from vallum.planner.equations import cost, declare, own_shortfall, shortfall
from vallum.planner.inputs import in_lots
from vallum.planner.live import as_one
from vallum.planner.plan import POINT
from vallum.store import StoredRun

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
    "mode",
    "stand_alone_year_with_plan",
    "cost_eur_bn_per_year",
    "total_cost_eur_bn",
    "joint_share",
    "joint_saving_eur_bn",
    "bottlenecks",
]


def test_json_holds_what_programs_were_promised(home: Home) -> None:
    told = home.first.answer("run")
    assert list(told)[: len(PROMISED)] == PROMISED
    assert told["scenario"] == "us_absent"
    assert told["headline"].endswith(".")
    headline = home.study.headline
    assert told["mode"] == "close_gaps"
    assert told["stand_alone_year_with_plan"] == headline.stand_alone_year_with_plan
    assert told["total_cost_eur_bn"] == headline.total_cost_eur_bn > told["cost_eur_bn_per_year"]
    assert 0 < told["joint_share"] < 1
    assert told["joint_saving_eur_bn"] > 0
    assert len(told["bottlenecks"]) == 3
    assert all(row["evidence_share"] > 0 for row in told["bottlenecks"])
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


def test_a_run_with_a_plan_shows_it(home: Home, with_runs: Call) -> None:
    told = with_runs("runs", "show", home.first_id).out
    lines = told.splitlines()
    (heads,) = [line for line in lines if line.startswith("domain ")]
    (core,) = [line for line in lines if line.startswith("Core set ")]
    year = home.study.headline.stand_alone_year_with_plan or "not by 2040"
    assert core[heads.index("with the plan") :].startswith(str(year))
    place = lines.index("The largest programmes of the plan (close_gaps)")
    orders = home.study.frames()["plan_orders"].group_by("system").agg(pl.col("cost_eur_mn").sum())
    largest = orders.sort("cost_eur_mn", descending=True)["system"].to_list()
    shown = lines[place + 3 : place + 8]
    assert all(line.startswith(f"{name} ") for line, name in zip(shown, largest[:5], strict=True))
    assert "\nCost by year in EUR bn, 2025 prices: 2026 " in told
    held = [row["meaning"] for row in home.study.headline.bottlenecks]
    assert [words for words in held if f"\n- {words} (" not in told] == []


def test_a_run_without_a_plan_says_nothing_of_one(home: Home) -> None:
    assert "plan" not in home.second.out.replace("vallum compare", "")
    assert "us.enablers_leave=2030 mode=none" in home.second.out
    tables = {path.stem for path in (home.runs / home.second_id / "tables").iterdir()}
    assert {name for name in tables if "plan" in name} == set()


def test_a_plan_comes_back_as_it_was_kept(home: Home) -> None:
    kept = StoredRun.read(home.runs / home.first_id)
    assert kept.mode == "close_gaps"
    for name, frame in home.study.frames().items():
        assert_frame_equal(kept.frame(name), frame)
    plan = kept.dataset("plan")
    for name, array in home.study.datasets()["plan"].data_vars.items():
        np.testing.assert_array_equal(plan[name].values, array.values)


def test_the_sweep_is_of_the_plans_own_money(home: Home) -> None:
    """Two roads, one number; more money outside the catalogue never helps."""
    study = home.study
    plan, swept = study.plan, study.outside_sweep
    assert plan is not None
    assert swept is not None
    stated = plan.inputs.parameters["outside_marginal"]
    (row,) = swept.filter(outside_marginal=stated).iter_rows(named=True)
    assert row["money_eur_bn"] == pytest.approx(
        float(plan.inputs.money.sum("state").mean()) / 1000, abs=0.01
    )
    assert swept["shortfall"].is_sorted()
    # The coalition as one bends no state's limits, so it is never worse off.
    assert row["shortfall"] <= plan.shortfall + 0.05
    small = in_lots(as_one(plan.inputs))
    model = declare(small)
    model.add_objective(POINT * shortfall(model, small) + cost(model, small))
    optim.solve(model)
    assert row["shortfall"] == pytest.approx(float(own_shortfall(model, small).solution), abs=1e-3)


@pytest.mark.usefixtures("studied_once")
def test_a_run_with_a_plan_shows_what_unanimity_costs(home: Home, vallum: Call) -> None:
    told = vallum("run", "us_absent", "--no-report").out
    assert "What unanimity costs" in told
    frame = StoredRun.read(home.runs / home.first_id).frame("plan_regimes")
    assert frame["regime"].to_list() == [
        "announced", "status_quo", "best_route", "coalition_treaty", "defence_union",
    ]  # fmt: skip
    announced = frame.row(0, named=True)
    assert announced["money_eur_bn"] == 0
    # What more money allows includes what less of it did.
    assert frame["shortfall"].max() <= announced["shortfall"] + 1e-3
    for row in frame.iter_rows(named=True):
        assert f"{row['shortfall']:.2f}" in told


def test_every_step_of_the_plan_is_told(home: Home) -> None:
    assert home.study.plan is not None
    assert home.study.plan.scale is not None
    passes = home.study.plan.scale.passes
    steps = [line.removesuffix(" ...") for line in home.first.err.splitlines()]
    assert steps[4:] == [
        *(f"Price the orders by their volume (pass {n})" for n in range(1, passes + 1)),
        "Solve for the least shortfall",
        "Solve for the least cost",
        "Assess the forces with the plan",
        "Sweep the money that no catalogue lists",
        "Plan again for other weights of Ukraine's need",
        "Plan again under each regime of decisions",
        "Send forces to the field",
        "Write the report",
    ]


def test_no_report_writes_none(home: Home) -> None:
    assert not (home.runs / home.second_id / "report.html").exists()
    assert (home.runs / home.second_id / "tables" / "gaps.parquet").exists()


def test_a_question_asked_again_has_the_same_id(home: Home, with_runs: Call) -> None:
    words = ("run", "us_absent", "--set", "us.enablers_leave=2030", "--no-report", "--json")
    again = with_runs(*words, "--mode", "none")
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
