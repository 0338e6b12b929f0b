"""What is lent on or beside the frozen assets: cash flows year by year, and who stands behind them.

From: ukraine/frozen_assets, ukraine/loan_terms, economy/macro.  To: `leverage`.

    owed[t] = owed[t-1] + drawn[t] + interest[t] - from_assets[t] - from_members[t]
    interest[t] = rate * owed[t-1]                     (the loan of the EU: as officials stated it)
    income = tax + contribution + cost + rest          (Euroclear, by year; rest: what it keeps)

Nothing is lost between the lines: each frame's columns add up year by year.  That the income
goes on at the last full year's level is an assumption; `income_share` changes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import polars as pl

from vallum.errors import UserError
from vallum.world.settlement import SettlementFacts

Level = Literal["low", "central", "high"]
HORIZON = 45
"""Years that a path is followed: the longest term of the EU's part."""
EU_LOAN_GROUP, EU = "EU24_ukraine_loan", "EU"
SINCE_LOANS = "2025-07"
"""From this payment on the contribution serves the loans, not the Peace Facility."""


@dataclass(frozen=True)
class LoanPath:
    """One loan, EUR bn at current prices: year, opening, drawn, interest, from_assets,
    from_members, closing.  paid_off: first year with nothing owed, None within the horizon."""

    loan: str
    frame: pl.DataFrame

    @property
    def paid_off(self) -> int | None:
        done = self.frame.filter((pl.col("closing") < 1e-9) & (pl.col("opening") > 0))["year"]
        return None if done.is_empty() else int(done[0])


def euroclear_flows(facts: SettlementFacts) -> pl.DataFrame:
    """Interest on sanctioned assets and where it went, by year, EUR bn.

    Columns year, income, tax, contribution (of that year's income, paid in July or by the March
    after), cost, rest.  Null: not published; the rest is only given where the tax is known.
    """
    income = _by_year(facts, "income_euroclear")
    tax, cost = _by_year(facts, "tax_bel"), _by_year(facts, "cost_euroclear")
    paid = _by_year(facts, "transfer_euroclear", earned_before_month=4)
    rows = []
    for year, amount in sorted(income.items()):
        known = year in tax
        out = [tax.get(year, 0.0), paid.get(year, 0.0), cost.get(year, 0.0)]
        rows.append(
            {
                "year": year,
                "income": amount,
                "tax": tax.get(year),
                "contribution": paid.get(year),
                "cost": cost.get(year),
                "rest": amount - sum(out) if known else None,
            }
        )
    kinds = dict.fromkeys(("income", "tax", "contribution", "cost", "rest"), pl.Float64)
    return pl.DataFrame(rows, schema={"year": pl.Int64, **kinds})


def contributions(facts: SettlementFacts) -> pl.DataFrame:
    """Each payment of the windfall contribution and where it went, EUR bn.

    Columns date, paid, peace_facility, eu_programmes, loan_mechanism; the last three add up to it.
    """
    facility = _figure(facts, "windfall_to_peace_facility", "central") / 100
    mechanism = _figure(facts, "windfall_to_loan_mechanism", "central") / 100
    rows = []
    for row in _rows(facts, "transfer_euroclear").iter_rows(named=True):
        paid, lent = row["central"], row["date"] >= SINCE_LOANS
        rows.append(
            {
                "date": row["date"],
                "paid": paid,
                "peace_facility": paid * (1 - mechanism if lent else facility),
                "eu_programmes": 0.0 if lent else paid * (1 - facility),
                "loan_mechanism": paid * mechanism if lent else 0.0,
            }
        )
    return pl.DataFrame(rows)


def era_path(
    facts: SettlementFacts,
    *,
    level: Level = "central",
    income_share: float = 1.0,
    income_until: int | None = None,
) -> LoanPath:
    """The G7's loans, served from the income of frozen assets.

    level: of the interest rate; income_share: of the last full year's contribution that goes on;
    income_until: last year with any income (assets handed back, or sanctions lapsed).  From then on
    lenders' own budgets bear the interest, which `from_members` holds.
    Raises UserError for a negative share.
    """
    if income_share < 0:
        raise UserError(f"income_share is {income_share:g}: a share cannot be negative")
    principal = _figure(facts, "era_total", "central")
    rate = _term(facts, "era", "interest_rate", None, level) / 100
    share = _figure(facts, "windfall_to_loan_mechanism", "central") / 100
    a_year = _figure(facts, "windfall_euroclear", "central") * share * income_share
    split = contributions(facts).with_columns(year=pl.col("date").str.slice(0, 4).cast(pl.Int64))
    begun = int(split.filter(pl.col("loan_mechanism") > 0)["year"].min() or 0)  # type: ignore[arg-type]
    first_paid = float(split.filter(pl.col("year") == begun)["loan_mechanism"].sum())
    rows, owed = [], 0.0
    for year in range(begun, begun + HORIZON + 1):
        drawn = principal if year == begun else 0.0
        interest = rate * owed
        income = first_paid if year == begun else a_year
        if income_until is not None and year > income_until:
            income = 0.0
        used = min(income, owed + drawn + interest)
        # Where the income does not even bear the interest, lenders' budgets do: debt does not grow.
        members = max(0.0, interest - used)
        closing = owed + drawn + interest - used - members
        rows.append(_line(year, owed, drawn, interest, used, members, closing))
        owed = closing
        if owed < 1e-9:
            break
    return LoanPath("era", pl.DataFrame(rows))


