"""Who meets 2, 3.5 and 5 % of GDP, and when: actuals and pledges.

From: world (`defence_share`, `gdp`).  To: study, report.

    spending[n,t] = share[n,t] / 100 * gdp[n,t]                             [EUR bn, 2025 prices]
    a state meets a target from the first year after which its share never falls below it

The 5 % of 2035 is 3.5 % for defence proper and 1.5 % for what is related to it.  Only the first is
spending in NATO's definition, so the target of 5 is judged on defence spending alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl
import xarray as xr

from vallum.world import World
from vallum.world.money import BASIS

TARGETS = (2.0, 3.5, 5.0)
_TOLERANCE = 0.005
"""A share printed as 2.0 has met 2: published shares are rounded to one or two decimals."""


@dataclass(frozen=True)
class Spending:
    """Defence spending by state and year.

    data: share [% of GDP], spending [EUR bn, 2025 prices], basis [code] (state, year).
    """

    world: World
    data: xr.Dataset

    def first_year(self, state: str, target: float) -> int | None:
        """First year from which the share stays at or above the target; None: not by the end."""
        share = self.data["share"].sel(state=state)
        met = (share.values >= target - _TOLERANCE)[::-1].cumprod()[::-1].astype(bool)
        years = self.data["year"].values[met]
        return int(years[0]) if years.size else None

    def total(self, year: int) -> float:
        """Spending of the coalition [EUR bn, 2025 prices]."""
        return float(self.data["spending"].sel(year=year).sum())

    def summary(self) -> list[str]:
        """A few lines of plain facts."""
        states = [str(state) for state in self.data["state"].values]
        lines = []
        for target in TARGETS:
            now = [s for s in states if (year := self.first_year(s, target)) and year <= 2025]
            later = [s for s in states if (year := self.first_year(s, target)) and year > 2025]
            lines.append(
                f"{target:g} % of GDP: met by {len(now)} of {len(states)} members today, "
                f"by {len(now) + len(later)} if pledges are kept."
            )
        return lines

    def frames(self) -> dict[str, pl.DataFrame]:
        """Tidy tables: spending, spending_targets."""
        names = self.world.state_names
        share, spent, basis = (self.data[name].values for name in ("share", "spending", "basis"))
        rows: list[dict[str, Any]] = []
        targets: list[dict[str, Any]] = []
        for place, code in enumerate(self.data["state"].values):
            state = str(code)
            named: dict[str, Any] = {"state": state, "state_name": names[state]}
            for t, year in enumerate(self.data["year"].values):
                rows.append(
                    named
                    | {
                        "year": int(year),
                        "pct_gdp": round(float(share[place, t]), 6),
                        "eur_bn_2025": round(float(spent[place, t]), 6),
                        "basis": BASIS[int(basis[place, t])],
                    }
                )
            for target in TARGETS:
                first = self.first_year(state, target)
                when = self.data["basis"].sel(state=state, year=first) if first else None
                targets.append(
                    named
                    | {
                        "target_pct": target,
                        "first_year": first,
                        "basis": BASIS[int(when)] if when is not None else "not met",
                    }
                )
        return {
            "spending": pl.DataFrame(rows),
            "spending_targets": pl.DataFrame(targets, schema_overrides={"first_year": pl.Int64}),
        }


def spend(world: World) -> Spending:
    """Defence spending of the coalition's members, actual and announced.

    Members without a published figure (states without armed forces) are left out.
    """
    basis = world["spending_basis"]
    known = [state for state in world.members if (basis.sel(state=state) > 0).any()]
    share = world["defence_share"].sel(state=known)
    spending = share / 100 * world["gdp"].sel(state=known)
    data = xr.Dataset({"share": share, "spending": spending, "basis": basis.sel(state=known)})
    # Years without any published share are not years of no spending.
    first = int(basis["year"].values[(basis.sel(state=known) > 0).all("state").values][0])
    return Spending(world, data.sel(year=slice(first, None)))
