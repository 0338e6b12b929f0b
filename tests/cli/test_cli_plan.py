"""`vallum plan`: orders for programs, tables for people, nothing kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from calling import Call, Home, Studies

from vallum.cli.plan import told_since
from vallum.errors import UserError
from vallum.store import StoredRun

KEYS = [
    "mode",
    "status",
    "objective",
    "joint_share",
    "joint_saving_eur_bn",
    "price_gap",
    "rows",
    "bottlenecks",
    "joint_saving_low_eur_bn",
    "joint_saving_high_eur_bn",
    "exact",
    "consolidation",
]


def test_json(vallum: Call, home: Home, studied_once: Studies, tmp_path: Path) -> None:
    told = vallum("plan", "us_absent", "--json").answer("plan")
    assert studied_once.asked == [("us_absent", "close_gaps")]
    kept = StoredRun.read(home.runs / home.first_id)
    assert list(told) == KEYS
    assert told["rows"] == kept.frame("plan_orders").to_dicts()
    plan = home.study.plan
    assert plan is not None
    assert told["mode"] == "close_gaps"
    assert told["status"] == plan.status
    assert told["objective"] == {"shortfall": plan.shortfall, "cost_eur_bn": plan.cost}
    held = kept.frame("bottlenecks")
    assert told["bottlenecks"] == held.select(list(told["bottlenecks"][0])).to_dicts()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "shown", "rows"),
    [
        ((), ["What is ordered, by system", "What it costs by year", "\n2040 "], 10),
        (("--top", 3), ["more systems: --top "], 3),
        (("--by", "state"), ["Germany ", "Poland ", "cost in all"], 10),
        (("--by", "category", "--top", 99), ["Combat aircraft ", "Very short-range air def"], None),
        (("--by", "year"), ["What is ordered, by year", "\n2040 "], 15),
        (("--by", "year", "--top", 2), ["... and 13 more years: --top 15 shows all"], 2),
    ],
    ids=["system", "fewer", "state", "category", "year", "fewer years"],
)
@pytest.mark.usefixtures("studied_once")
def test_tables(
    vallum: Call,
    home: Home,
    words: tuple[object, ...],
    shown: list[str],
    rows: int | None,
) -> None:
    done = vallum("plan", *words)
    assert done.code == 0, done.err
    assert [word for word in shown if word not in done.out] == []
    assert done.out.startswith(home.study.headline.sentence)
    assert done.out.count("What it costs by year") == ("year" not in words)
    first = done.out.partition("What is ordered")[2].splitlines()[3:]
    assert rows is None or sum(1 for _ in take_rows(first)) == rows
    assert "\x1b" not in done.out


def take_rows(lines: list[str]) -> list[str]:
    """The table's rows: up to the first line that is none."""
    ends = (n for n, line in enumerate(lines) if not line or line.startswith(("... ", "In EUR")))
    return lines[: next(ends)]


def test_tables_add_up(vallum: Call, home: Home, studied_once: Studies) -> None:
    """What the states' and the kinds' orders cost is what all orders cost."""
    total = home.study.frames()["plan_orders"]["cost_eur_mn"].sum() / 1000
    for by, column in (("system", 3), ("category", 2)):
        lines = vallum("plan", "--by", by, "--top", 99).out.partition("What is ordered")[2]
        heads, ruler, *rows = lines.splitlines()[1:]
        starts = [
            0,
            *(n + 1 for n, sign in enumerate(ruler) if sign == " " and ruler[n - 1] == " "),
        ]
        cut = [(a, b) for a, b in zip(starts, [*starts[1:], None], strict=True)][column]
        assert heads[slice(*cut)].strip() == "EUR bn"
        figures = [float(row[slice(*cut)].replace(",", "")) for row in take_rows(rows)]
        assert sum(figures) == pytest.approx(total, abs=0.5 * len(figures))


def test_what_stays_unmet_and_what_holds_it_back(
    vallum: Call, home: Home, studied_once: Studies
) -> None:
    plan = home.study.plan
    assert plan is not None
    told = vallum("plan").out
    for line in plan.unmet():
        assert f"- {line.partition(': ')[2]}: " in told
    held = plan.bottlenecks().head(10)
    marked = {
        meaning: f"{meaning}*" in told
        for meaning in held["meaning"]
        if meaning in told.partition("What holds the plan back most")[2]
    }
    weak = held.filter(pl.col("evidence_share") == 0)["meaning"].to_list()
    assert marked == {meaning: meaning in weak for meaning in held["meaning"]}
    assert ("* rests on imputed facts alone" in told) is bool(weak)


@pytest.mark.parametrize(
    ("mode", "since", "said"),
    [
        ("close_gaps", None, ""),
        ("least_cost", 2030, "What is missing before 2030 does not count in this mode."),
        ("earliest", 2036, "All targets can hold from 2036 on, and no earlier."),
        ("earliest", None, "All targets together cannot hold by 2040: only the last year counts."),
    ],
    ids=["close gaps", "least cost", "earliest", "never"],
)
def test_from_when_targets_count(mode: str, since: int | None, said: str) -> None:
    assert told_since(mode, since, 2040) == said


def test_another_mode(vallum: Call, home: Home, studied_once: Studies) -> None:
    """The mode that is asked for reaches the study, and the answer says it."""
    study = home.study
    assert study.plan is not None
    key = (study.scenario.digest(), "earliest")
    studied_once.kept[key] = replace(study, plan=replace(study.plan, mode="earliest", since=2036))
    done = vallum("plan", "--mode", "earliest")
    del studied_once.kept[key]
    assert studied_once.asked == [("us_absent", "earliest")]
    assert "All targets can hold from 2036 on, and no earlier." in done.out.splitlines()
    assert "Plan (earliest): " in done.out


def test_an_overlay_and_an_override_reach_the_plan(
    vallum: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def stop(scenario, **_):  # type: ignore[no-untyped-def]
        seen.append(scenario.us.enablers_leave)
        raise UserError("enough")

    monkeypatch.setattr("vallum.study.run", stop)
    done = vallum("plan", "--set", "us.enablers_leave=2031")
    assert (done.code, done.err, seen) == (2, "enough\n", [2031])