def eu_loan_path(facts: SettlementFacts, *, years: int = 10, level: Level = "central") -> LoanPath:
    """The EU's loan of EUR 90 bn: interest from the budgets of those who take part, as stated."""
    total = _figure(facts, "eu_loan_adopted", "central")
    terms = facts.loan_terms.filter(pl.col("loan") == "eu_loan")
    drawn = dict(terms.filter(pl.col("item") == "drawn").select("year", "central").iter_rows())
    if abs(sum(drawn.values()) - total) > 1e-9:
        raise UserError(
            f"ukraine/loan_terms: the parts of the EU's loan add up to {sum(drawn.values()):g}, "
            f"and ukraine/frozen_assets has {total:g}"
        )
    stated = terms.filter(pl.col("item") == "interest").sort("year")
    rows, owed = [], 0.0
    begun = min(drawn)
    for year in range(begun, begun + years):
        known = stated.filter(pl.col("year") <= year)
        interest = 0.0
        if not known.is_empty():
            last = known.row(-1, named=True)
            interest = last["central"] if last[level] is None else last[level]
        out = drawn.get(year, 0.0)
        rows.append(_line(year, owed, out, interest, 0.0, interest, owed + out))
        owed += out
    return LoanPath("eu_loan", pl.DataFrame(rows))


def shares(facts: SettlementFacts, group: str, amount: float, year: int = 2025) -> pl.DataFrame:
    """An amount shared by GDP among a group's members: state, key, eur_bn; largest first."""
    members = facts.memberships.filter(
        (pl.col("group") == group) & (pl.col("to").is_null() | (pl.col("to") == ""))
    )["state"].unique()
    gdp = facts.gdp.filter(pl.col("state").is_in(members.to_list()), pl.col("year") == year)
    missing = sorted({*members} - {*gdp["state"]})
    if missing:
        raise UserError(f"economy/macro holds no GDP of {year} for {', '.join(missing)}")
    keyed = gdp.select("state", key=pl.col("gdp_eur_bn") / pl.col("gdp_eur_bn").sum())
    return keyed.with_columns(eur_bn=pl.col("key") * amount).sort(
        ["key", "state"], descending=[True, False]
    )


def exposure(facts: SettlementFacts) -> dict[str, float]:
    """What Belgium stands in for, EUR bn and share of its GDP; and its guarantee by key."""
    held = _figure(facts, "stock_euroclear_cbr", "central", newest=True)
    total = _figure(facts, "reparations_loan_ceiling", "central")
    gdp = facts.gdp.filter(pl.col("state") == "BEL", pl.col("year") == 2025)["gdp_eur_bn"].item()
    key = shares(facts, EU, total).filter(pl.col("state") == "BEL").row(0, named=True)
    return {
        "euroclear_eur_bn": held,
        "belgian_gdp_eur_bn": float(gdp),
        "share_of_gdp": held / float(gdp),
        "guarantee_key": key["key"],
        "guarantee_eur_bn": key["eur_bn"],
    }


def _line(  # noqa: PLR0917  (the columns, in their order)
    year: int, opening: float, drawn: float, interest: float, assets: float, members: float,
    closing: float,
) -> dict[str, float]:  # fmt: skip
    return {
        "year": year, "opening": opening, "drawn": drawn, "interest": interest,
        "from_assets": assets, "from_members": members, "closing": closing,
    }  # fmt: skip


def _rows(facts: SettlementFacts, fact: str) -> pl.DataFrame:
    rows = facts.frozen.filter(pl.col("fact") == fact).sort("date")
    if rows.is_empty():
        raise UserError(f"ukraine/frozen_assets holds no row '{fact}', which loans are worked from")
    return rows


def _figure(facts: SettlementFacts, fact: str, level: str, *, newest: bool = False) -> float:
    rows = _rows(facts, fact).filter(pl.col(level).is_not_null())
    if rows.is_empty():
        raise UserError(f"ukraine/frozen_assets holds no figure of '{fact}'")
    return float(rows[level][-1])


def _by_year(
    facts: SettlementFacts, fact: str, *, earned_before_month: int = 0
) -> dict[int, float]:
    """Sums by year; what is dated before that month counts for the year before."""
    rows = facts.frozen.filter(pl.col("fact") == fact)
    found: dict[int, float] = {}
    for day, amount in rows.select("date", "central").iter_rows():
        late = len(day) > 4 and int(day[5:7]) < earned_before_month
        year = int(day[:4]) - late
        found[year] = found.get(year, 0.0) + amount
    return found


def _term(facts: SettlementFacts, loan: str, item: str, year: int | None, level: Level) -> float:
    rows = facts.loan_terms.filter(pl.col("loan") == loan, pl.col("item") == item)
    if rows.is_empty():
        raise UserError(f"ukraine/loan_terms holds no {item} of {loan}")
    row = rows.row(0, named=True)
    return float(row["central"] if row[level] is None else row[level])
