"""What instruments do in a solved plan, as tables and in words.

From: `vallum.planner.parts.instruments`.  To: the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from vallum.planner.result import SMALL, Plan

if TYPE_CHECKING:
    from vallum.planner.parts.instruments import Instruments

_DRAWS = {
    "state": pl.String,
    "instrument": pl.String,
    "year": pl.Int64,
    "draw_eur_bn": pl.Float64,
    "draw_current_eur_bn": pl.Float64,
}
_INSTRUMENTS = {
    "instrument": pl.String,
    "title": pl.String,
    "drawn_current_eur_bn": pl.Float64,
    "ceiling_eur_bn": pl.Float64,
    "points_per_eur_bn": pl.Float64,
    "best_state": pl.String,
}


def draws_table(plan: Plan, part: Instruments) -> pl.DataFrame:
    """One row for each state, instrument and year with a draw, at 2025 and at current prices."""
    draw = plan.solution["draw"].transpose("state", "instrument", "year")
    price = part.price.values
    rows = [
        {
            "state": str(draw["state"].values[n]),
            "instrument": str(draw["instrument"].values[f]),
            "year": int(draw["year"].values[t]),
            "draw_eur_bn": round(float(draw.values[n, f, t]), 6),
            "draw_current_eur_bn": round(float(draw.values[n, f, t] * price[t]), 6),
        }
        for n, f, t in zip(*(draw.values > SMALL).nonzero(), strict=True)
    ]
    return pl.DataFrame(rows, schema=_DRAWS).sort("state", "instrument", "year")


def instruments_table(plan: Plan, part: Instruments) -> pl.DataFrame:
    """One row an instrument: drawn, ceiling, what one more EUR bn of it is worth.

    points_per_eur_bn: points of shortfall (of 100) that one more EUR bn of its ceiling takes off,
    where the state that gains most may draw it; null where it has no ceiling.  best_state: that
    state.
    """
    drawn = (plan.solution["draw"] * part.price).sum(["state", "year"])
    rows = []
    for name in part.names:
        most = float(part.ceiling.sel(instrument=name))
        worth, best = worth_of(plan, name) if np.isfinite(most) else (None, None)
        rows.append(
            {
                "instrument": name,
                "title": part.titles[name],
                "drawn_current_eur_bn": round(float(drawn.sel(instrument=name)), 6),
                "ceiling_eur_bn": most if np.isfinite(most) else None,
                "points_per_eur_bn": worth,
                "best_state": best,
            }
        )
    return pl.DataFrame(rows, schema=_INSTRUMENTS)


def worth_of(plan: Plan, name: str) -> tuple[float | None, str | None]:
    """Points that one more EUR bn of a ceiling takes off, and where; None without shadow prices.

    A ceiling and a state's own limit both hold it back: a euro more loosens both.
    """
    if "ceiling" not in plan.duals:
        return None, None
    whole = -float(plan.duals["ceiling"].sel(instrument=name))
    own = -plan.duals["draw_limit"].sel(instrument=name)
    at = int(np.argmax(own.values))
    worth = max(0.0, whole + float(own.values[at]))
    return worth, str(own["state"].values[at]) if float(own.values[at]) > SMALL else None


def debt_table(plan: Plan, part: Instruments) -> pl.DataFrame:
    """One row for each state and year [EUR bn, current prices].

    counted_deficit: draws that count; room: left below 3 % by the outlook, null without a rule;
    excess: beyond it; service: paid on joint loans; added_debt: national debt added by then.
    """
    counted = (plan.solution["draw"] * part.deficit.astype(float) * part.price).sum("instrument")
    service = plan.solution["service"] * part.price
    debt, excess = part.added_debt(plan), plan.solution["excess"]
    rows = []
    for state in part.room["state"].values:
        for year in part.room["year"].values:
            at = {"state": state, "year": year}
            room = float(part.room.sel(at))
            rows.append(
                {
                    "state": str(state),
                    "year": int(year),
                    "counted_deficit_eur_bn": round(float(counted.sel(at)), 6),
                    "room_eur_bn": round(room, 6) if np.isfinite(room) else None,
                    "excess_eur_bn": round(max(0.0, float(excess.sel(at))), 6),
                    "service_eur_bn": round(max(0.0, float(service.sel(at))), 6),
                    "added_debt_eur_bn": round(float(debt.sel(at)), 6),
                }
            )
    return pl.DataFrame(rows, schema_overrides={"room_eur_bn": pl.Float64})


def sentences(plan: Plan, part: Instruments) -> list[str]:
    """What was drawn of joint instruments, what more of it is worth, and the deficit rule."""
    table = instruments_table(plan, part)
    joint = table.filter(pl.col("instrument").is_in(part.joint))
    told = ", ".join(
        f"{row['title']} {row['drawn_current_eur_bn']:,.1f}"
        + (f" of {row['ceiling_eur_bn']:,.0f}" if row["ceiling_eur_bn"] is not None else "")
        for row in joint.sort("drawn_current_eur_bn", descending=True).iter_rows(named=True)
    )
    spent = float((plan.solution["draw"] * part.price).sum())
    lines = [
        f"The plan and its loans take EUR {spent:,.0f} bn at current prices, of which joint "
        f"instruments pay {joint['drawn_current_eur_bn'].sum():,.0f} bn; all other sums of cost "
        "are what states pay themselves, service of joint loans included."
    ]
    if told:
        lines.append(f"Drawn of joint instruments, in EUR bn at current prices: {told}.")
    scarce = joint.filter(pl.col("points_per_eur_bn") > SMALL).sort(
        "points_per_eur_bn", descending=True
    )
    for row in scarce.head(2).iter_rows(named=True):
        where = row["best_state"]
        place = f", drawn by {plan.world.state_names.get(where, where)}," if where else ""
        lines.append(
            f"One more EUR bn of {row['title']}{place} takes {row['points_per_eur_bn']:.4f} points "
            "of shortfall off."
        )
    beyond = float(plan.solution["excess"].clip(min=0).sum())
    rule = "is kept" if part.kept else "is shown, not kept"
    lines.append(
        f"The 3 % deficit rule {rule}: EUR {beyond:,.1f} bn go beyond it, all national money for "
        "the plan counted as borrowed."
    )
    return lines
