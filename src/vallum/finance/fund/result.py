"""What funding means: draws, service, debt, savings, who carries whose risk.

    saving[n]   = sum_f (1 - cost[n,f]) draw[n,f]     present value against own bonds    [EUR bn]
    carried[n]  = sum_f key[f,n] sum_m saving[m,f]    over loans that others guarantee
    net[n]      = saving - carried
A loan for less than a state's own rate is so cheap because others stand behind it: what borrowers
save is at most what guarantors carry.  It is no cash unless somebody fails to pay.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl
import xarray as xr

from vallum.world.burden_keys import backing
from vallum.world.instruments import FundingFacts, Instrument
from vallum.world.loans import CENTS, interest, repayments

NATIONAL = ("none", "")


@dataclass(frozen=True)
class Funding:
    """A plan's payments by instrument.

    cents: [state, instrument, year] draws at current prices; excess: [state, year] EUR bn beyond
    the deficit rule; cost: [state, instrument] present value of serving a euro; worth: instrument
    -> present value that one more euro of it saves the state that gains
    most; price: [year], 2025 = 1.
    """

    facts: FundingFacts
    terms: tuple[Instrument, ...]
    cents: xr.DataArray
    excess: xr.DataArray
    cost: xr.DataArray
    worth: dict[str, float]
    price: xr.DataArray

    @property
    def states(self) -> list[str]:
        return [str(state) for state in self.cents["state"].values]

    @property
    def years(self) -> list[int]:
        return [int(year) for year in self.cents["year"].values]

    @cached_property
    def service(self) -> pl.DataFrame:
        """What is paid later: payer, instrument, year, principal and interest [cents, current]."""
        from vallum.world.borrowing import payers, rate_of

        sums: dict[tuple[str, str, int], list[int]] = {}
        for f, each in enumerate(self.terms):
            if each.form == "grant":
                continue
            for n, state in enumerate(self.states):
                who = payers(self.facts, each, state, self.states)
                rate = rate_of(self.facts, each, state)
                for t, year in enumerate(self.years):
                    drawn = int(self.cents.values[n, f, t])
                    if drawn == 0:
                        continue
                    back = repayments(drawn, each.maturity, each.grace)
                    due = interest(back, drawn, rate)
                    for k in range(each.maturity):
                        principal = _split(int(back[k]), who)
                        paid = _split(int(due[k]), who)
                        for payer in who:
                            cell = sums.setdefault((payer, each.id, year + k + 1), [0, 0])
                            cell[0] += principal[payer]
                            cell[1] += paid[payer]
        rows = [(*at, *cell) for at, cell in sorted(sums.items())]
        kinds = {"state": pl.String(), "instrument": pl.String()} | dict.fromkeys(
            ("year", "principal_cents", "interest_cents"), pl.Int64()
        )
        return pl.DataFrame(rows, schema=kinds, orient="row")

    @cached_property
    def debt(self) -> xr.DataArray:
        """National debt that the plan adds by the end of each year [state, year; EUR bn]."""
        found = np.zeros((len(self.states), len(self.years)))
        counted = {each.id for each in self.terms if each.counts_debt}
        for f, each in enumerate(self.terms):
            if each.id in counted:
                found += self.cents.values[:, f, :].cumsum(axis=1) / CENTS
        place = {state: n for n, state in enumerate(self.states)}
        for state, name, year, principal, _ in self.service.iter_rows():
            if name in counted:
                found[place[state], np.array(self.years) >= year] -= principal / CENTS
        return xr.DataArray(
            found, coords={"state": self.states, "year": self.years}, dims=("state", "year")
        )

    @cached_property
    def interest_saved(self) -> xr.DataArray:
        """Interest that drawers do not pay, against bonds of their own on the same terms, to the
        end of all loans [state; EUR bn, current]."""
        from vallum.world.borrowing import rate_of

        found = np.zeros(len(self.states))
        for f, each in enumerate(self.terms):
            if not _backed(each):
                continue
            back = repayments(CENTS, each.maturity, each.grace)
            owed = float(interest(back, CENTS, 1.0).sum()) / CENTS
            for n, state in enumerate(self.states):
                less = float(self.facts.rate.sel(state=state)) - rate_of(self.facts, each, state)
                found[n] += owed * less * float(self.cents.values[n, f].sum()) / CENTS
        return xr.DataArray(found, coords={"state": self.states}, dims="state")

    def joint_against_national(self) -> list[str]:
        """Who saves by borrowing together, and who stands behind it, in plain sentences."""
        rows = self.by_state()
        whole = float(rows["interest_saved_eur_bn"].sum())
        if whole <= 0.005:
            return ["Nothing here is borrowed together at less than national rates."]
        gain = rows.filter(pl.col("net_eur_bn") > 0.005).sort("net_eur_bn", descending=True)
        bear = rows.filter(pl.col("net_eur_bn") < -0.005).sort("net_eur_bn")
        return [
            f"Borrowed together instead of by each alone on the same terms, the loans cost EUR "
            f"{whole:,.1f} bn less interest over their lives: "
            f"{_most(rows, 'interest_saved_eur_bn')}.",
            f"The subsidy, in present value and as long as nobody fails to pay no cash: "
            f"{len(gain)} states gain more than they stand behind ({_most(gain, 'net_eur_bn')}); "
            f"{len(bear)} stand behind more than they gain ({_most(bear, 'net_eur_bn')}).",
        ]

    def draws(self) -> pl.DataFrame:
        """state, instrument, year, draw_eur_bn (2025 prices), draw_current_eur_bn; no zeros."""
        rows = [
            (state, each.id, year, cents / CENTS / float(self.price.values[t]), cents / CENTS)
            for n, state in enumerate(self.states)
            for f, each in enumerate(self.terms)
            for t, year in enumerate(self.years)
            if (cents := int(self.cents.values[n, f, t]))
        ]
        kinds = {
            "state": pl.String(),
            "instrument": pl.String(),
            "year": pl.Int64(),
            "draw_eur_bn": pl.Float64(),
            "draw_current_eur_bn": pl.Float64(),
        }
        return pl.DataFrame(rows, schema=kinds, orient="row")

    def by_state(self) -> pl.DataFrame:
        """One row a state: what it draws, saves, carries for others, owes [EUR bn, current]."""
        drawn = self.cents.sum("year").values / CENTS
        saved = np.where(_loans(self.terms), drawn * (1 - self.cost.values), 0.0)
        carried = np.zeros(len(self.states))
        for f, each in enumerate(self.terms):
            if not _backed(each):
                continue
            key = backing(self.facts, each, self.states)
            carried += saved[:, f].sum() * np.array([key.get(s, 0.0) for s in self.states])
        own = drawn[
            :, [each.form == "clause" or each.id == "national_budget" for each in self.terms]
        ]
        later = self.service.group_by("state").agg(pl.col("interest_cents").sum())
        due = dict(later.iter_rows())
        return pl.DataFrame(
            {
                "state": self.states,
                "drawn_eur_bn": drawn.sum(axis=1),
                "national_eur_bn": own.sum(axis=1),
                "joint_eur_bn": drawn.sum(axis=1) - own.sum(axis=1),
                "own_rate_pct": [float(self.facts.rate.sel(state=s)) for s in self.states],
                "saving_eur_bn": saved.sum(axis=1),
                "carried_eur_bn": carried,
                "net_eur_bn": saved.sum(axis=1) - carried,
                "interest_saved_eur_bn": self.interest_saved.values,
                "interest_eur_bn": [due.get(s, 0) / CENTS for s in self.states],
                "excess_eur_bn": self.excess.sum("year").values,
                "added_debt_eur_bn": self.debt.isel(year=-1).values,
            }
        )

    def by_instrument(self) -> pl.DataFrame:
        """One row an instrument: drawn, ceiling, what one more euro of it is worth."""
        return pl.DataFrame(
            {
                "instrument": [each.id for each in self.terms],
                "title": [each.title for each in self.terms],
                "drawn_eur_bn": self.cents.sum(["state", "year"]).values / CENTS,
                "ceiling_eur_bn": [each.ceiling for each in self.terms],
                "worth_of_a_euro": [self.worth.get(each.id) for each in self.terms],
            },
            schema_overrides={"ceiling_eur_bn": pl.Float64(), "worth_of_a_euro": pl.Float64()},
        )

    def summary(self) -> list[str]:
        """A few plain sentences."""
        states = self.by_state()
        drawn, joint = states["drawn_eur_bn"].sum(), states["joint_eur_bn"].sum()
        saving = states["saving_eur_bn"].sum()
        excess = states["excess_eur_bn"].sum()
        best = states.sort("saving_eur_bn", descending=True).row(0, named=True)
        most = states.sort("net_eur_bn").row(0, named=True)
        told = [
            f"The plan costs EUR {drawn:,.1f} bn at current prices to {self.years[-1]}: "
            f"{joint:,.1f} bn come from joint instruments, the rest from the states' own budgets, "
            "counted as borrowed.",
            f"Joint instruments save EUR {saving:,.2f} bn of present value against own bonds, most "
            f"of it for {best['state']} ({best['saving_eur_bn']:,.2f} bn)."
            if saving > 0
            else "Joint instruments save nothing against own bonds here.",
        ]
        if most["net_eur_bn"] < 0:
            told.append(
                f"{most['state']} stands behind more than it saves: it carries "
                f"{most['carried_eur_bn']:,.2f} bn of what others save, and saves "
                f"{most['saving_eur_bn']:,.2f} bn. It is no cash unless a borrower fails."
            )
        if excess > 0.005:
            told.append(
                f"EUR {excess:,.1f} bn go beyond the 3 % deficit rule even so; the rule is not "
                "enforced here, the excess is shown."
            )
        return told


def _most(rows: pl.DataFrame, column: str) -> str:
    """The three largest amounts, with their states."""
    first = rows.sort(pl.col(column).abs(), descending=True).head(3)
    return ", ".join(f"{r[0]} {abs(r[1]):,.2f}" for r in first.select("state", column).iter_rows())


def _loans(terms: tuple[Instrument, ...]) -> np.ndarray:
    return np.array([each.form in ("loan", "bank") and each.reference != "own" for each in terms])


def _backed(terms: Instrument) -> bool:
    return terms.form in ("loan", "bank") and terms.reference in ("EU", "bank")


def _split(cents: int, who: dict[str, float]) -> dict[str, int]:
    """Shared out in whole cents; the largest payer takes what rounding leaves."""
    parts = {payer: int(cents * share) for payer, share in who.items()}
    if parts:
        parts[max(who, key=lambda payer: (who[payer], payer))] += cents - sum(parts.values())
    return parts
