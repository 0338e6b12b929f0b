"""Battles of the past, for checks of campaign models against history.

From: requirements/historical_battles.  To: `vallum.theatre.history`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from vallum.evidence import Evidence

Column = NDArray[np.float64]
WAR_ENDS = 1945


@dataclass(frozen=True)
class Battles:
    """Columns over battles: soldiers, losses, days, and the advance [km], nan where unknown."""

    attackers: Column
    defenders: Column
    attackers_lost: Column
    defenders_lost: Column
    days: Column
    advance_km: Column

    def __len__(self) -> int:
        return len(self.days)


def battles(evidence: Evidence, *, first: int = 1939, last: int = 9999) -> Battles:
    """The shipped battles that began within some years."""
    frame = evidence.table("requirements/historical_battles").filter(
        pl.col("year").is_between(first, last)
    )

    def column(name: str) -> Column:
        return frame[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()

    return Battles(
        column("attacker_soldiers"),
        column("defender_soldiers"),
        column("attacker_losses"),
        column("defender_losses"),
        column("days"),
        column("advance_km"),
    )
