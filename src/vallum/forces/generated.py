"""A generated force: who sends which units when, what is covered, how long it lasts.

From: `generate`.  To: `vallum.study.generate`, commands, report.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import floor

import numpy as np
import polars as pl
import xarray as xr

from vallum.world.mission_elements import ONLY_BATTALIONS, MissionElement
from vallum.world.missions import Mission


@dataclass(frozen=True)
class Supply:
    """What one state could send.

    ready: soldiers of its land force that are ready; floor: part of everything that stays at home;
    share: its fair part of the pool; willing: it may send soldiers; why_not: else why;
    own: ready units of elements that are counted apart; caveats: elements that it does not send.
    """

    ready: float
    floor: float
    share: float
    willing: bool = True
    why_not: str = ""
    own: Mapping[str, float] = field(default_factory=dict)
    caveats: frozenset[str] = frozenset()

    @property
    def soldiers(self) -> float:
        """Soldiers of the land force above the floor."""
        return self.ready * (1 - self.floor)

    @property
    def units(self) -> int:
        """Whole manoeuvre battalions above the floor."""
        return floor(self.soldiers / ONLY_BATTALIONS["battalion"].soldiers + 1e-9)

    def most(self, element: MissionElement) -> int:
        """Whole units of one element above the floor, none where a caveat forbids them."""
        if element.name in self.caveats:
            return 0
        if element.share is None:
            return floor(self.own.get(element.name, 0.0) * (1 - self.floor) + 1e-9)
        return floor(self.soldiers * element.share / element.soldiers + 1e-9)


@dataclass(frozen=True)
class ForceGeneration:
    """Who serves when.

    asked_by: element -> units deployed at one time; sent (state, element, rotation), lacking
    (element, rotation) [units]; gap: how far the integer programme is proven; unwilling: state ->
    battalions it could have sent; elements: what a unit of each is.
    """

    mission: Mission
    supply: Mapping[str, Supply]
    elements: Mapping[str, MissionElement]
    asked_by: Mapping[str, int]
    sent: xr.DataArray
    lacking: xr.DataArray
    gap: float
    unwilling: Mapping[str, int]

    @property
    def units(self) -> xr.DataArray:
        """Units of all elements (state, rotation)."""
        return self.sent.sum("element")

    @property
    def missing(self) -> xr.DataArray:
        """Units of all elements that nobody sends (rotation)."""
        return self.lacking.sum("element")

    @property
    def soldiers(self) -> dict[str, int]:
        """Soldiers of one unit, by element asked for."""
        return {name: self.elements[name].soldiers for name in self.asked_by}

    @property
    def asked(self) -> int:
        """Units of all elements deployed at one time."""
        return sum(self.asked_by.values())

    @property
    def asked_soldiers(self) -> int:
        """Soldiers deployed at one time, as asked."""
        return sum(self.soldiers[name] * units for name, units in self.asked_by.items())

    @property
    def feasible(self) -> bool:
        return int(self.lacking.sum()) == 0

    @property
    def covered(self) -> dict[str, int]:
        """Units that are there in every rotation, by element."""
        worst = self.lacking.max("rotation")
        return {name: units - int(worst.sel(element=name)) for name, units in self.asked_by.items()}

    @property
    def deployed(self) -> int:
        """Soldiers that are there in every rotation."""
        return sum(self.soldiers[name] * units for name, units in self.covered.items())

    @property
    def pool(self) -> int:
        """Soldiers in all rotations together."""
        return int(self.soldiers_of(list(self.sent["state"].values)))

    @property
    def senders(self) -> int:
        """States that send something."""
        return int((self.units.sum("rotation") > 0).sum())

    def soldiers_of(self, states: list[str]) -> float:
        """Soldiers that some states send, in all rotations together."""
        units = self.sent.sel(state=states).sum(["state", "rotation"])
        return sum(
            self.soldiers[str(name)] * float(units.sel(element=name))
            for name in units["element"].values
        )

    @property
    def sustained_months(self) -> int:
        """How long it lasts: all of it where every rotation is filled, else while they are full."""
        if self.feasible:
            return self.mission.months
        full = int(np.cumprod((self.missing.values == 0).astype(int)).sum())
        return min(self.mission.months, full * self.mission.tour_months)

    def by_role(self) -> list[tuple[str, str, int, int]]:
        """Role, element, units asked, units there in every rotation: the first role first."""
        left = self.covered
        rows = []
        for role in self.mission.roles:
            for name, asked in role.elements.items():
                there = min(asked, left.get(name, 0))
                left[name] = left.get(name, 0) - there
                rows.append((role.role, name, asked, there))
        return rows

    def role_lines(self) -> list[tuple[str, str, str]]:
        """A role, what of it is there in every rotation, and what lacks, in words."""
        lines: dict[str, tuple[list[str], list[str]]] = {}
        for role, name, asked, there in self.by_role():
            told, lacks = lines.setdefault(role, ([], []))
            word = name.replace("_", " ")
            told.append(f"{there} {word}")
            lacks += [f"{asked - there} {word}"] * (asked > there)
        return [
            (role, ", ".join(told), ", ".join(lacks) or "nothing")
            for role, (told, lacks) in lines.items()
        ]

    def summary(self) -> list[str]:
        """A few lines of plain facts."""
        told = (
            f"{self.mission.title}: {self.deployed:,} deployed from a pool of {self.pool:,} by "
            f"{self.senders} states"
        )
        if self.feasible:
            return [f"{told}; every rotation is filled for {self.mission.months} months."]
        lack = self.asked_soldiers - self.deployed
        return [f"{told}; {lack:,} of {self.asked_soldiers:,} are missing."]

    def frames(self) -> dict[str, pl.DataFrame]:
        """Tidy tables: contributions (state, element, rotation, quantity), uncovered, coverage."""
        rows = [
            {"state": str(s), "element": str(e), "rotation": int(r), "quantity": int(n)}
            for (s, e, r), n in self.sent.to_series().items()
            if n > 0
        ]
        lacking = [
            {"element": str(e), "rotation": int(r), "quantity": int(n)}
            for (e, r), n in self.lacking.to_series().items()
            if n > 0
        ]
        coverage = [
            {
                "element": name,
                "title": self.elements[name].title,
                "asked": asked,
                "covered": self.covered[name],
                "uncovered": asked - self.covered[name],
                "soldiers": self.soldiers[name],
            }
            for name, asked in self.asked_by.items()
        ]
        schema = {"element": pl.String, "rotation": pl.Int64, "quantity": pl.Int64}
        return {
            "contributions": pl.DataFrame(rows, {"state": pl.String, **schema}),
            "uncovered": pl.DataFrame(lacking, schema),
            "coverage": pl.DataFrame(coverage),
        }
