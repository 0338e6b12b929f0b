"""What leverage Europe holds on a day: frozen assets, loans on them, sanctions and their calendar.

From: facts, `calendar`, `loans`; a chance of each renewal, where a model gives one.
To: `vallum leverage`, study, report.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date

import polars as pl

from vallum.settlement.calendar import ChanceOf, Renewal, renewals_due, unseen
from vallum.settlement.loans import (
    EU,
    EU_LOAN_GROUP,
    LoanPath,
    contributions,
    era_path,
    eu_loan_path,
    euroclear_flows,
    exposure,
    shares,
)
from vallum.world.settlement import SettlementFacts

STEPS = ("decision", "proposal", "rule", "block", "litigation")
YEAR_ONLY, YEAR_AND_MONTH = len("2022"), len("2022-02")
STALE_MONTHS = 1
"""From this age on the newest fact is called old."""


@dataclass(frozen=True)
class Leverage:
    """What is held on a day.

    frozen: one row a fact, the newest known by then; steps: what was decided, proposed or blocked;
    renewals: see `calendar`; open: (regime, day) whose renewal is past and not on record;
    loans: cash flows as known today, whatever the day; warnings: what a reader must know first.
    """

    on: date
    frozen: pl.DataFrame
    steps: pl.DataFrame
    renewals: tuple[Renewal, ...]
    open: tuple[tuple[str, date], ...]
    fallbacks: pl.DataFrame
    flows: pl.DataFrame
    contributions: pl.DataFrame
    loans: tuple[LoanPath, ...]
    loan_key: pl.DataFrame
    guarantee_key: pl.DataFrame
    exposure: dict[str, float]
    weights: pl.DataFrame
    warnings: tuple[str, ...]

    def summary(self) -> list[str]:
        """A few lines of plain facts."""
        lines = []
        held = self.frozen.filter(pl.col("fact").is_in(["stock_eu", "stock_euroclear_cbr"]))
        stock = dict(held.select("fact", "central").iter_rows())
        if len(stock) == 2:
            lines.append(
                f"About EUR {stock['stock_eu']:,.0f} bn of Russia's central-bank assets lie in the "
                f"EU, EUR {stock['stock_euroclear_cbr']:,.0f} bn of them at Euroclear."
            )
        if self.renewals:
            first = self.renewals[0]
            record = f"{first.delayed} of {first.seen} renewals on record were held up"
            lines.append(
                f"Next renewal: {first.regime.replace('_', ' ')}, due {first.due.isoformat()}, by "
                f"{first.rule.replace('_', ' ')}"
                f"; {record if first.seen else 'no earlier renewal is on record'}."
            )
        alone = [renewal for renewal in self.renewals if renewal.rule == "unanimity"]
        names = list(dict.fromkeys(renewal.regime.replace("_", " ") for renewal in alone))
        if names:
            lines.append(f"One veto within the year could end {', '.join(names)}.")
        return lines

    def frames(self) -> dict[str, pl.DataFrame]:
        """Tidy tables, by the names that exports use."""
        return {
            "leverage_frozen": self.frozen,
            "leverage_steps": self.steps,
            "leverage_renewals": pl.DataFrame(
                [
                    {
                        "regime": renewal.regime,
                        "due": renewal.due.isoformat(),
                        "rule": renewal.rule,
                        "chance": renewal.chance,
                        "falls": renewal.falls,
                        "renewals_seen": renewal.seen,
                        "renewals_delayed": renewal.delayed,
                        "opponents": ";".join(renewal.opponents),
                        "fallbacks": ";".join(renewal.fallbacks),
                    }
                    for renewal in self.renewals
                ],
                schema_overrides={"chance": pl.Float64},
            ),
            "leverage_fallbacks": self.fallbacks,
            "leverage_income": self.flows,
            "leverage_contributions": self.contributions,
            **{f"leverage_loan_{path.loan}": path.frame for path in self.loans},
            "leverage_loan_key": self.loan_key,
            "leverage_guarantee_key": self.guarantee_key,
            "leverage_weights": self.weights,
        }


def leverage(
    facts: SettlementFacts, on: date, *, months: int = 12, chance_of: ChanceOf | None = None
) -> Leverage:
    """What Europe holds on a day, and which renewals fall due in the `months` after it.

    chance_of: see `calendar.ChanceOf`; None: chances stay unknown.
    Raises UserError where facts that loans are worked from are missing.
    """
    loan = eu_loan_path(facts)
    a_year = float(loan.frame["interest"][-1])
    ceiling = facts.frozen.filter(pl.col("fact") == "reparations_loan_ceiling")["central"][-1]
    return Leverage(
        on=on,
        frozen=_known(facts.frozen.filter(pl.col("record") == "stock"), on),
        steps=_known(facts.frozen.filter(pl.col("record").is_in(STEPS)), on),
        renewals=renewals_due(
            facts.sanctions, facts.fallbacks, on, months=months, chance_of=chance_of
        ),
        open=unseen(facts.sanctions, on),
        fallbacks=facts.fallbacks,
        flows=euroclear_flows(facts),
        contributions=contributions(facts),
        loans=(era_path(facts), loan),
        loan_key=shares(facts, EU_LOAN_GROUP, a_year),
        guarantee_key=shares(facts, EU, float(ceiling)),
        exposure=exposure(facts),
        weights=facts.weights.filter(pl.col("year") <= on.year).sort("sector", "year", "measure"),
        warnings=_warnings(facts, on),
    )


def newest(facts: SettlementFacts) -> date:
    """The day of the newest fact on assets or sanctions."""
    days = [*facts.frozen["date"], *facts.sanctions["adopted"].drop_nulls()]
    return max(_day(text) for text in days)


def _known(rows: pl.DataFrame, on: date) -> pl.DataFrame:
    """The newest row of each fact by that day; of the same day the better verified one."""
    known = [row for row in rows.iter_rows(named=True) if _known_from(row["date"]) <= on]
    best: dict[str, dict[str, object]] = {}
    for row in sorted(known, key=lambda row: (_day(row["date"]), row["verified"] == "yes")):
        told = any(row[level] is not None for level in ("low", "central", "high"))
        if row["record"] != "stock" or told or row["fact"] not in best:
            best[str(row["fact"])] = row
    frame = pl.DataFrame([best[name] for name in sorted(best)], schema=rows.schema)
    return frame.sort("central", descending=True, nulls_last=True, maintain_order=True)


def _warnings(facts: SettlementFacts, on: date) -> tuple[str, ...]:
    told = []
    last = newest(facts)
    if on > last:
        months = (on.year - last.year) * 12 + on.month - last.month
        if months >= STALE_MONTHS:
            told.append(
                f"The newest fact here is of {last.isoformat()}, {months} "
                f"{'month' if months == 1 else 'months'} before the day asked for: check what was "
                "decided since."
            )
        else:
            told.append(f"The newest fact here is of {last.isoformat()}.")
    else:
        told.append(
            f"Facts later than {on.isoformat()} are left out, except in the cash flows of loans."
        )
    for regime, day in unseen(facts.sanctions, on):
        told.append(
            f"{regime.replace('_', ' ')}: the last renewal on record ran until {day.isoformat()}; "
            "whether it was renewed then is not in the facts. The calendar assumes that it was."
        )
    return tuple(told)


def _known_from(text: str) -> date:
    """The day by which a date of any precision has surely come: its last.

    Assets were immobilised on 28 February 2022: a row of 2022 tells nothing of that January.

    >>> _known_from("2022").isoformat(), _known_from("2024-02").isoformat()
    ('2022-12-31', '2024-02-29')
    """
    first = _day(text)
    if len(text) == YEAR_ONLY:
        return date(first.year, 12, 31)
    if len(text) == YEAR_AND_MONTH:
        return date(first.year, first.month, monthrange(first.year, first.month)[1])
    return first


def _day(text: str) -> date:
    """The first day of a date of any precision: YYYY, YYYY-MM or YYYY-MM-DD."""
    parts = [int(part) for part in text.split("-")]
    return date(*[*parts, 1, 1][:3])
