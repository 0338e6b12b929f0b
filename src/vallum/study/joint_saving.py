"""What joint orders save, with its spread, beside what others have published.

From: a study with a plan; industry/fragmentation, economy/defence_aggregates.  To: study frames,
`vallum plan`, the report, the validation page.

Ours is the lower price of what this plan orders jointly, and no more.  The published figures are
the whole cost of acting apart a year: duplicate forces and research, closed markets and prices.
They are set beside each other by the euro: ours by what the same orders would cost if each state
placed its part alone, theirs by what the Union spent on defence in the year, where that is on file.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from vallum.planner.learning import prices
from vallum.planner.savings import joint_saving, saving_spread
from vallum.world.provenance import FactRow, fact_rows

if TYPE_CHECKING:
    from vallum.planner import Plan
    from vallum.world import World

OURS = "this plan"
COST, POOLED = "cost_of_non_europe", "pooled_procurement"
TABLE = "industry/fragmentation"
UNION = "EU27"
SCHEMA = {
    "estimate": pl.String, "title": pl.String, "year": pl.Int64, "low_eur_bn": pl.Float64,
    "central_eur_bn": pl.Float64, "high_eur_bn": pl.Float64, "low_share": pl.Float64,
    "central_share": pl.Float64, "high_share": pl.Float64, "share_of": pl.String,
    "source": pl.String,
}  # fmt: skip


@dataclass(frozen=True)
class Saving:
    """What joint orders save a year [EUR bn], and of what they would cost alone [share]."""

    low: float
    central: float
    high: float
    alone: float
    years: int

    def share(self, saving: float) -> float:
        return saving / self.alone if self.alone > 0 else 0.0


def saving_of(plan: Plan) -> Saving:
    """The plan's own saving, mean over its years of orders, at the prices of its volumes."""
    paid, arrival = plan.inputs, plan.arrival
    low, high = saving_spread(plan.world, paid, arrival)
    years = int((paid.years >= paid.first_order).sum())
    central = joint_saving(paid, arrival)
    joint = (arrival.sum("year") * prices(paid)).sel(channel="joint").sum()
    alone = float(joint) / 1000 + central
    return Saving(low / years, central / years, high / years, alone / years, years)


def saving_rows(plan: Plan) -> pl.DataFrame:
    """Ours, then each published estimate, newest last: EUR bn a year and share of `share_of`."""
    own = saving_of(plan)
    ours = {
        "estimate": OURS,
        "title": "This plan",
        "year": None,
        "low_eur_bn": round(own.low, 4),
        "central_eur_bn": round(own.central, 4),
        "high_eur_bn": round(own.high, 4),
        "low_share": round(own.share(own.low), 6),
        "central_share": round(own.share(own.central), 6),
        "high_share": round(own.share(own.high), 6),
        "share_of": "what the joint orders would cost placed alone",
        "source": "",
    }
    return pl.DataFrame([ours, *published(plan.world)], schema=SCHEMA)


def published(world: World) -> list[dict[str, Any]]:
    """The published estimates in the rows of `SCHEMA`."""
    spent = dict(
        world.evidence.table("economy/defence_aggregates")
        .filter(pl.col("state") == UNION)
        .select("year", "spending_eur_bn")
        .iter_rows()
    )
    rows = []
    for row in published_facts(world):
        pooled = row["category"] == POOLED
        whole = None if pooled else spent.get(row["year"])
        ends = {end: row[end] for end in ("low", "central", "high")}
        shares = {
            f"{end}_share": value / 100 if pooled and value is not None
            else None if value is None or not whole else round(value / whole, 6)
            for end, value in ends.items()
        }  # fmt: skip
        money = {f"{end}_eur_bn": None if pooled else value for end, value in ends.items()}
        of = "what is bought together" if pooled else "the Union's defence spending" * bool(whole)
        name = f"{row['source']} {row['year']}"
        title = f"{world.evidence.source(row['source']).publisher} ({row['year']})"
        rows.append({"estimate": name, "title": title, "year": row["year"]} | money | shares | {
            "share_of": of, "source": row["source"]})  # fmt: skip
    return rows


def published_facts(world: World) -> list[dict[str, Any]]:
    """The rows of industry/fragmentation on what acting apart costs, oldest first; each with its
    `FactRow` under `fact`."""
    frame = world.evidence.table(TABLE)
    chosen = frame.filter((pl.col("indicator") == COST) | (pl.col("category") == POOLED)).sort(
        "year", "source"
    )
    keys = world.evidence.schema(TABLE).key
    facts: list[FactRow] = fact_rows(chosen, TABLE, keys, world.evidence.grade, "high")
    return [row | {"fact": fact} for row, fact in zip(chosen.to_dicts(), facts, strict=True)]


def told(frame: pl.DataFrame) -> list[str]:
    """Two plain sentences from the rows: ours, then theirs."""
    ours = frame.row(0, named=True)
    sums = frame.filter(pl.col("source") != "", pl.col("high_eur_bn").is_not_null())
    ranges = ", ".join(
        f"{row['title']} {row['low_eur_bn']:,.0f} to {row['high_eur_bn']:,.0f}"
        for row in sums.iter_rows(named=True)
        if row["low_eur_bn"] is not None
    )
    pooled = frame.filter(pl.col("high_eur_bn").is_null(), pl.col("high_share").is_not_null())
    ends = [float(share) for share in pooled["high_share"].to_list()]
    most = f"; bought together, up to {max(ends):.0%} is saved" if ends else ""
    return [
        f"Joint against national: EUR {ours['central_eur_bn']:,.1f} bn a year "
        f"({ours['low_eur_bn']:,.1f} to {ours['high_eur_bn']:,.1f}), "
        f"{ours['central_share']:.0%} of what the same orders cost placed alone "
        f"({ours['low_share']:.0%} to {ours['high_share']:.0%}).",
        f"Published, EUR bn a year: {ranges}{most}. These are the whole cost of acting apart, "
        "forces and research too; ours is the price of what this plan orders jointly.",
    ]
