"""Tables of the plan: standing alone with and without it, its programmes, what it cannot meet.

From: the plan of a run.  To: the page.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from vallum.report.cells import Cell, address
from vallum.report.material import DOMAINS
from vallum.report.plan_cost_charts import spent_up_to
from vallum.report.plan_material import FULL, USED, Planned
from vallum.report.tables import Table, marked
from vallum.report.words import (
    MET_FROM,
    amount,
    counted,
    listed,
    percent,
    sentence_case,
    year_or_never,
)
from vallum.world.names import BRIGADE

MOST_PROGRAMMES = 15
WHOLE = ("core", "all")


def stand_alone(plan: Planned) -> Table:
    """By domain: first year in which every element stays met, without the plan and with it."""
    order = {name: place for place, name in enumerate([*DOMAINS, *WHOLE])}
    titles = dict(plan.material.frames["stand_alone"].select("domain", "title").iter_rows())
    domains = sorted(titles, key=lambda name: (order.get(name, len(DOMAINS)), name))
    found = []
    for domain in domains:
        elements = _elements(plan, domain)
        published = [name for name in elements if name not in _imputed(plan)]
        found.append(
            (
                titles[domain],
                *(_year(plan, domain, elements, with_plan=with_) for with_ in (False, True)),
                _year(plan, domain, published, with_plan=True, imputed=False)
                if published or not elements
                else "all imputed",
                _weakest(plan, elements),
            )
        )
    return Table(
        label="Standing alone without the plan and with it",
        headers=(
            "Domain",
            "Without the plan",
            "With the plan",
            "With it, without imputed needs",
            f"Weakest with the plan in {plan.material.year}",
        ),
        rows=tuple(found),
        numeric=(False,) * 5,
        strong=tuple(domain == "core" for domain in domains),
    )


def programmes(plan: Planned) -> Table:
    """The largest programmes by price of their orders."""
    return Table(
        label="Largest programmes of the plan",
        headers=(
            "System",
            "Category",
            "Quantity",
            "Unit",
            "EUR bn",
            "First order",
            "Last order",
            "Buys most",
        ),
        rows=tuple(
            (
                row["system"],
                row["title"],
                Cell(amount(row["quantity"]), address("plan_orders", "quantity", row["system"])),
                row["unit"],
                Cell(amount(row["eur_bn"]), address("plan_orders", "cost_eur_mn", row["system"])),
                str(row["first"]),
                str(row["last"]),
                f"{row['payer']} ({percent(row['share'])})",
            )
            for row in plan.programmes[:MOST_PROGRAMMES]
        ),
        numeric=(False, False, True, False, True, True, True, False),
    )


def unmet(plan: Planned) -> Table:
    """Elements short in the year of reference or at the end, from when they are met, and why."""
    year = plan.material.year
    found = [row for name in _elements(plan, "all") if (row := _unmet_row(plan, name)) is not None]
    return Table(
        label="What the plan cannot meet, and why",
        headers=(
            "Element",
            f"Met in {year} without the plan",
            "With it",
            f"Still missing in {year}",
            "Met from",
            "Why not before",
        ),
        rows=tuple(found),
        numeric=(False, True, True, True, False, False),
    )


def unmet_title(plan: Planned) -> str:
    """How many elements the plan leaves short, as one finding."""
    elements = _elements(plan, "all")
    if not elements:
        return "No need is stated"
    never = [name for name in elements if plan.met_from([name], plan=True) is None]
    late = [name for name in elements if (plan.scored(name, plan.material.year, plan=True) or 0.0)
            < MET_FROM]  # fmt: skip
    if not late and not never:
        return f"The plan meets all {counted(len(elements), 'element')} by {plan.material.year}"
    end = (
        f"by {plan.material.last} all are met"
        if not never
        else f"{len(never)} {'is' if len(never) == 1 else 'are'} not met by {plan.material.last}"
    )
    return (
        f"{len(late)} of {counted(len(elements), 'element')} "
        f"{'comes' if len(late) == 1 else 'come'} too late for {plan.material.year}; {end}"
    )


def why_short(plan: Planned, element: str, year: int) -> str:
    """Why an element is short in a year, in words: time, lines, soldiers or money."""
    if element == BRIGADE:
        return sentence_case(listed(_brigade_reasons(plan, year)))
    if not plan.serving(element):
        return "Nothing in the catalogue serves it"
    first = plan.first_arrival(element)
    if first is None:
        return "The plan orders nothing for it: other needs weigh more"
    start, reasons = max(first, year), []
    full = _full_until(plan, element, start)
    if full is not None:
        reasons.append(f"its lines are full {'in' if full == start else 'until'} {full}")
    spent = spent_up_to(plan)
    if any(last >= start - 1 for last in spent):
        reasons.append(f"all money up to {max(spent)} is spent")
    if first > year:
        then = f"; then {listed(reasons)}" if reasons else ""
        return f"Nothing ordered in the plan arrives before {first}{then}"
    return sentence_case(listed(reasons)) if reasons else f"First deliveries only from {first}"


def _brigade_reasons(plan: Planned, year: int) -> list[str]:
    """What keeps brigades short: soldiers or money where they bind, else kit on its way."""
    rows = plan.material.frames["bottlenecks"].filter(pl.col("constraint") == "soldiers")
    reasons = []
    if rows.height:
        reasons.append(f"soldiers run out in {counted(rows.height, 'state')}")
    spent = spent_up_to(plan)
    if any(last >= year - 1 for last in spent):
        reasons.append(f"all money up to {max(spent)} is spent")
    return reasons or ["their kit is still on its way"]


def _full_until(plan: Planned, element: str, year: int) -> int | None:
    """Last year up to which the lines that serve an element are full without a break.

    A line counts from its first delivery: before, its lead time holds it back, not its capacity.
    """
    starts = pl.col("year").filter(pl.col("planned") > USED).min().over("system")
    own = plan.lines.filter(
        pl.col("category").is_in(plan.serving(element)),
        pl.col("year") >= pl.max_horizontal(starts, pl.lit(year)),
    )
    whole = own.group_by("year").agg(pl.col("capacity", "signed", "planned").sum()).sort("year")
    last = None
    for row in whole.iter_rows(named=True):
        if row["signed"] + row["planned"] < FULL * row["capacity"] - USED:
            break
        last = int(row["year"])
    return last


def _unmet_row(plan: Planned, element: str) -> tuple[str, ...] | None:
    year, last = plan.material.year, plan.material.last
    met_from = plan.met_from([element], plan=True)
    now = plan.scored(element, year, plan=True)
    if now is None or (now >= MET_FROM and met_from is not None):
        return None
    row = _row(plan, element, year)
    judged = year if now < MET_FROM else last
    return (
        marked(row["title"], row["imputed"]),
        Cell(
            percent(plan.scored(element, year, plan=False)),
            plan.material.met(element, year),
        ),
        Cell(percent(now), plan.material.met(element, year, plan=True)),
        f"{amount(row['need'] * (1 - now))} of {amount(row['need'])} {row['unit']}",
        year_or_never(met_from, last),
        why_short(plan, element, judged if met_from is not None else last),
    )


def _row(plan: Planned, element: str, year: int) -> dict[str, Any]:
    gaps = plan.material.gaps_with_plan
    return gaps.filter(pl.col("element") == element, pl.col("year") == year).row(0, named=True)


def _elements(plan: Planned, domain: str) -> list[str]:
    gaps = plan.material.gaps
    chosen = {"core": pl.col("core"), "all": pl.lit(True)}.get(domain, pl.col("domain") == domain)
    names: list[str] = gaps.filter(chosen)["element"].unique(maintain_order=True).to_list()
    return names


def _imputed(plan: Planned) -> set[str]:
    return set(plan.material.gaps.filter(pl.col("imputed"))["element"].to_list())


def _year(
    plan: Planned, domain: str, elements: list[str], *, with_plan: bool, imputed: bool = True
) -> Cell | str:
    """From when a domain stays met, or its elements without imputed needs."""
    if not elements:
        return "no need stated"
    text = year_or_never(plan.met_from(elements, plan=with_plan), plan.material.last)
    if plan.material.us_counts:  # the run's tables judge without the American part
        return text
    table = "stand_alone_with_plan" if with_plan else "stand_alone"
    return Cell(text, address(table, "year" if imputed else "year_without_imputed", domain))


def _weakest(plan: Planned, elements: list[str]) -> str:
    now = plan.material.gaps_with_plan.filter(
        pl.col("element").is_in(elements), pl.col("year") == plan.material.year
    ).sort("scored", "title")
    if now.is_empty():
        return "–"
    row = now.row(0, named=True)
    return f"{marked(row['title'], row['imputed'])} ({percent(row['scored'])})"
