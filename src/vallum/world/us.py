"""What the United States leaves in Europe, year by year, as the scenario says.

    presence[l,t] = 1 up to the base year, falls in a straight line to the share that stays
    support[t]    = readiness kept by types of American design

l: troops, enablers, intelligence; each has its own date.
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from vallum.world.context import BASE_YEAR, Context
from vallum.world.provenance import Labels, Step

_FIELDS = {
    "troops": ("us.troops_leave", "us.troops_stay"),
    "enablers": ("us.enablers_leave", "us.enablers_stay"),
    "intelligence": ("us.intelligence", "us.intelligence_from"),
    "none": (),
}
LEVERS = tuple(_FIELDS)
_SUPPORT_FIELDS = tuple(f"us.spares_{part}" for part in ("support", "from", "yearly_loss", "floor"))


def build_us(context: Context) -> None:
    """Add `presence` (lever, year) and `support` (year) to the World."""
    us, years = context.scenario.us, context.years
    rows = {
        "troops": _run_down(years, us.troops_leave, us.troops_stay),
        "enablers": _run_down(years, us.enablers_leave, us.enablers_stay),
        "intelligence": np.where(years >= us.intelligence_from, us.intelligence, 1.0),
        "none": np.zeros(len(years)),
    }
    presence = xr.DataArray(
        np.stack([rows[lever] for lever in LEVERS]),
        dims=("lever", "year"),
        coords={"lever": list(LEVERS), "year": years},
    )
    context.add("presence", presence, "share", "part of today's American contribution still there")
    since = np.clip(years - us.spares_from, 0, None)
    level = np.maximum(us.spares_support - us.spares_yearly_loss * since, us.spares_floor)
    kept = np.where(years >= us.spares_from, level, 1.0)
    support = xr.DataArray(kept, dims=("year",), coords={"year": years})
    context.add("support", support, "share", "readiness kept by types of American design")

    name = context.scenario.name

    def presence_formula(labels: Labels) -> Step:
        lever, year = labels
        value = float(presence.sel(lever=lever, year=year))
        words = f"scenario '{name}': {lever} of the US at {value:.2f} in {year}"
        return Step(words, facts=context.assumed(*_FIELDS[lever]))

    def support_formula(labels: Labels) -> Step:
        value = float(support.sel(year=labels[0]))
        words = f"scenario '{name}': US-bound types keep {value:.2f} of their readiness in "
        return Step(f"{words}{labels[0]}", facts=context.assumed(*_SUPPORT_FIELDS))

    context.ledger.derive("presence", presence_formula)
    context.ledger.derive("support", support_formula)


def _run_down(
    years: np.ndarray[tuple[int, ...], np.dtype[np.int64]], leave: int | None, stay: float
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """A straight line from 1 in the base year to `stay` by the end of `leave`; 1 if None."""
    if leave is None:
        return np.ones(len(years))
    span = max(leave - BASE_YEAR, 0)
    passed = np.clip((years - BASE_YEAR) / span, 0, 1) if span else np.ones(len(years))
    return np.asarray(1 - (1 - stay) * passed, dtype=np.float64)
