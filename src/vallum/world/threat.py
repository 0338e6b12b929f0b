"""When Russia could put Europe to the test, as published estimates say.

threat_year = a quantile of the earliest calendar years named: the median (central), the lower
              quartile (fast) or the upper quartile of the latest years named (slow)
"""

from __future__ import annotations

import numpy as np
import xarray as xr

from vallum.world.context import Context
from vallum.world.provenance import Labels, Step

_SPEAKERS = ("service", "minister", "military", "government", "alliance", "think tank", "EU")
_RULE = {"fast": ("horizon_low", 25), "central": ("horizon_low", 50), "slow": ("horizon_high", 75)}


def build_threat(context: Context) -> None:
    """Add the scalar `threat_year` to the World."""
    column, quantile = _RULE[context.scenario.russia.reconstitution]
    rows = [
        (row, fact)
        for row, fact in context.facts("forces/threat_estimates", column)
        if row["horizon_unit"] == "calendar_year"
        and row[column] is not None
        and row["kind"] in _SPEAKERS
    ]
    named = [row[column] for row, _ in rows]
    year = int(np.percentile(named, quantile, method="nearest"))
    for _, fact in rows:
        context.ledger.record("threat_year", (), fact)
    context.add("threat_year", xr.DataArray(float(year)), "year", "when Russia could attack")

    def formula(_: Labels) -> Step:
        which = "earliest" if column == "horizon_low" else "latest"
        return Step(
            f"threat year = {quantile}th percentile of the {which} years named in {len(named)} "
            f"published estimates (russia.reconstitution: "
            f"{context.scenario.russia.reconstitution})",
            facts=context.assumed("russia.reconstitution"),
        )

    context.ledger.derive("threat_year", formula)
