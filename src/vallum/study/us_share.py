"""How much of each state's stock, orders and imports hangs on American consent.

From: industry pictures of a study.  To: study frames, the report.
"""

from __future__ import annotations

import polars as pl

from vallum.industry import IndustryPicture

SCHEMA = {
    "state": pl.String, "stock": pl.Float64, "orders": pl.Float64, "imports": pl.Float64,
    "last_year": pl.Float64, "last_year_with_plan": pl.Float64,
}  # fmt: skip


def us_share_rows(
    now: IndustryPicture, later: tuple[IndustryPicture, IndustryPicture] | None
) -> pl.DataFrame:
    """One row for each member that holds anything, and `coalition`.

    stock: share of the value in service now whose use needs American consent; orders: of signed
    orders; imports: American share of imports 2020-24; last_year, last_year_with_plan: of the value
    in service in the last planned year, without and with the plan's arrivals (`later`).  Null: no
    figure.
    """
    parts = {
        "stock": now.tied("stock"),
        "orders": now.tied("orders"),
        "imports": now.us_share,
    }
    if later is not None:
        without, with_plan = (picture.tied("stock") for picture in later)
        parts |= {"last_year": without, "last_year_with_plan": with_plan}
    rows = [
        {"state": state} | {name: _rounded(share.get(state)) for name, share in parts.items()}
        for state in sorted(parts["stock"])
    ]
    return pl.DataFrame(rows, schema=SCHEMA)


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(min(max(value, 0.0), 1.0), 6)
