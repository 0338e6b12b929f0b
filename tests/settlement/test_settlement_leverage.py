"""Calendar, cash flows and keys: what is due, that money is conserved, and published figures."""

from __future__ import annotations

from datetime import date
from functools import cache

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model_runs import evidence
from vallum.errors import UserError
from vallum.settlement.calendar import parse_day, renewals_due
from vallum.settlement.leverage import leverage
from vallum.settlement.loans import (
    EU,
    EU_LOAN_GROUP,
    contributions,
    era_path,
    eu_loan_path,
    euroclear_flows,
    exposure,
    shares,
)
from vallum.study.settlement import leverage_on
from vallum.world.settlement import SettlementFacts, settlement_facts

DAYS = st.dates(date(2015, 1, 1), date(2045, 12, 31))


@cache
def facts() -> SettlementFacts:
    return settlement_facts(evidence())


def due(day: str, months: int = 12) -> list[tuple[str, str]]:
    found = renewals_due(facts().sanctions, facts().fallbacks, parse_day(day), months=months)
    return [(each.regime, each.due.isoformat()) for each in found]


def test_what_falls_due() -> None:
    assert due("2026-12-01", 4) == [
        ("sectoral", "2027-01-31"),
        ("occupied_areas", "2027-02-24"),
        ("belarus", "2027-02-28"),
        ("individual", "2027-03-15"),
    ]
    assert ("sectoral", "2027-01-31") in due("2027-01-31", 1)
    assert due("2015-01-01", 3) == [("sectoral", "2015-01-31"), ("belarus", "2015-02-28"),
                                    ("individual", "2015-03-15")]  # fmt: skip


@pytest.mark.parametrize("day", ["2015-01-01", "2022-01-01", "2040-06-30"])
def test_the_joined_calendar_answers_any_day(day) -> None:
    """Chances are told where the record of vetoes allows it, and left open with a word else."""
    held = leverage_on(evidence(), parse_day(day))
    told = [each.chance for each in held.renewals]
    assert told
    open_ = any("chances" in line for line in held.warnings)
    assert all(chance is None for chance in told) is open_
    assert open_ is (day < "2022-06")


@given(DAYS)
def test_any_day_has_renewals_with_their_rule(day) -> None:
    held = leverage(facts(), day)
    assert held.renewals
    for each in held.renewals:
        assert each.rule == "unanimity"
        assert each.due >= day
        assert each.chance is None
        assert each.falls
    dues = [each.due for each in held.renewals]
    assert dues == sorted(dues)
    assert {row["date"][:4] for row in held.frozen.iter_rows(named=True)} <= {
        str(year) for year in range(2000, day.year + 1)
    }


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-11-23", "7 months before the day asked for"),
        ("2030-01-01", "check what was decided since"),
        ("2025-01-01", "Facts later than 2025-01-01 are left out"),
    ],
)
def test_the_reader_is_warned_of_old_facts(day, told) -> None:
    assert told in " ".join(leverage(facts(), parse_day(day)).warnings)


def test_a_renewal_that_nobody_saw_is_named() -> None:
    held = leverage(facts(), date(2026, 8, 1))
    assert ("sectoral", date(2026, 7, 31)) in held.open
    assert any(warning.startswith("sectoral:") for warning in held.warnings)
    assert ("sectoral", date(2026, 7, 31)) not in leverage(facts(), date(2026, 7, 31)).open


def test_the_record_knows_nothing_of_the_future() -> None:
    (first,) = [r for r in renewals_due(facts().sanctions, facts().fallbacks, date(2025, 9, 1),
                                        months=1) if r.regime == "individual"]  # fmt: skip
    assert (first.seen, first.delayed, first.opponents) == (1, 1, ("HUN",))


def test_the_seam_for_chances() -> None:
    held = leverage(facts(), date(2026, 5, 1), chance_of=lambda each: 0.5 + 0.1 * (each.seen == 0))
    assert {each.chance for each in held.renewals} == {0.5, 0.6}
    assert held.frames()["leverage_renewals"]["chance"].to_list() == [
        each.chance for each in held.renewals
    ]


