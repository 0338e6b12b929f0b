"""What joint orders save beside published figures, and how far two solvers agree.

From: world, the planner for the coalition as one.  To: the validation page and the golden tests.

The coalition as one is solved in seconds and prices national orders as those of its members apart,
so its saving is close to that of the state-level plan, which a run reports.
"""

from __future__ import annotations

from typing import Any

from vallum.forces import assess
from vallum.planner import gather
from vallum.planner.exact import GAP, as_one
from vallum.planner.parts import with_parts
from vallum.planner.plan import decide_exactly
from vallum.report.validation import EXPLAINED, HOLDS, MISSES, Check
from vallum.study.joint_saving import POOLED, Saving, published, published_facts, saving_of
from vallum.study.plan import demand_of
from vallum.world import World

JOINT = "Joint orders against acting apart"
SOLVERS = "Two solvers, one answer"
AGREE = 0.01
WIDER = (
    "theirs is the whole cost of acting apart: duplicate forces and research, closed markets and "
    "prices; ours is the price of what one plan orders jointly, and no more"
)


def joint_checks(world: World) -> list[Check]:
    """The saving of one plan beside each published estimate; then the two solvers."""
    whole = as_one(with_parts(world, gather(world, demand_of(assess(world)))))
    usual, _, told = decide_exactly(whole, world, "close_gaps")
    saving = saving_of(usual)
    agree = abs(told.difference) <= AGREE and told.gap <= GAP
    return [
        *(_against(saving, row) for row in _estimates(world)),
        Check(
            SOLVERS,
            f"{world.scenario.name}, the coalition as one: discounted cost by the integer "
            "programme, beside successive passes at the same shortfall",
            told.cost,
            told.passes_cost,
            "EUR bn",
            f"within {AGREE * 100:.0f} %",
            "vallum_planner",
            HOLDS if agree else MISSES,
            f"proven within {told.gap * 100:.2f} % of the least cost; prices and volumes of the "
            f"passes met within {told.passes_gap * 100:.1f} %; the long tests do the same for "
            "other presets",
        ),
    ]


def _estimates(world: World) -> list[dict[str, Any]]:
    pairs = zip(published(world), published_facts(world), strict=True)
    return [told | {"category": fact["category"]} for told, fact in pairs]


def _against(saving: Saving, row: dict[str, Any]) -> Check:
    """One published estimate: a range of sums, or the most that buying together saves."""
    if row["category"] == POOLED:
        most, ours = 100 * row["high_share"], 100 * saving.share(saving.central)
        low, high = 100 * saving.share(saving.low), 100 * saving.share(saving.high)
        return Check(
            JOINT,
            f"{row['title']}: the most that buying together saves, of what is bought together",
            ours,
            most,
            "%",
            f"up to {most:.0f}",
            row["source"],
            HOLDS if ours <= most else MISSES,
            f"{low:.0f} to {high:.0f} over the stated ranges of learning, line cost and overhead",
        )
    ends = (row[f"{end}_eur_bn"] for end in ("low", "central", "high"))
    known = [float(end) for end in ends if end is not None]
    return Check(
        JOINT,
        f"{row['title']}: cost of acting apart, a year",
        saving.central,
        sum(known) / len(known),
        "EUR bn",
        f"{known[0]:.0f} to {known[-1]:.0f}" if len(known) > 1 else "",
        row["source"],
        EXPLAINED,
        f"{WIDER}; ours {saving.low:.1f} to {saving.high:.1f} over its ranges",
    )
