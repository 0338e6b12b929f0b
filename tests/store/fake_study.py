"""A small finished study with frames of the real shapes, for tests of what comes after it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
import xarray as xr

YEARS = range(2026, 2031)
TITLES = {"tanker": "Tankers", "heavy_brigade": "Heavy brigades"}


@dataclass(frozen=True)
class FakeScenario:
    name: str = "us_absent"
    title: str = "The United States leave"
    enablers_leave: int | None = 2028
    include: tuple[str, ...] = ("EU",)
    force: dict[str, int] | None = None

    def model_dump(self, *, mode: str) -> dict[str, Any]:
        assert mode == "json"
        return {
            "title": self.title,
            "coalition": {"include": list(self.include), "exclude": []},
            "us": {"posture": "absent", "enablers_leave": self.enablers_leave},
            "ukraine": {"reassurance_force": self.force},
        }

    def digest(self) -> str:
        values = self.model_dump(mode="json")
        del values["title"]
        return hashlib.sha256(json.dumps(values).encode()).hexdigest()


@dataclass(frozen=True)
class FakeHeadline:
    sentence: str
    stand_alone_year: int | None
    stand_alone_years: dict[str, int | None]
    stand_alone_year_without_imputed: int | None
    self_reliance: dict[int, float]
    worst_element: dict[str, Any]
    unverified_share: float
    ready_by: int = 2030
    threat_year: int = 2029
    stand_alone_year_with_plan: int | None = None
    cost_eur_bn_per_year: float | None = None
    total_cost_eur_bn: float | None = None
    joint_share: float | None = None
    joint_saving_eur_bn: float | None = None
    bottlenecks: tuple[dict[str, Any], ...] = ()


@dataclass(frozen=True)
class FakePlan:
    """Twelve tankers and some guns at EUR 7 mn, and what holds it back: line or state -> relief."""

    guns: float = 10.0
    stands_alone: int | None = 2033
    held: tuple[tuple[str, float], ...] = (("A330 MRTT", 0.4), ("Caesar", 0.2))

    @property
    def cost(self) -> float:
        """EUR bn."""
        return 2.4 + 0.007 * self.guns

    def orders(self) -> pl.DataFrame:
        rows = [
            ("DEU", "A330 MRTT", "tanker", "joint", 2027, 12.0, 2400.0),
            ("FRA", "Caesar", "artillery", "national", 2026, self.guns / 2, 3.5 * self.guns),
            ("POL", "Caesar", "artillery", "national", 2027, self.guns / 2, 3.5 * self.guns),
        ]
        columns = ["state", "system", "category", "channel", "year", "quantity", "cost_eur_mn"]
        return pl.DataFrame(rows, columns, orient="row")

    def bottlenecks(self) -> pl.DataFrame:
        rows = [
            {
                "constraint": "production line",
                "where": where,
                "year": 2028,
                "shadow_price": relief / 100,
                "unit": "points per unit a year",
                "meaning": f"one more {where} a year takes {relief / 100:.4f} points off",
                "relief": relief,
                "evidence_share": 0.5,
            }
            for where, relief in self.held
        ]
        return pl.DataFrame(rows)

    def frames(self) -> dict[str, pl.DataFrame]:
        yearly = {2026: 0.0, 2027: self.cost}
        return {
            "plan_orders": self.orders(),
            "plan_costs": pl.DataFrame(
                {
                    "state": ["DEU", "DEU"],
                    "year": list(yearly),
                    "total": list(yearly.values()),
                    "money": [5.0, 5.0],
                }
            ),
            "bottlenecks": self.bottlenecks(),
            "stand_alone_with_plan": pl.DataFrame(
                {
                    "domain": ["land", "core"],
                    "title": ["Land", "Core set"],
                    "year": [2030, self.stands_alone],
                    "year_without_imputed": [2030, self.stands_alone],
                }
            ),
        }

    def headline(self) -> dict[str, Any]:
        return {
            "stand_alone_year_with_plan": self.stands_alone,
            "cost_eur_bn_per_year": round(self.cost / 2, 2),
            "total_cost_eur_bn": round(self.cost, 1),
            "bottlenecks": tuple(self.bottlenecks().head(3).to_dicts()),
        }


@dataclass(frozen=True)
class FakeStudy:
    """`enablers_leave` of the scenario decides until when the United States brings 36 tankers."""

    scenario: FakeScenario = field(default_factory=FakeScenario)
    evidence_digest: str = "e" * 64
    seed: int = 0
    with_datasets: bool = True
    plan: FakePlan | None = None
    planned: str = "close_gaps"
    previous: str = ""

    @property
    def mode(self) -> str:
        return self.planned if self.plan else "none"

    @property
    def headline(self) -> FakeHeadline:
        leave = self._leave
        return FakeHeadline(
            sentence="Without the United States, Europe stands alone from 2034.",
            stand_alone_year=2034,
            stand_alone_years={"land": 2031, "enablers": leave + 6, "sea": None, "core": 2034},
            stand_alone_year_without_imputed=None,
            self_reliance={year: 0.6 if year >= leave else np.float64(0.64) for year in YEARS},
            worst_element={
                "element": "tanker",
                "title": "Tankers",
                "year": 2030,
                "met_share": 0.52,
                "imputed": True,
            },
            unverified_share=0.41,
            **(self.plan.headline() if self.plan else {}),
        )

    def frames(self) -> dict[str, pl.DataFrame]:
        return {
            "gaps": pl.DataFrame([self._gap(e, year) for e in sorted(TITLES) for year in YEARS]),
            "contributions": pl.DataFrame(
                {
                    "state": ["DEU", "POL"],
                    "state_name": ["Germany", "Poland"],
                    "element": ["tanker", "heavy_brigade"],
                    "title": ["Tankers", "=1+1"],
                    "domain": ["enablers", "land"],
                    "year": [2026, 2026],
                    "units": [4.0, 12.5],
                    "share": [0.25, 1.0],
                }
            ),
            "stand_alone": pl.DataFrame(
                {
                    "domain": ["land", "sea"],
                    "title": ["Land", "Sea"],
                    "year": [2031, None],
                    "year_without_imputed": [2030, None],
                }
            ),
            "nothing": pl.DataFrame(schema={"state": pl.String(), "year": pl.Int64()}),
            **(self.plan.frames() if self.plan else {}),
        }

    def datasets(self) -> dict[str, xr.Dataset]:
        if not self.with_datasets:
            return {}
        data = xr.Dataset(
            {
                "gap": (
                    ("element", "year"),
                    np.arange(10.0).reshape(2, 5),
                    {"units": "units", "note": "zurück", "known": True},
                ),
                "imputed": (("element", "year"), np.arange(10).reshape(2, 5) % 2 == 0),
                "title": ("element", np.array(["Tänker", ""], dtype=object)),
                "money": ("year", np.arange(5) * 10**10),
            },
            coords={"element": ["tanker", "heavy_brigade"], "year": list(YEARS)},
            attrs={"scenario": self.scenario.name, "sources": ["one", "two"]},
        )
        return {"gaps": data}

    @property
    def _leave(self) -> int:
        return int(self.scenario.model_dump(mode="json")["us"]["enablers_leave"] or 2040)

    def _gap(self, element: str, year: int) -> dict[str, Any]:
        leave = self._leave
        us = 36.0 if element == "tanker" and year < leave else 0.0
        need, have = (88.0, 40.0) if element == "tanker" else (60.0, 50.0)
        return {
            "contingency": "stand_alone",
            "contingency_title": "Stand alone",
            "basis": "replace_us",
            "element": element,
            "title": TITLES[element],
            "domain": "enablers" if element == "tanker" else "land",
            "unit": "aircraft" if element == "tanker" else "brigades",
            "core": True,
            "year": year,
            "need": need,
            "have": have,
            "us": us,
            "gap": need - have - us,
            "met_share": have / need,
            "imputed": element == "tanker",
            "need_unverified": 0.5,
            "stock_unverified": 0.25,
        }
