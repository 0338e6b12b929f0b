"""The headline of a study: one sentence and the figures that it rests on.

From: gaps and spending.  To: store, contracts, report.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from vallum.forces import Gaps
from vallum.forces.result import MET
from vallum.planner import Plan
from vallum.world import World
from vallum.world.needs import DOMAINS

_OPENING = {
    "committed": "With the United States committed",
    "pillar": "With a European pillar in NATO and a United States that steps aside",
    "absent": "Without the United States",
    "adversarial": "Against an adversarial United States",
}


@dataclass(frozen=True)
class Headline:
    """The answer in short.

    stand_alone_year: first year from which the core set stays at 95 % of the need without any
        American contribution; None: not by the end of the horizon.
    stand_alone_years: the same by domain; a domain of which nothing is asked is left out.
    self_reliance: year -> index [share].
    worst_element: the weakest core element in the year in which forces should be ready.
    unverified_share: share of the core set's need and stock without a verified row behind it.
    threat_year: when Russia could put Europe to the test, by published estimates.
    stand_alone_year_with_plan, cost_eur_bn_per_year, total_cost_eur_bn: the same with the plan,
        and what it costs within the horizon [EUR bn, 2025 prices]; None without a plan.
    joint_share: part of the value of all planned orders that states place jointly [share].
    joint_saving_eur_bn: what these would cost more if each state placed its part nationally.
    bottlenecks: the three that hold the plan back most and do not rest on imputation alone.
    field: who arrives, whether a line holds and who serves in Ukraine, in one sentence; may be
        empty.
    """

    sentence: str
    stand_alone_year: int | None
    stand_alone_years: dict[str, int | None]
    stand_alone_year_without_imputed: int | None
    self_reliance: dict[int, float]
    worst_element: dict[str, Any]
    unverified_share: float
    ready_by: int
    threat_year: int
    stand_alone_year_with_plan: int | None = None
    cost_eur_bn_per_year: float | None = None
    total_cost_eur_bn: float | None = None
    joint_share: float | None = None
    joint_saving_eur_bn: float | None = None
    bottlenecks: tuple[dict[str, Any], ...] = ()
    field: str = ""


def write_headline(
    world: World, gaps: Gaps, plan: Plan | None = None, with_plan: Gaps | None = None
) -> Headline:
    """Find the figures and say them in one sentence."""
    ready_by = world.scenario.need.ready_by
    index, _ = gaps.self_reliance()
    judged = gaps.core or gaps.assessed
    domains = [name for name in DOMAINS if gaps.members_of(name)]
    sentence = _sentence(world, gaps, judged, ready_by)
    planned: dict[str, Any] = {}
    if plan is not None and with_plan is not None:
        sentence = f"{sentence} {_plan_sentence(world, plan, with_plan)}"
        planned = {
            "stand_alone_year_with_plan": with_plan.stand_alone_year("core"),
            "cost_eur_bn_per_year": round(plan.cost_per_year, 2),
            "total_cost_eur_bn": round(plan.total_cost, 1),
            "bottlenecks": tuple(_told_bottlenecks(plan)),
        }
        if plan.scale is not None:
            planned["joint_share"] = round(plan.scale.joint_share, 4)
            planned["joint_saving_eur_bn"] = round(plan.scale.joint_saving, 2)
    return Headline(
        sentence=sentence,
        stand_alone_year=gaps.stand_alone_year("core"),
        stand_alone_years={name: gaps.stand_alone_year(name) for name in domains},
        stand_alone_year_without_imputed=gaps.stand_alone_year("core", with_imputed=False),
        self_reliance={
            int(year): round(float(value), 4)
            for year, value in zip(world.years, index.values, strict=True)
        },
        worst_element=_weakest(gaps, judged, ready_by),
        unverified_share=round(_unverified(gaps, judged, ready_by), 4),
        ready_by=ready_by,
        threat_year=int(world["threat_year"]),
        **planned,
    )


def _plan_sentence(world: World, plan: Plan, with_plan: Gaps) -> str:
    """By when it stands alone with the plan, at what cost; or why not."""
    year = with_plan.stand_alone_year("core")
    last = int(world.years[-1])
    price = f"EUR {plan.cost_per_year:,.0f} bn a year ({plan.total_cost:,.0f} bn by {last})"
    if world.us_counts:
        met_from = with_plan.met_year("core")
        when = f"from {met_from}" if met_from else f"not before {last}"
        return f"A plan of {price} meets the targets, the American part counted in, {when}."
    if year is not None:
        return f"A plan of {price} lets its core set stand alone from {year}."
    met = with_plan.data["met_share"].sel(contingency=with_plan.main, year=last)
    short = [name for name in with_plan.core if float(met.sel(element=name)) < MET]
    reasons = _join([_lower(with_plan.title(name)) for name in short]) if short else "the core set"
    held = [row["where"] for row in _told_bottlenecks(plan)]
    because = f", held back by {_join(held)}" if held else ""
    return (
        f"Even a plan of {price} does not let its core set stand alone before {last}: "
        f"{reasons} stay short{because}."
    )


def _told_bottlenecks(plan: Plan) -> list[dict[str, Any]]:
    """The first three; one that rests on imputation alone is never told."""
    rows = plan.bottlenecks()
    return rows.filter(rows["evidence_share"] > 0).head(3).to_dicts()


def _sentence(world: World, gaps: Gaps, judged: list[str], year: int) -> str:
    """Whether and when, then what is missing most."""
    opening = (
        f"{_OPENING[world.scenario.us.posture]}, and with what is ordered today, the coalition"
    )
    last = int(world.years[-1])
    if world.us_counts:
        met = gaps.met_year("core")
        verdict = f"meets its targets from {met}" if met else f"does not meet its targets by {last}"
        verdict += ", the American part counted in"
    else:
        alone = gaps.stand_alone_year("core")
        verdict = f"can stand alone from {alone}" if alone else f"does not stand alone by {last}"
    return f"{opening} {verdict}: {_shortfalls(gaps, judged, year)}."


def _shortfalls(gaps: Gaps, judged: list[str], year: int) -> str:
    """The three weakest core elements that rest on published needs, in words."""
    met = gaps.data["met_share"].sel(contingency=gaps.main, year=year)
    missing = gaps.data["gap"].sel(contingency=gaps.main, year=year)
    published = [name for name in judged if name not in gaps.imputed]
    short = [name for name in published if float(met.sel(element=name)) < 1]
    short.sort(key=lambda name: float(met.sel(element=name)))
    parts = [
        f"{_count(float(missing.sel(element=name)))} {_lower(gaps.title(name))}"
        for name in short[:3]
        if float(missing.sel(element=name)) > 0
    ]
    weakest = [
        name for name in judged if name in gaps.imputed and float(missing.sel(element=name)) > 0
    ]
    weakest.sort(key=lambda name: float(met.sel(element=name)))
    tail = ""
    if weakest:
        share = float(met.sel(element=weakest[0])) * 100
        tail = f"{_lower(gaps.title(weakest[0]))} meet {share:.0f} % of an imputed need"
    listed = f"in {year} it lacks {_join(parts)}" if parts else f"nothing published lacks in {year}"
    return f"{listed}; {tail}" if tail else listed


def _lower(title: str) -> str:
    return f"{title[0].lower()}{title[1:]}"


def _join(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _count(value: float) -> str:
    return f"{value:,.0f}"


def _weakest(gaps: Gaps, judged: list[str], year: int) -> dict[str, Any]:
    name = gaps.worst(year, judged)
    met = float(gaps.data["met_share"].sel(contingency=gaps.main, element=name, year=year))
    return {
        "element": name,
        "title": gaps.title(name),
        "year": year,
        "met_share": round(met, 4),
        "imputed": name in gaps.imputed,
    }


def _unverified(gaps: Gaps, judged: list[str], year: int) -> float:
    """Mean over the core set of the unverified share of need and stock, by their size."""
    shares = []
    for name in judged:
        need_weak, stock_weak = gaps.unverified(name)
        cell = gaps.data.sel(contingency=gaps.main, element=name, year=year)
        need, have = float(cell["need"]), float(cell["have"])
        shares.append((need * need_weak + have * stock_weak) / (need + have))
    return sum(shares) / len(shares)
