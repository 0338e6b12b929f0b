"""What Ukraine can hold with which support: a season of attack, fought out in three models.

From: `support_levels`, ukraine/needs, forces/inventory, parameter rows `hold_*` and
`campaign_*`, `vallum.theatre.campaign`.  To: `vallum hold`, `guarantee`, report, workbench.

    money[s]   = military help a year at that level of support + Ukraine's own procurement
    ratio[s]   = min(absorb, money[s] / (sustain * money of 2025))
    kit[t]     = (1 - lost) kit[t-1] + lost ratio[s,t]      kit at the end of 2025 = 1; Europe's
                                                            pace of today until 2027, then s
    defenders  = brigades * trend^years * ADE of a brigade * kit[t]
    joining    = defenders * replaced a month * min(1, ratio)                   (evenly, day by day)
    shells     = shells a month of 2025 * ratio * months of the season
    attackers  = troops * trend^years * (1 + refill) / troops of one ADE

Ranges join low with low and high with high, so that they are wide.  People do not depend on
support here, and neither does air defence: the comparison is of kit and shells alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.study.campaign import AS_STATED
from vallum.study.support_levels import (
    KIT_OF,
    LEVELS,
    TODAY,
    Level,
    SupportLevel,
    money_of_2025,
    support_levels,
)
from vallum.theatre.campaign import Campaign, simulate
from vallum.theatre.inputs import Front, Range
from vallum.world.theatres import Assumed, assumed_ranges

SUPPORT_FROM = 2027
"""From here on levels differ: what is decided now is not paid out before."""
FIRST_YEAR, LAST_YEAR = SUPPORT_FROM, SUPPORT_FROM + 5
DAYS_A_YEAR = 365
DAYS_A_MONTH = DAYS_A_YEAR / 12
UKRAINE = "UKR"
TROOPS_OF = 2026
"""The year whose troops and brigades the rows `hold_*` state."""
LOST = ("lost_p10", "lost_p50", "lost_p90")
OF_CAMPAIGN = (
    "exchange_ratio", "forward_share", "attacker_break", "defender_break", "exchange_power",
    "attacker_aircraft", "defender_air_loss", "attacker_air_loss", "sorties", "kills", "vehicles",
    "dry_effect", "day_to_day",
)  # fmt: skip
"""Inputs that rows `campaign_*` state for any front."""
OF_UKRAINE = (
    "first_pressure", "attacker_bears", "defender_bears", "withdrawal", "exchange_rate", "sectors",
    "sector_width", "quiet_density", "attacked_density", "advance", "front", "depth",
)  # fmt: skip
"""Inputs that rows `hold_*` of the same name state for the front in Ukraine."""
COMBAT_AIRCRAFT = ("fighter", "strike_bomber")
TAKEN_2025_KM2 = 5_600.0
"""What Russia took of Ukraine in 2025 (source isw_2025_km2), 0.9 % of it; the line held."""


@dataclass(frozen=True)
class Held:
    """A level of support, the force that it keeps up in the year, and how it fares.

    ratio: support by what keeps the kit as it is; kit: against the end of 2025; defenders [ADE];
    each low, central, high.
    """

    support: SupportLevel
    ratio: dict[Level, float]
    kit: dict[Level, float]
    campaign: Campaign

    def row(self) -> list[dict[str, object]]:
        """One record a model."""
        return [
            {
                "support": self.support.name,
                "model": model,
                "help_eur_bn": self.support.help_a_year.central,
                "money_eur_bn": self.support.money("central"),
                "kit": self.kit["central"],
                "holds": ends.hold_probability,
                **dict(zip(LOST, ends.spread("ground_lost_km"), strict=True)),
            }
            for model, ends in self.campaign.models.items()
        ]


@dataclass(frozen=True)
class Check:
    """The year 2025 played as it was, to be set beside what happened.

    seen_km: what Russia took in the season, spread over the front.
    """

    seen_km: float
    campaign: Campaign


@dataclass(frozen=True)
class Holding:
    """All levels, least support first.  check: the same models on 2025."""

    year: int
    days: int
    paths: int
    seed: int
    levels: tuple[Held, ...]
    check: Check

    @property
    def frame(self) -> pl.DataFrame:
        """support, model, help and money a year [EUR bn], kit, holds, ground lost [km]."""
        return pl.DataFrame([row for each in self.levels for row in each.row()])

    def summary(self) -> list[str]:
        """A few lines of plain facts."""
        parts = []
        for each in self.levels:
            low, high = each.campaign.hold_range
            told = f"{100 * low:.0f} to {100 * high:.0f} %"
            parts.append(f"{each.support.title}: {told}")
        return [
            f"A season of {self.days} days in {self.year}: the line holds, by model, with "
            + "; ".join(parts) + ".",
        ]  # fmt: skip


def hold(
    evidence: Evidence,
    *,
    year: int = SUPPORT_FROM + 1,
    paths: int = 20_000,
    seed: int = 0,
    days: int | None = None,
) -> Holding:
    """Play a season on Ukraine's front for every level of support.

    year: by whose start the support has run since that of 2027; days: None for `hold_days`.
    Raises UserError for a year outside `FIRST_YEAR` to `LAST_YEAR`, and where `simulate` does.
    """
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UserError(f"{year} lies outside the years {FIRST_YEAR} to {LAST_YEAR}")
    assumed = assumed_ranges(evidence)
    length = int(assumed["hold_days"].central) if days is None else days
    base, found = money_of_2025(evidence), []
    aircraft, asked = _combat_aircraft(evidence), _shells_asked(evidence)
    for support in support_levels(evidence):
        ratio, kit = _course(evidence, assumed, support, base, year)
        front = front_of(assumed, ratio, kit, asked, aircraft, year, length)
        campaign = simulate(front, paths=paths, seed=seed)
        found.append(Held(support, ratio, kit, campaign))
    check = _check(assumed, asked, aircraft, length, paths, seed)
    return Holding(year, length, paths, seed, tuple(found), check)


def hold_with(
    evidence: Evidence,
    *,
    part: Mapping[Level, float],
    beside: Mapping[Level, float],
    year: int = SUPPORT_FROM + 1,
    paths: int = 2_000,
    seed: int = 0,
) -> Campaign:
    """A season at Europe's pace of today, with a ceiling on forces and foreign forces beside.

    part: of Ukraine's brigades that is left; beside: foreign forces [ADE].
    """
    assumed = assumed_ranges(evidence)
    days = int(assumed["hold_days"].central)
    today = next(each for each in support_levels(evidence) if each.name == TODAY)
    ratio, kit = _course(evidence, assumed, today, money_of_2025(evidence), year)
    front = front_of(
        assumed, ratio, kit, _shells_asked(evidence), _combat_aircraft(evidence), year, days,
        part=part, beside=beside,
    )  # fmt: skip
    return simulate(front, paths=paths, seed=seed, weigh=False)


def ratio_of(
    assumed: Mapping[str, Assumed], support: SupportLevel, base: float, level: Level
) -> float:
    """Support a year by what keeps the kit as it is, at most what can be absorbed."""
    sustain = assumed["hold_sustain"]
    needed = {"low": sustain.high, "central": sustain.central, "high": sustain.low}[level] * base
    return min(float(getattr(assumed["hold_absorb"], level)), support.money(level) / needed)


def kit_of(assumed: Mapping[str, Assumed], ratios: Sequence[float], level: Level) -> float:
    """Kit against the end of 2025, after years of support by what keeps it as it is."""
    lost = assumed["ukraine_war_losses"]
    kit = 1.0
    for ratio in ratios:
        # What falls short hurts more where more is lost; what is beyond helps more there.
        worse = ratio < kit
        share = {"low": lost.high if worse else lost.low, "central": lost.central,
                 "high": lost.low if worse else lost.high}[level]  # fmt: skip
        kit = (1 - share) * kit + share * ratio
    return kit


def front_of(  # noqa: PLR0917  (what two callers have at hand)
    assumed: Mapping[str, Assumed],
    ratio: Mapping[Level, float],
    kit: Mapping[Level, float],
    asked: Assumed,
    aircraft: float,
    year: int,
    days: int,
    *,
    part: Mapping[Level, float] | None = None,
    beside: Mapping[Level, float] | None = None,
) -> Front:
    """Everything the ensemble draws from, in division equivalents.

    part: of Ukraine's brigades that a ceiling leaves, None: all; beside: foreign forces that stand
    with them from the first day [ADE], None: none.
    """
    years = year - TROOPS_OF

    def p(name: str, level: Level) -> float:
        return float(getattr(assumed[f"hold_{name}"], level))

    def ranged(low: float, central: float, high: float, unit: str, meaning: str) -> Range:
        return Range(low, central, high, unit, meaning)

    def stated(row: str) -> Range:
        each = assumed[row]
        return Range(each.low, each.central, each.high, each.unit, each.meaning)

    ranges = {name: stated(f"campaign_{AS_STATED[name]}") for name in OF_CAMPAIGN}
    ranges |= {name: stated(f"hold_{name}") for name in OF_UKRAINE}
    ranges["sector_loss_rate"] = stated("hold_sector_loss")
    attack = {
        level: p("attacker_troops", level) * p("attacker_trend", level) ** years
        * (1 + p("attacker_refill", level)) for level in LEVELS
    }  # fmt: skip
    ranges["attackers"] = ranged(
        attack["low"] / p("people_per_division", "high"),
        attack["central"] / p("people_per_division", "central"),
        attack["high"] / p("people_per_division", "low"),
        "ADE", "Russia's force on the front, with those who join in the season",
    )  # fmt: skip
    defend = [
        p("brigades", level) * p("divisions_per_brigade", level)
        * p("people_trend", level) ** years * kit[level]
        * (part[level] if part else 1.0) + (beside[level] if beside else 0.0) for level in LEVELS
    ]  # fmt: skip
    least, usual, most = defend
    ranges["defenders"] = ranged(least, usual, most, "ADE", "Ukraine's brigades, by their kit")
    shells = [p("shells_a_month", level) * ratio[level] * days / DAYS_A_MONTH for level in LEVELS]
    few, some, many = shells
    ranges["shells"] = ranged(few, some, many, "rounds", "shells that come in the season")
    middle = p("brigades", "central") * p("divisions_per_brigade", "central") * DAYS_A_MONTH
    ranges["shells_a_day"] = ranged(
        asked.low / middle, asked.central / middle, asked.high / middle,
        "rounds a day", "shells that one division equivalent would fire, by what was asked for",
    )  # fmt: skip
    air = assumed["campaign_air_share"]
    ranges["defender_aircraft"] = ranged(
        aircraft * air.low, aircraft * air.central, aircraft * air.high,
        "aircraft", "Ukraine's aircraft that support troops",
    )  # fmt: skip
    joining = [
        defend[k] * p("replaced", level) * min(1.0, ratio[level]) / DAYS_A_MONTH
        for k, level in enumerate(LEVELS)
    ]
    daily = joining[-1]
    ranges["arrival_share"] = ranged(
        joining[0] / daily, joining[1] / daily, 1.0, "share", "part of the most that joins each day"
    )
    none = Range(0.0, 0.0, 0.0, "days", "nothing has to come from afar")
    ranges["arrival_delay"] = ranges["warning"] = none
    return Front(ranges, (daily,) * days, days)


def _course(
    evidence: Evidence, assumed: Mapping[str, Assumed], support: SupportLevel, base: float,
    year: int,
) -> tuple[dict[Level, float], dict[Level, float]]:  # fmt: skip
    """Ratio of a level of support, and kit at the start of a year."""
    today = next(each for each in support_levels(evidence) if each.name == TODAY)
    until = SUPPORT_FROM - KIT_OF - 1
    ratio = {level: ratio_of(assumed, support, base, level) for level in LEVELS}
    before = {level: ratio_of(assumed, today, base, level) for level in LEVELS}
    kit = {
        level: kit_of(
            assumed, [before[level]] * until + [ratio[level]] * (year - SUPPORT_FROM), level
        )
        for level in LEVELS
    }
    return ratio, kit


def _check(  # noqa: PLR0917  (what `hold` has at hand)
    assumed: Mapping[str, Assumed], asked: Assumed, aircraft: float, days: int, paths: int,
    seed: int,
) -> Check:  # fmt: skip
    """2025 with the troops between May 2025 and January 2026, kit and support as they were."""
    troops = assumed["hold_attacker_troops"]
    then = Assumed(
        troops.low, (troops.low + troops.central) / 2, troops.central, troops.unit, troops.meaning
    )
    as_was: dict[Level, float] = dict.fromkeys(LEVELS, 1.0)
    known = {**assumed, "hold_attacker_troops": then}
    front = front_of(known, as_was, as_was, asked, aircraft, TROOPS_OF, days)
    seen = TAKEN_2025_KM2 / assumed["hold_front"].central * days / DAYS_A_YEAR
    return Check(seen, simulate(front, paths=paths, seed=seed, weigh=False))


def _shells_asked(evidence: Evidence) -> Assumed:
    """Shells that Ukraine asked for [rounds a month]."""
    rows = evidence.table("ukraine/needs").filter(pl.col("need") == "shells_asked")
    if rows.is_empty():
        raise UserError("ukraine/needs holds no row 'shells_asked'")
    row = rows.row(0, named=True)
    return Assumed(row["low"], row["central"], row["high"], "rounds a month", row["item"])


def _combat_aircraft(evidence: Evidence) -> float:
    """Fighters and strike aircraft of Ukraine in service, without gross deliveries."""
    table = evidence.table("forces/inventory")
    chosen = (
        (pl.col("state") == UKRAINE)
        & pl.col("category").is_in(COMBAT_AIRCRAFT)
        & (pl.col("basis") == "total")
    )
    return float(table.filter(chosen)["quantity"].sum())
