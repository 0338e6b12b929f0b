"""What `vallum generate path` shows."""

from __future__ import annotations

from collections.abc import Mapping

from vallum.cli.show import heading, say, table
from vallum.study.force_path import ITEMS, ForcePath, Range

TITLES = {
    "deployment": "deployment",
    "readiness": "readiness",
    "headquarters": "headquarters",
    "setting_up": "setting up",
    "common_budget": "common budget",
}


def show_path(found: ForcePath) -> None:
    """The answer in a sentence, the stages, every year by item, the end-state."""
    end, last = found.end_state, found.end_state.stage
    force = last.generated.force
    say(
        f"From {found.years[0].year} to {end.year} the path costs EUR {_band(found.total, 0)} bn "
        f"beyond the pay of soldiers. Its end, {last.title} from {last.from_year}: "
        f"{force.deployed:,} of {force.asked_soldiers:,} deployable at any time from a pool of "
        f"{force.pool:,}, {last.staff[1]:,.0f} posts of command, EUR {_band(end.total)} bn a year."
    )
    heading("Stages")
    table(
        ["stage", "years", "asked", "deployed", "pool", "posts of command", "lacks", "decided by"],
        [
            [
                each.title,
                f"{each.from_year}-{each.until}",
                f"{each.generated.force.asked_soldiers:,}",
                f"{each.generated.force.deployed:,}",
                f"{each.generated.force.pool:,}",
                f"{each.staff[1]:,.0f} ({each.staff[0]:,.0f}-{each.staff[2]:,.0f})",
                _lacks(each.generated.force.asked_by, each.generated.force.covered),
                f"vallum decide {each.measure}" if each.measure else "",
            ]
            for each in found.stages
        ],
    )
    heading("By year: EUR bn, 2025 prices, central (low-high)")
    table(
        ["year", "deployed", "pool", "posts", *(TITLES[item] for item in ITEMS), "total"],
        [
            [
                str(year.year),
                f"{year.stage.generated.force.deployed:,}",
                f"{year.stage.generated.force.pool:,}",
                f"{year.stage.staff[1]:,.0f}",
                *(f"{year.cost[item][1]:.2f}" for item in ITEMS),
                _band(year.total),
            ]
            for year in found.years
        ],
    )
    first = found.years[0]
    say(
        f"Of the deployment in {first.year}, EUR {_band(first.paid_in_common, 2)} bn would be paid "
        "in common, at the share of EU operations; a standing force has a common budget instead, "
        "at NATO's common budgets a post of its command structure."
    )
    say(
        f"Pay of the pool at the end, EUR {_band(end.pay, 0)} bn a year, is borne anyway: a common "
        "budget that took it over would move it from national budgets."
    )
    say(
        "Published: staffs and budgets of EU, Eurocorps and NATO (`vallum evidence "
        "requirements/command_figures`). Stages, years, posts and costs a soldier are planning "
        "assumptions (requirements/force_path, parameters). Low: everything at its low end."
    )


def _band(found: Range, digits: int = 1) -> str:
    low, central, high = found
    return f"{central:,.{digits}f} ({low:,.{digits}f}-{high:,.{digits}f})"


def _lacks(asked: Mapping[str, int], covered: Mapping[str, int]) -> str:
    parts = [f"{n - covered[e]} {e.replace('_', ' ')}" for e, n in asked.items() if n > covered[e]]
    return ", ".join(parts) or "nothing"
