"""Money needs against sources: conservation, the published totals, cases."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model_runs import evidence
from vallum.contracts import SupportMoneyAnswer
from vallum.errors import UserError
from vallum.report.hold_charts import money_need_figure
from vallum.settlement.need import CASES, STREAMS, MoneyNeed, money_need
from vallum.study.settlement import money_need_now
from vallum.world.settlement import SettlementFacts, settlement_facts


@cache
def facts() -> SettlementFacts:
    return settlement_facts(evidence())


@cache
def found() -> MoneyNeed:
    return money_need_now(evidence())


@given(st.floats(0.5, 10), st.integers(2024, 2030))
def test_money_is_conserved(years, begun) -> None:
    """need + over = streams + gap, in each year, kind and case; never both a gap and something
    over; a reparations loan pays out no more than its new money."""
    frame = money_need(facts(), loan_years=years, loan_from=begun).frame
    streams = pl.sum_horizontal(*STREAMS)
    left = frame.select((pl.col("need") + pl.col("over") - streams - pl.col("gap")).abs().max())
    assert left.item() < 1e-9
    assert frame.filter((pl.col("gap") > 0) & (pl.col("over") > 0)).is_empty()
    assert frame.filter(pl.col("gap_least") > pl.col("gap_most")).is_empty()
    assert frame["reparations_loan"].sum() <= 165 + 1e-9


def test_needs_add_up_to_the_published_total() -> None:
    """EUR 135.7 bn for 2026 and 2027, 83.4 of it for defence: letter of 17 November 2025
    (vdl_letter_unn, vdl_letter_523); the loan of EUR 90 bn is two thirds of it."""
    adopted = found().of("adopted")
    assert adopted["need"].sum() == pytest.approx(135.7, abs=0.05)
    assert adopted.filter(kind="defence")["need"].sum() == pytest.approx(83.4, abs=0.05)
    assert adopted["eu_loan"].sum() == pytest.approx(90)
    alone = found().of("loan_alone")
    assert alone["covered"].sum() / alone["need"].sum() == pytest.approx(2 / 3, abs=0.01)


def test_cases_are_ordered() -> None:
    gap = dict(found().totals.select("case", "gap").iter_rows())
    assert set(gap) == set(CASES)
    assert gap["reparations_loan"] <= gap["adopted"] <= gap["loan_alone"] <= gap["without_loan"]


def test_no_loan_before_it_begins() -> None:
    frame = money_need(facts(), loan_years=3).of("reparations_loan")
    assert frame.filter(year=2026)["reparations_loan"].sum() == 0
    assert frame.filter(year=2027)["reparations_loan"].sum() == pytest.approx(165 / 3)


def test_money_for_weapons_pays_no_pensions() -> None:
    budget = found().frame.filter(kind="budget")
    assert budget["aid"].sum() == 0
    assert budget.filter(case="adopted")["gap"].sum() > 0


def test_without_a_stated_need_there_is_no_answer() -> None:
    none = replace(facts(), bills=facts().bills.clear())
    with pytest.raises(UserError, match="no need of partners"):
        money_need(none, loan_years=3)


def test_the_answer_and_the_figure_say_the_same() -> None:
    told = SupportMoneyAnswer.of(found())
    assert told.totals["adopted"] == pytest.approx(found().of("adopted")["gap"].sum(), abs=0.01)
    assert f"{told.totals['adopted']:.0f} bn is not in sight" in money_need_figure(found()).title
    assert {row.case for row in told.rows} == set(CASES)
