"""What the live model gets wrong, measured on plans, and how an answer is corrected for it.

From: calibration.csv and prices.csv beside this module, which `scripts/calibrate_live.py` writes
from plans made state by state.  To: `vallum.study.live.session`.

    corrected = a + b * live         a, b: least squares over the plans of the table
    error     = corrected - full     each plan judged by a line fitted to all others

The programme over one bloc pools kit, people and money, so it promises more than the states can
keep; how much more is much alike from scenario to scenario, and that is what the line takes off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import polars as pl
import xarray as xr

HERE = Path(__file__).parent
FIGURES = ("shortfall", "reliance", "cost")


@dataclass(frozen=True)
class Band:
    """Error after correction: signed median and the range that holds nine in ten.

    median, low, high: in the figure's unit.  relative_median, relative_p90: of its size, unsigned.
    """

    median: float
    low: float
    high: float
    relative_median: float
    relative_p90: float


@dataclass(frozen=True)
class Calibration:
    """The lines that correct the live model, the bands that remain, and the prices it pays.

    lines: figure -> (a, b); prices (product, channel): paid over the catalogue's price.
    """

    lines: Mapping[str, tuple[float, float]]
    bands: dict[str, Band]
    prices: xr.DataArray | None
    count: int

    def corrected(self, figure: str, value: float) -> float:
        """A figure of the live model, corrected."""
        start, slope = self.lines[figure]
        return start + slope * value


@cache
def calibration() -> Calibration:
    """The shipped calibration."""
    return fit(plans(), prices_from(pl.read_csv(HERE / "prices.csv")))


def plans() -> pl.DataFrame:
    """The plans behind it: scenario, set, live_<figure>, full_<figure>, live_alone, full_alone."""
    return pl.read_csv(HERE / "calibration.csv")


def uncorrected() -> Calibration:
    """No correction, the catalogue's prices: what the calibration itself starts from."""
    return Calibration(dict.fromkeys(FIGURES, (0.0, 1.0)), {}, None, 0)


def fit(table: pl.DataFrame, prices: xr.DataArray | None) -> Calibration:
    """Lines and bands from plans: columns live_<figure> and full_<figure>, a row a plan.

    Raises ValueError for fewer than five plans: a band of nine in ten needs more than that.
    """
    if table.height < 5:
        raise ValueError(f"a calibration needs at least five plans, not {table.height}")
    lines, bands = {}, {}
    for figure in FIGURES:
        live = table[f"live_{figure}"].to_numpy()
        full = table[f"full_{figure}"].to_numpy()
        lines[figure] = _line(live, full)
        bands[figure] = _band(_errors(live, full), full)
    return Calibration(lines, bands, prices, table.height)


def _line(live: np.ndarray, full: np.ndarray) -> tuple[float, float]:
    """Least squares; a flat line where all plans give the same figure."""
    if np.ptp(live) <= 0:
        return float(full.mean()), 0.0
    slope, start = np.polyfit(live, full, 1)
    return float(start), float(slope)


def _errors(live: np.ndarray, full: np.ndarray) -> np.ndarray:
    """Corrected less full, each plan left out of the line that corrects it."""
    found = []
    for place in range(len(live)):
        rest = np.arange(len(live)) != place
        start, slope = _line(live[rest], full[rest])
        found.append(start + slope * live[place] - full[place])
    return np.asarray(found)


def _band(errors: np.ndarray, full: np.ndarray) -> Band:
    low, median, high = np.quantile(errors, [0.05, 0.5, 0.95])
    relative = np.abs(errors) / np.maximum(np.abs(full), 1e-9)
    half, most = np.quantile(relative, [0.5, 0.9])
    return Band(float(median), float(low), float(high), float(half), float(most))


def prices_from(prices: pl.DataFrame) -> xr.DataArray:
    """(product, channel) from one row a product."""
    return xr.DataArray(
        prices.select("national", "joint").to_numpy(),
        dims=("product", "channel"),
        coords={"product": prices["product"].to_list(), "channel": ["national", "joint"]},
    )
