"""What a campaign takes, name by name: the one list that draws, kernel and sensitivity share.

From: parameter rows, World and arrivals (through `vallum.study.campaign`).  To: `kernel`,
`campaign`.  The place of a name in `NAMES` is its column in the kernel.

Strengths are in armoured division equivalents (ADE).
"""

from __future__ import annotations

from dataclasses import dataclass

from vallum.errors import Problem, UserError

NAMES = (
    "attackers",
    "defenders",
    "exchange_ratio",
    "first_pressure",
    "attacker_bears",
    "defender_bears",
    "withdrawal",
    "front",
    "sectors",
    "sector_width",
    "quiet_density",
    "attacked_density",
    "sector_loss_rate",
    "forward_share",
    "advance",
    "attacker_break",
    "defender_break",
    "exchange_rate",
    "exchange_power",
    "defender_aircraft",
    "attacker_aircraft",
    "defender_air_loss",
    "attacker_air_loss",
    "sorties",
    "kills",
    "vehicles",
    "shells",
    "shells_a_day",
    "dry_effect",
    "arrival_share",
    "arrival_delay",
    "day_to_day",
    "depth",
    "warning",
)


@dataclass(frozen=True)
class Range:
    """One uncertain input: a triangle on low, central, high.  unit, meaning: as printed."""

    low: float
    central: float
    high: float
    unit: str
    meaning: str

    def __post_init__(self) -> None:
        if not self.low <= self.central <= self.high:
            told = f"{self.low}, {self.central}, {self.high} should rise from low to high"
            raise UserError(Problem(told, field=self.meaning))


@dataclass(frozen=True)
class Front:
    """Everything that one ensemble draws from.

    ranges: by name, all of `NAMES`; arrivals: what joins the defender on each day after the order
    to reinforce [ADE], nothing later; days: how long the campaign lasts.
    Raises UserError where a name is missing, unknown or below what the models can bear.
    """

    ranges: dict[str, Range]
    arrivals: tuple[float, ...]
    days: int

    def __post_init__(self) -> None:
        if odd := sorted(set(NAMES) ^ set(self.ranges)):
            raise UserError(Problem("is missing or unknown", field=odd[0]))
        if not self.arrivals or min(self.arrivals) < 0:
            raise UserError(Problem("should list 0 or more for at least one day", field="arrivals"))
        if not 1 <= self.days <= 365:
            raise UserError(Problem(f"{self.days} should lie within 1 and 365", field="days"))
        for name, least, most in _BOUNDS:
            each = self.ranges[name]
            if each.low < least or each.high > most:
                told = f"{each.low:g} to {each.high:g} should lie within {least:g} to {most:g}"
                raise UserError(Problem(told, field=name))


_ANY = 1e12
_BOUNDS = (
    *((name, 1e-6, _ANY) for name in NAMES[:3]),
    *((name, 1e-6, 0.999) for name in NAMES[3:6]),
    ("withdrawal", 1e-6, _ANY),
    *((name, 1e-6, _ANY) for name in ("front", "sector_width", "quiet_density")),
    ("sectors", 1, 20),
    ("attacked_density", 1e-6, _ANY),
    ("sector_loss_rate", 0, 1),
    ("forward_share", 0, 1),
    ("advance", 0, _ANY),
    ("attacker_break", 1e-6, 1),
    ("defender_break", 1e-6, 1),
    ("exchange_rate", 0, 1),
    ("exchange_power", 0, 1),
    *((name, 1e-6, 0.999) for name in ("defender_air_loss", "attacker_air_loss")),
    *((name, 0, _ANY) for name in ("defender_aircraft", "attacker_aircraft", "sorties", "kills")),
    ("vehicles", 1, _ANY),
    ("shells", 0, _ANY),
    ("shells_a_day", 1e-6, _ANY),
    ("dry_effect", 1e-6, 1),
    ("arrival_share", 0, 1),
    ("arrival_delay", 0, 365),
    ("warning", 0, 365),
    ("day_to_day", 0, 1),
    ("depth", 1e-6, _ANY),
)
