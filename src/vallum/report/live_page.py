"""The page on the live model's error, written from the plans that calibrate it.

From: `vallum.study.live`.  To: `docs/validation/live.md`, by `scripts/write_docs.py`.
"""

from __future__ import annotations

import polars as pl

from vallum.study.live import Calibration
from vallum.study.live.calibration import FIGURES

NAMES = {
    "shortfall": ("Weighted shortfall", "points of 100", 1.0, 2),
    "reliance": ("Self-reliance in the year to be ready by", "per cent", 100.0, 1),
    "cost": ("Cost a year", "EUR bn", 1.0, 1),
}
"""Figure -> what it is called, its unit, factor and digits."""


def live_page(known: Calibration, plans: pl.DataFrame) -> str:
    """The page as Markdown: the lines, the bands, and every plan behind them."""
    lines = [
        "# How far the live model is off",
        "",
        "`vallum live` solves the programme over the coalition as one bloc. That pools what states "
        "hold apart, so it promises more than they can keep. The table below sets it beside "
        f"{known.count} plans made state by state, in two stages, at the prices of the reference "
        "plan, for scenarios drawn from a seed: withdrawal years, spending paths, extra spending, "
        "states left out. A straight line through them corrects each figure; the error is that of "
        "a plan that took no part in its line. What prices do that fall with volume comes on top: "
        "`vallum run` looks for them anew.",
        "",
        "Written by `scripts/write_docs.py` from tables that `scripts/calibrate_live.py` makes.",
        "",
        "| figure | unit | corrected = | signed median | nine in ten lie between | median of size |"
        " nine in ten of size |",
        "|---|---|---|---|---|---|---|",
    ]
    for figure in FIGURES:
        title, unit, factor, digits = NAMES[figure]
        start, slope = known.lines[figure]
        band = known.bands[figure]
        lines.append(
            f"| {title} | {unit} | {start * factor:.{digits}f} + {slope:.3f} x live "
            f"| {band.median * factor:+.{digits}f} "
            f"| {band.low * factor:+.{digits}f} and {band.high * factor:+.{digits}f} "
            f"| {band.relative_median * 100:.1f} % | {band.relative_p90 * 100:.1f} % |"
        )
    same = plans.filter(pl.col("live_alone").eq_missing(pl.col("full_alone"))).height
    near = plans.filter((pl.col("live_alone") - pl.col("full_alone")).abs() <= 1).height
    both_never = plans.filter(pl.col("live_alone").is_null() & pl.col("full_alone").is_null())
    lines += [
        "",
        f"The stand-alone year is not corrected. It is the same in {same} of {plans.height} plans, "
        f"and within a year in {near + both_never.height}.",
        "",
        "## The plans",
        "",
        "| scenario | changed | shortfall: full | live | self-reliance: full | live | cost: full |"
        " live | stands alone: full | live |",
        "|---|---|---|---|---|---|---|---|---|---|",
    ]
    for row in plans.iter_rows(named=True):
        cells = [row["scenario"], f"`{row['set']}`"]
        for figure in FIGURES:
            _, _, factor, digits = NAMES[figure]
            for side in ("full", "live"):
                cells.append(f"{row[f'{side}_{figure}'] * factor:.{digits}f}")
        cells += [str(row[f"{side}_alone"] or "-") for side in ("full", "live")]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, ""])
