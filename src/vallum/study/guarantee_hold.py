"""A guarantee and the force behind it: how often the line holds with it, and without.

From: `guarantee`, `hold`, parameter rows `hold_*`, `campaign_*`.  To: `vallum redlines`, workbench.

    beside = troops that guarantors can keep in Ukraine / troops of a brigade * ADE of a brigade
    part   = min(1, lowest ceiling on Ukraine's forces / people under arms)

Both fight one season at Europe's pace of support of today.  Troops count only behind a guarantee
that binds in law and lets them in; a guarantee on paper changes nothing here.
"""

from __future__ import annotations

from dataclasses import dataclass

from vallum.evidence import Evidence
from vallum.study.guarantee import Guarantee
from vallum.study.hold import SUPPORT_FROM, hold_with
from vallum.study.support_levels import LEVELS, Level
from vallum.theatre.campaign import Campaign
from vallum.world.theatres import Assumed, assumed_ranges

YEAR = SUPPORT_FROM + 1
PATHS = 4_000


@dataclass(frozen=True)
class Backing:
    """One guarantee in the campaign models.

    troops: foreign troops that count; brigades: what they make; part: of Ukraine's brigades that a
    ceiling leaves, central; drafted: with both; bare: with neither.
    """

    troops: int
    brigades: float
    part: float
    drafted: Campaign
    bare: Campaign
    year: int = YEAR

    def summary(self) -> list[str]:
        """A few lines of plain facts."""
        low, high = self.bare.hold_range
        if not self.troops and self.part == 1:
            return [
                "In the campaign models the draft changes nothing: no force stands behind it. A "
                f"season of attack in {self.year} is held in {_range(low, high)} of paths, by "
                "model, with or without it."
            ]
        least, most = self.drafted.hold_range
        why = []
        if self.troops:
            why.append(f"{self.troops:,} foreign troops, {self.brigades:.1f} brigades")
        if self.part < 1:
            why.append(f"a ceiling that leaves {100 * self.part:.0f} % of Ukraine's brigades")
        return [
            f"With {' and '.join(why)}, a season of attack in {self.year} is held in "
            f"{_range(least, most)} of paths, by model; with neither in {_range(low, high)}. "
            "Models compare, they predict no battle."
        ]


def backing_of(
    evidence: Evidence, guarantee: Guarantee, *, paths: int = PATHS, seed: int = 0
) -> Backing:
    """Play the season with what the draft lets stand behind its guarantee, and without."""
    assumed = assumed_ranges(evidence)
    counted = guarantee.standing == "troops_allowed" and guarantee.available
    troops = int(guarantee.available or 0) if counted else 0
    each, size = assumed["campaign_divisions_per_brigade"], assumed["hold_troops_per_brigade"]
    beside: dict[Level, float] = {
        "low": troops / size.high * each.low,
        "central": troops / size.central * each.central,
        "high": troops / size.low * each.high,
    }
    part = _part(assumed["hold_people_under_arms"], guarantee.force_cap)
    whole: dict[Level, float] = dict.fromkeys(LEVELS, 1.0)
    none: dict[Level, float] = dict.fromkeys(LEVELS, 0.0)
    bare = hold_with(evidence, part=whole, beside=none, year=YEAR, paths=paths, seed=seed)
    drafted = bare
    if troops or part["central"] < 1:
        drafted = hold_with(evidence, part=part, beside=beside, year=YEAR, paths=paths, seed=seed)
    return Backing(troops, troops / size.central, part["central"], drafted, bare)


def _part(people: Assumed, cap: float | None) -> dict[Level, float]:
    """Part of Ukraine's brigades that a ceiling leaves."""
    if cap is None:
        return dict.fromkeys(LEVELS, 1.0)
    return {
        "low": min(1.0, cap / people.high),
        "central": min(1.0, cap / people.central),
        "high": min(1.0, cap / people.low),
    }


def _range(low: float, high: float) -> str:
    return f"{100 * low:.0f} to {100 * high:.0f} %"