@pytest.mark.parametrize("text", ["2026-13-01", "tomorrow", "2026-1-1", ""])
def test_a_day_that_is_none(text) -> None:
    with pytest.raises(UserError, match="is no day"):
        parse_day(text)


@given(
    st.floats(0, 3),
    st.none() | st.integers(2025, 2070),
    st.sampled_from(["low", "central", "high"]),
)
def test_the_g7_loans_conserve_money(share, until, level) -> None:
    frame = era_path(facts(), income_share=share, income_until=until, level=level).frame
    sums = pl.col("opening") + pl.col("drawn") + pl.col("interest")
    paid = pl.col("from_assets") + pl.col("from_members") + pl.col("closing")
    assert frame.select((sums - paid).abs().max()).item() == pytest.approx(0, abs=1e-9)
    assert frame["opening"][1:].to_list() == frame["closing"][:-1].to_list()
    total = frame.select(pl.sum("drawn", "interest", "from_assets", "from_members"))
    drawn, interest, assets, members = total.row(0)
    assert drawn + interest == pytest.approx(assets + members + frame["closing"][-1])
    assert frame.select(pl.all_horizontal(pl.all() >= 0).all()).item()
    assert drawn == 45


def test_without_income_the_lenders_bear_the_interest() -> None:
    path = era_path(facts(), income_until=2027)
    later = path.frame.filter(pl.col("year") > 2027)
    assert later["from_assets"].sum() == 0
    assert later["from_members"].to_list() == pytest.approx((0.03 * later["opening"]).to_list())
    assert path.paid_off is None
    with pytest.raises(UserError, match="cannot be negative"):
        era_path(facts(), income_share=-1)


def test_the_loan_of_the_eu() -> None:
    """EUR 1 bn of interest in 2027 and 3 bn a year from 2028 on (Caliber on officials, 2025-12)."""
    frame = eu_loan_path(facts()).frame
    assert frame["drawn"].sum() == frame["closing"][-1] == 90
    assert frame.filter(pl.col("year") == 2027)["interest"].item() == 1
    assert frame.filter(pl.col("year") > 2027)["interest"].unique().to_list() == [3]
    assert frame["from_members"].to_list() == frame["interest"].to_list()


def test_euroclears_income_goes_somewhere() -> None:
    flows = euroclear_flows(facts()).drop_nulls(["tax"])
    out = pl.sum_horizontal(
        *(pl.col(n).fill_null(0) for n in ("tax", "contribution", "cost", "rest"))
    )
    assert flows.select((pl.col("income") - out).abs().max()).item() < 1e-9
    assert flows["rest"].min() > 0
    split = contributions(facts())
    parts = pl.sum_horizontal("peace_facility", "eu_programmes", "loan_mechanism")
    assert split.select((pl.col("paid") - parts).abs().max()).item() < 1e-9
    assert split["loan_mechanism"].to_list() == pytest.approx([0, 0, 1.52, 1.33])


def test_keys_against_published_figures() -> None:
    """Guarantees of the reparations loan: DEU 51-52, FRA 34, ITA 25 (December 2025); Germany's part
    of the interest on the EU's loan: about 0.7 a year (dpa).  Ours shares by GDP, not by income."""
    guarantee = dict(shares(facts(), EU, 210).select("state", "eur_bn").iter_rows())
    assert guarantee["DEU"] == pytest.approx(51.5, rel=0.05)
    assert guarantee["FRA"] == pytest.approx(34, rel=0.05)
    assert guarantee["ITA"] == pytest.approx(25, rel=0.05)
    assert sum(guarantee.values()) == pytest.approx(210)
    interest = shares(facts(), EU_LOAN_GROUP, 3)
    assert interest.height == 24
    assert interest.filter(pl.col("state") == "DEU")["eur_bn"].item() == pytest.approx(
        0.7, abs=0.05
    )
    assert not {"HUN", "SVK", "CZE"} & {*interest["state"]}


def test_what_belgium_stands_in_for() -> None:
    found = exposure(facts())
    assert found["euroclear_eur_bn"] == 185
    assert found["share_of_gdp"] == pytest.approx(185 / found["belgian_gdp_eur_bn"])
    assert 0.25 < found["share_of_gdp"] < 0.35
