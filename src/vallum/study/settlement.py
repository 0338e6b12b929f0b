"""Settlement joined with the rest: the library of texts, and the chance of each renewal.

From: evidence, settlement, governance.  To: cli, contracts, report.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from vallum.errors import UserError, did_you_mean
from vallum.evidence import Evidence
from vallum.governance.decide import decide_on
from vallum.governance.timing import holdout_months
from vallum.settlement import Terms, load_terms, terms_of_rows
from vallum.settlement.calendar import Renewal
from vallum.settlement.leverage import Leverage, leverage
from vallum.settlement.need import MoneyNeed, money_need
from vallum.settlement.support import Support, support
from vallum.settlement.terms import ENDINGS
from vallum.world.agenda import agenda
from vallum.world.records import veto_records
from vallum.world.settlement import settlement_facts
from vallum.world.theatres import assumed_ranges

CHANCE_NOTE = (
    "the chance that the vote carries in the end, from positions held on the day of asking, once "
    "states that hold out have been bargained with; null where a renewal needs no vote of all"
)
NO_CHANCE = (
    "By {} no hold-out on record had ended: nothing says how long one lasts, and the chances of "
    "renewals are left open."
)
RENEWAL, VOTE = "sanctions_renewal", "cfsp_unanimity"
"""The measure that a renewal is, and the route that decides it (`vallum decide`)."""
UNANIMITY = "unanimity"


def leverage_on(evidence: Evidence, on: date, *, months: int = 12) -> Leverage:
    """What Europe holds on a day, with the chance of each renewal.

    Before the first hold-out on record had ended no chance can be told; a warning says so.
    """
    records = veto_records(evidence)
    if not any(each.resolved and each.resolved < on.isoformat() for each in records):
        held = leverage(settlement_facts(evidence), on, months=months)
        return replace(held, warnings=(*held.warnings, NO_CHANCE.format(on.isoformat())))
    known = agenda(evidence)
    late = holdout_months(records, on.isoformat())

    def chance_of(renewal: Renewal) -> float | None:
        if renewal.rule != UNANIMITY:
            return None
        by = max(on, renewal.due).isoformat()
        measure = known.measure(RENEWAL)
        decision = decide_on(known, measure, late, day=on.isoformat(), by=by)
        return next((each.vote for each in decision.routes if each.route.name == VOTE), None)

    return leverage(settlement_facts(evidence), on, months=months, chance_of=chance_of)


def money_need_now(evidence: Evidence) -> MoneyNeed:
    """What Ukraine needs of its partners by year, against what is in sight."""
    years = assumed_ranges(evidence)["hold_loan_years"].central
    return money_need(settlement_facts(evidence), loan_years=years)


def support_now(evidence: Evidence) -> Support:
    """Aid to Ukraine, as far as the tracker's release goes."""
    return support(settlement_facts(evidence))


def library(evidence: Evidence) -> tuple[Terms, ...]:
    """The shipped texts, oldest first."""
    facts = settlement_facts(evidence)
    return tuple(
        terms_of_rows(
            row, facts.clauses.filter(pl.col("text") == row["text"]).iter_rows(named=True)
        )
        for row in facts.texts.sort("date", "text").iter_rows(named=True)
    )


def find_terms(ref: str, data: Path | None = None) -> Terms:
    """A draft in a file, or a shipped text by its id.

    Raises UserError where it is neither, or the file is wrong.
    """
    path = Path(ref)
    if path.suffix.lower() in ENDINGS or path.exists():
        return load_terms(path)
    texts = {terms.id: terms for terms in library(Evidence.load(data))}
    if ref not in texts:
        near = did_you_mean(ref, list(texts)) or f"; there are {', '.join(texts)}"
        raise UserError(f"'{ref}' is neither a file ending in .yaml nor a shipped text{near}")
    return texts[ref]
