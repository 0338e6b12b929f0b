"""Answers say what the frames say, under the names that programs were promised."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import polars as pl
import pytest
from fake_study import FakePlan, FakeStudy
from pydantic import ValidationError

from model_runs import evidence
from vallum.contracts import (
    ANSWERS,
    Answer,
    CompareAnswer,
    EvidenceCheckAnswer,
    EvidenceListAnswer,
    EvidenceTableAnswer,
    ExportAnswer,
    GapsAnswer,
    PlanAnswer,
    RunAnswer,
    RunsAnswer,
    ScenarioCheckAnswer,
    ScenarioListAnswer,
    ScenarioShowAnswer,
    WhyAnswer,
)
from vallum.errors import Problem
from vallum.evidence import Evidence
from vallum.evidence.describe import coverage
from vallum.evidence.schema import PROVENANCE, Column, Table
from vallum.planner.learning import Scale
from vallum.scenario import load_scenario, preset_names
from vallum.store import Store, StoredRun, compare, export


def printed(answer: Answer) -> dict[str, Any]:
    """The answer as a program reads it, held against its own schema."""
    text = answer.json_text()
    assert "\n" not in text
    told: dict[str, Any] = json.loads(text)
    jsonschema.validate(told, type(answer).model_json_schema(mode="serialization"))
    assert type(answer).model_validate_json(text) == answer
    assert type(answer) in ANSWERS.values()
    return told


def test_run(run: StoredRun) -> None:
    told = printed(RunAnswer.of(run, "runs/x/report.html"))
    assert told == {
        "run": run.id,
        "scenario": "us_absent",
        "headline": "Without the United States, Europe stands alone from 2034.",
        "stand_alone_year": 2034,
        "stand_alone_years": {"land": 2031, "enablers": 2034, "sea": None, "core": 2034},
        "stand_alone_year_without_imputed": None,
        "self_reliance": {"2026": 0.64, "2027": 0.64, "2028": 0.6, "2029": 0.6, "2030": 0.6},
        "worst_element": {"element": "tanker", "year": 2030, "met_share": 0.52, "imputed": True},
        "unverified_share": 0.41,
        "report": "runs/x/report.html",
        "mode": "none",
        "stand_alone_year_with_plan": None,
        "cost_eur_bn_per_year": None,
        "total_cost_eur_bn": None,
        "joint_share": None,
        "joint_saving_eur_bn": None,
        "bottlenecks": [],
    }


BOTTLENECK = {
    "constraint": "production line",
    "where": "A330 MRTT",
    "year": 2028,
    "shadow_price": 0.004,
    "unit": "points per unit a year",
    "meaning": "one more A330 MRTT a year takes 0.0040 points off",
    "evidence_share": 0.5,
}


def test_run_with_a_plan(store: Store) -> None:
    told = printed(RunAnswer.of(store.save(FakeStudy(plan=FakePlan())), ""))
    assert told["mode"] == "close_gaps"
    assert told["stand_alone_year"] == 2034
    assert told["stand_alone_year_with_plan"] == 2033
    assert (told["cost_eur_bn_per_year"], told["total_cost_eur_bn"]) == (1.23, 2.5)
    assert told["bottlenecks"][0] == BOTTLENECK
    assert [row["where"] for row in told["bottlenecks"]] == ["A330 MRTT", "Caesar"]


def test_a_run_kept_before_there_were_plans(run: StoredRun) -> None:
    old = {name: value for name, value in run.headline.items() if name != "bottlenecks"}
    del old["stand_alone_year_with_plan"], old["total_cost_eur_bn"], old["joint_share"]
    record = {**run.record, "headline": old}
    del record["mode"]
    told = printed(RunAnswer.of(StoredRun(run.folder, record), ""))
    assert told == printed(RunAnswer.of(run, ""))


SCALE = Scale(passes=2, price_gap=0.01, joint_share=0.4, joint_saving=3.5)


@dataclass(frozen=True)
class SolvedPlan(FakePlan):
    mode: str = "least_cost"
    status: str = "shortfall left"
    shortfall: float = 0.25
    cost: float = 2.125  # type: ignore[assignment]
    scale: Scale = SCALE


def test_plan() -> None:
    told = printed(PlanAnswer.of(SolvedPlan()))
    assert list(told) == [
        "mode", "status", "objective", "joint_share", "joint_saving_eur_bn", "price_gap", "rows",
        "bottlenecks", "joint_saving_low_eur_bn", "joint_saving_high_eur_bn", "exact",
        "consolidation",
    ]  # fmt: skip
    assert [told[name] for name in ("joint_share", "joint_saving_eur_bn", "price_gap")] == [
        0.4, 3.5, 0.01,
    ]  # fmt: skip
    assert (told["mode"], told["status"]) == ("least_cost", "shortfall left")
    assert told["objective"] == {"shortfall": 0.25, "cost_eur_bn": 2.125}
    assert told["rows"][0] == {
        "state": "DEU",
        "system": "A330 MRTT",
        "category": "tanker",
        "channel": "joint",
        "year": 2027,
        "quantity": 12.0,
        "cost_eur_mn": 2400.0,
    }
    assert len(told["rows"]) == 3
    assert told["bottlenecks"][0] == BOTTLENECK


@pytest.mark.parametrize(
    ("share", "told"),
    [(1.0000000000000002, 1.0), (-1e-17, 0.0), (1.01, None), (-0.01, None)],
    ids=["rounding above", "rounding below", "more than all", "less than nothing"],
)
def test_shares_run_from_0_to_1(run: StoredRun, share: float, told: float | None) -> None:
    headline = {**run.headline, "unverified_share": share}
    odd = StoredRun(run.folder, {**run.record, "headline": headline})
    if told is None:
        with pytest.raises(ValidationError, match="unverified_share"):
            RunAnswer.of(odd, "")
    else:
        assert RunAnswer.of(odd, "").unverified_share == told


def test_gaps(run: StoredRun) -> None:
    frame = run.frame("gaps")
    told = printed(GapsAnswer.of(frame))
    names = ["contingency", "element", "year", "need", "have", "us", "gap", "imputed"]
    assert list(told) == ["rows", "territorial"]
    assert list(told["rows"][0]) == names
    assert told["rows"] == frame.select(names).to_dicts()


@dataclass(frozen=True)
class Fact:
    table: str = "forces/inventory"
    key: str = "DEU, Leopard 2A6"
    value: float | str | None = 104.0
    source: str = "vallum_design"
    grade: str = "B"
    verified: str = "yes"
    line: int = 12
    note: str = ""


ASSUMED = Fact("scenario", "us.troops_leave", 2028.0, "preset us_absent", "-", "assumed", 0)
"""A field of the scenario among the facts: it counts as none of them."""


@dataclass(frozen=True)
class Figure:
    value: float | None
    rows: list[Fact]
    unit: str = "units"
    chain: tuple[str, ...] = ("stock = active", "less gifts")


@pytest.mark.parametrize(
    ("value", "fact"),
    [(312.0, 104.0), (None, None), (1.5, "yes")],
    ids=["numbers", "nothing known", "a word"],
)
def test_why(value: float | None, fact: float | str | None) -> None:
    told = printed(WhyAnswer.of(Figure(value, [Fact(value=fact), ASSUMED]), evidence()))
    assert told == {
        "value": value,
        "unit": "units",
        "chain": ["stock = active", "less gifts"],
        "quality": {
            "facts": 1,
            "verified": 1.0,
            "unverified": 0.0,
            "imputed": 0.0,
            "oldest": evidence().source("vallum_design").published,
            "newest": evidence().source("vallum_design").published,
        },
        "rows": [
            {
                "table": "forces/inventory",
                "key": "DEU, Leopard 2A6",
                "value": fact,
                "source": "vallum_design",
                "grade": "B",
                "verified": "yes",
            },
            {
                "table": "scenario",
                "key": "us.troops_leave",
                "value": 2028.0,
                "source": "preset us_absent",
                "grade": "-",
                "verified": "assumed",
            },
        ],
    }


def test_no_value_is_null() -> None:
    told = printed(WhyAnswer.of(Figure(math.nan, [Fact(value=math.nan)]), evidence()))
    assert (told["value"], told["rows"][0]["value"]) == (None, None)


def test_what_json_cannot_say_is_refused() -> None:
    with pytest.raises(ValidationError, match="finite"):
        WhyAnswer.of(Figure(math.inf, []), evidence())


def test_runs(run: StoredRun, other: StoredRun, store: Store) -> None:
    told = printed(RunsAnswer.of(store.list()))
    assert [row["run"] for row in told["rows"]] == [other.id, run.id]
    assert [row["seconds"] for row in told["rows"]] == [None, 2.5]
    assert printed(RunsAnswer.of(Store(store.folder / "none").list())) == {"rows": []}


def test_compare(run: StoredRun, other: StoredRun) -> None:
    comparison = compare(run, other)
    told = printed(CompareAnswer.of(comparison))
    assert (told["a"], told["b"]) == (run.id, other.id)
    assert told["sentences"] == comparison.sentences()
    assert told["assumptions"] == [{"field": "us.enablers_leave", "a": "2028", "b": "2030"}]
    assert told["rows"] == comparison.gaps.to_dicts()
    assert told["self_reliance"] == comparison.self_reliance.to_dicts()
    assert printed(CompareAnswer.of(compare(run, run)))["rows"] == []
    assert [told[name] for name in PLAN_TABLES] == [[]] * len(PLAN_TABLES)


PLAN_TABLES = ("orders", "plan_costs", "stand_alone_with_plan", "bottlenecks")


def test_compare_plans(store: Store) -> None:
    plans = (FakePlan(), FakePlan(guns=30, held=(("Caesar", 0.3),)))
    comparison = compare(*(store.save(FakeStudy(plan=p, seed=n)) for n, p in enumerate(plans)))
    told = printed(CompareAnswer.of(comparison))
    for name in PLAN_TABLES:
        assert told[name] == comparison.frames()[name].to_dicts() != []


def test_export(run: StoredRun, tmp_path: Path) -> None:
    files = export(run, "csv", tmp_path / "out")
    told = printed(ExportAnswer.of(run, "csv", files))
    assert told["format"] == "csv"
    assert [Path(row["path"]) for row in told["rows"]] == files


PROBLEM = Problem("'GBB' is no state; did you mean 'GBR'?", "forces/inventory.csv", 7, "state")


def test_checks() -> None:
    fault = {
        "message": PROBLEM.message,
        "file": "forces/inventory.csv",
        "line": 7,
        "field": "state",
    }
    assert printed(EvidenceCheckAnswer.of([PROBLEM])) == {"ok": False, "rows": [fault]}
    assert printed(EvidenceCheckAnswer.of([])) == {"ok": True, "rows": []}
    assert printed(ScenarioCheckAnswer.of("my.yaml", [PROBLEM])) == {
        "scenario": "my.yaml",
        "ok": False,
        "rows": [fault],
    }


def test_evidence_list() -> None:
    frame = coverage(Evidence.load())
    told = printed(EvidenceListAnswer.of(frame))
    assert told["rows"] == frame.rename({"rows": "facts"}).to_dicts()
    assert len(told["rows"]) > 1


def test_evidence_table() -> None:
    table = Table(
        name="economy/gdp",
        title="Gross domestic product",
        one_row_is="one state in one year",
        columns=(
            Column("state", "state", "whose", required=True),
            Column("gdp_eur_bn", "number", "output", unit="EUR bn"),
            *PROVENANCE,
        ),
        key=("state",),
    )
    facts = {"state": "DEU", "gdp_eur_bn": None, "source": "a;b", "verified": "no", "note": None}
    frame = pl.DataFrame([{**facts, "_file": "economy/gdp.csv", "_line": 2}])
    told = printed(EvidenceTableAnswer.of(table, frame))
    assert told["rows"] == [facts]
    assert told["columns"][1] == {
        "name": "gdp_eur_bn",
        "kind": "number",
        "unit": "EUR bn",
        "meaning": "output",
    }


def test_scenario_list() -> None:
    told = printed(ScenarioListAnswer.of(load_scenario(name) for name in preset_names()))
    assert [row["name"] for row in told["rows"]] == preset_names()


def test_scenario_show() -> None:
    scenario = load_scenario("us_absent", set_=["us.enablers_leave=2030"])
    told = printed(ScenarioShowAnswer.of(scenario))
    assert told["scenario"] == "us_absent"
    assert told["digest"] == scenario.digest()
    assert told["values"]["us"]["enablers_leave"] == 2030
    (row,) = [row for row in told["rows"] if row["field"] == "us.enablers_leave"]
    assert (row["value"], row["set_by"]) == ("2030", "--set")
