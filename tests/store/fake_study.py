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


@dataclass(frozen=True)
class FakeStudy:
    """`enablers_leave` of the scenario decides until when the United States brings 36 tankers."""

    scenario: FakeScenario = field(default_factory=FakeScenario)
    evidence_digest: str = "e" * 64
    seed: int = 0
    with_datasets: bool = True

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
