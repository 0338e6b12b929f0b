"""The few conditions under which a plan fails, in words, and what to do when they come near.

From: samples, failures, the policies tried.  To: `vallum.futures.findings`.

Boxes are PRIM's, rules those of a tree; both over what the points mean: the value of a lever, or
the share of futures below a factor.  A signpost is the box that holds most failures; its trigger
says what to change once the world enters it, if a policy that was tried helps there.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from vallum.futures.cart import grow_tree
from vallum.futures.discover import find_boxes
from vallum.futures.sample import axes
from vallum.world.uncertain import Policy, Uncertainty

HELPS = 0.02
"""Share of failures that a policy must take away to be worth a trigger."""
LIKELY = 0.6
"""Share of failures from which on a leaf of the tree is told."""
Array = np.ndarray


@dataclass(frozen=True)
class FailureBox:
    """Conditions that make a plan fail, in words; coverage and density as in `discover`."""

    conditions: tuple[str, ...]
    coverage: float
    density: float
    cases: int


@dataclass(frozen=True)
class Signpost:
    """What to watch, and what to do once it is there.

    conditions: in words, all at once.  fails: of the futures under them [share], without a change.
    policy, title: what then fails least; None where no policy that was tried helps.
    fails_then: with it.
    """

    conditions: tuple[str, ...]
    fails: float
    policy: str | None
    title: str | None
    fails_then: float
    sentence: str


def boxes_and_rules(
    uncertain: tuple[Uncertainty, ...], points: Array, fails: Array
) -> tuple[tuple[FailureBox, ...], tuple[FailureBox, ...], list[Array]]:
    """Boxes of PRIM, leaves of the tree in which most fail, and which futures lie in each box."""
    columns = _meant(uncertain, points)
    boxes, members = [], []
    for box in find_boxes(columns, fails):
        told = _conditions(uncertain, box.restricted, box.low, box.high)
        if told:
            boxes.append(FailureBox(told, box.coverage, box.density, box.cases))
            members.append(box.holds(columns))
    rules = []
    for leaf in grow_tree(columns, fails):
        told = _conditions(uncertain, leaf.restricted, leaf.low, leaf.high)
        if told and leaf.share >= LIKELY:
            rules.append(FailureBox(told, leaf.hits / int(fails.sum()), leaf.share, leaf.cases))
    return tuple(boxes), tuple(rules), members


def signposts(
    boxes: tuple[FailureBox, ...], members: list[Array], failed: Array, tried: tuple[Policy, ...]
) -> tuple[Signpost, ...]:
    """One for each box; failed (policy, future) [bool], the first policy being no change."""
    found = []
    for box, inside in zip(boxes, members, strict=True):
        share = failed[:, inside].mean(axis=1)
        best = int(np.argmin(share))
        helps = best > 0 and share[0] - share[best] >= HELPS
        when = "; ".join(box.conditions)
        if helps:
            title = tried[best].title
            told = (
                f"{when}: change to '{title}'; the plan then fails in {percent(share[best])} "
                f"of these futures instead of {percent(share[0])}."
            )
        elif len(tried) > 1:
            told = f"{when}: none of the policies tried saves the plan; think of others in time."
        else:
            told = f"{when}: the plan fails in {percent(share[0])}; no other policy was tried."
        found.append(
            Signpost(
                box.conditions,
                float(share[0]),
                tried[best].name if helps else None,
                tried[best].title if helps else None,
                float(share[best]),
                told,
            )
        )
    return tuple(found)


def percent(share: float) -> str:
    """Whole per cent; never 0 or 100 where it is not quite so."""
    if 0 < share < 0.005:
        return "under 1 %"
    if 0.995 <= share < 1:
        return "over 99 %"
    return f"{share * 100:.0f} %"


def _meant(uncertain: tuple[Uncertainty, ...], points: Array) -> Array:
    columns = points.copy()
    for place, what in enumerate(_first_of_groups(uncertain)):
        if what.choices:
            columns[:, place] = [what.choice(float(share)) for share in points[:, place]]
    return columns


def _first_of_groups(uncertain: tuple[Uncertainty, ...]) -> list[Uncertainty]:
    return [next(u for u in uncertain if u.group == name) for name in axes(uncertain)]


def _conditions(
    uncertain: tuple[Uncertainty, ...], restricted: tuple[int, ...], low: Array, high: Array
) -> tuple[str, ...]:
    whats = _first_of_groups(uncertain)
    told = (_words(whats[i], float(low[i]), float(high[i])) for i in restricted)
    return tuple(words for words in told if words)


def _words(what: Uncertainty, low: float, high: float) -> str:
    """One condition in words; empty where it leaves all in."""
    if what.choices:
        kept = [choice for place, choice in enumerate(what.choices) if low <= place <= high]
        if len(kept) == len(what.choices):
            return ""
        return f"{what.title}: {' or '.join(_choice(choice) for choice in kept)}"
    limits = []
    if low > 0.02:
        limits.append(f"above {what.at(low):.2f}")
    if high < 0.98:
        limits.append(f"below {what.at(high):.2f}")
    return f"{what.title} {' and '.join(limits)}" if limits else ""


def _choice(choice: str) -> str:
    if choice[0] not in "+-":
        return choice.replace("_", " ")
    years = int(choice)
    if years == 0:
        return "as the scenario has it"
    return f"{abs(years)} year{'s' if abs(years) > 1 else ''} {'later' if years > 0 else 'earlier'}"
