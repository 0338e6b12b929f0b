"""`vallum fund`, `vallum fund bank`, `vallum share`, `vallum debt --plan`: answers and refusals."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import polars as pl
import pytest
from calling import Call, Home


def test_funding_pays_every_euro_of_the_plan(home: Home, with_runs: Call) -> None:
    run = home.first.answer("run")["run"]
    told = with_runs("fund", run, "--json").answer("fund")
    paid: dict[tuple[str, int], float] = defaultdict(float)
    for row in told["rows"]:
        paid[row["state"], row["year"]] += row["draw_eur_bn"]
    costs = pl.read_parquet(home.folder / "runs" / run / "tables" / "plan_costs.parquet")
    for state, year, total in costs.select("state", "year", "total").iter_rows():
        if state != "POOL":
            assert paid.get((state, year), 0.0) == pytest.approx(total, abs=1e-8)
    grants = {"edip", "cohesion_redirect"}
    drawn = sum(r["draw_current_eur_bn"] for r in told["rows"] if r["instrument"] not in grants)
    repaid = sum(row["principal_cents"] for row in told["service"]) / 1e11
    assert repaid == pytest.approx(drawn, abs=1e-8)
    words = with_runs("fund", run)
    assert words.code == 0
    assert "Who pays" in words.out


def test_sharing_sums_to_the_bill(home: Home, with_runs: Call) -> None:
    run = home.first.answer("run")["run"]
    told = with_runs("share", run, "--key", "gdp:0.5,threat:0.5", "--json").answer("share")
    rows = told["rows"]
    bill = sum(row["own_part_eur_bn"] for row in rows)
    assert sum(row["pay_eur_bn"] for row in rows) == pytest.approx(bill)
    for row in rows:
        assert row["net_eur_bn"] == pytest.approx(row["return_eur_bn"] - row["pay_eur_bn"])
    assert "By state" in with_runs("share", run, "--key", "capability").out


def test_debt_with_the_plan_lies_above_debt_without(home: Home, with_runs: Call) -> None:
    run = home.first.answer("run")["run"]
    paths = with_runs("debt", "ITA", "--plan", run, "--draws", "2000", "--json").answer("debt")[
        "paths"
    ]
    assert paths["with_plan"]["2041"] > paths["binding"]["2041"]
    assert paths["with_plan"]["2041"] > paths["with_plan_national_budget"]["2041"] - 1e-9


def test_a_bank_for_programs_and_people(vallum: Call) -> None:
    told = vallum("fund", "bank", "--json").answer("fund_bank")
    assert told["lending_capacity_eur_bn"] == 100
    assert {row["state"] for row in told["members"]} >= {"ITA", "GBR", "NOR", "TUR"}
    for row in told["balance_sheet"]:
        assert round(row["assets_eur_bn"] * 1e9) == round(
            row["liabilities_and_equity_eur_bn"] * 1e9
        )
    words = vallum("fund", "bank").out
    assert told["rating"] in words
    assert "ITA" in words


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("fund", "bank", "nowhere.yaml"), "there is no file 'nowhere.yaml'"),
        (("fund", "latest", "design.yaml"), "one word too many"),
        (("fund", "bank", "--instruments", "safe"), "belong to a run"),
    ],
    ids=["no file", "a file with a run", "instruments with a bank"],
)
def test_bad_input_is_refused(vallum: Call, words: tuple[str, ...], told: str) -> None:
    done = vallum(*words)
    assert done.code == 2
    assert told in done.err


def test_bad_instrument_file_is_refused_with_its_name(
    home: Home, with_runs: Call, tmp_path: Path
) -> None:
    file = tmp_path / "mine.yaml"
    file.write_text(
        "instruments:\n  - {instrument: x, ceiling_eur_bn: -3, first_year: 2027, last_year: 2028,"
        " members: ALL, serves: plan, form: grant, reference: none, repaid_by: budget}\n",
        encoding="utf-8",
    )
    done = with_runs("fund", home.first.answer("run")["run"], "--add", file)
    assert done.code == 2
    assert "ceiling_eur_bn is -3" in done.err
    assert "mine.yaml" in done.err
