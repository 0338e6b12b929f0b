"""The levers of the what-if page: few, each in words, each a change of the scenario.

From: addresses and forms.  To: the what-if page, the API.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl

from vallum.scenario import load_scenario, preset_names
from vallum.scenario.workbook import parse_text
from vallum.workbench.asked import BASE, Asked, base_values
from vallum.workbench.facts import members_of, preset, shipped, state_names

LEAVE, SPEND, JOINT, PACE = "leave", "spend", "joint", "pace"
MEMBER, MEMBERS = "in", "members"
STAY = 2041
"""Stands at the end of the first slider: they stay."""
JOINT_FROM = 2030
LEVERS = (LEAVE, SPEND, JOINT, PACE, MEMBER, MEMBERS)
_YEARS = ("us.troops_leave", "us.enablers_leave")


@dataclass(frozen=True)
class Slider:
    """One slider: where it stands, and in words.

    of: what a factor is a factor on [share]; 0 where the slider's value says it all.
    """

    name: str
    label: str
    least: float
    most: float
    step: float
    value: float
    shown: str
    help: str
    of: float = 0.0


@dataclass(frozen=True)
class Chip:
    """One state, in or out."""

    state: str
    name: str
    chosen: bool


def pulled(pairs: Sequence[tuple[str, str]]) -> Asked:
    """What the levers ask for, on top of what the address says besides.

    Raises UserError for a lever that stands nowhere, as `Asked.of` does for fields.
    """
    given = [(name, text) for name, text in pairs if name not in LEVERS]
    asked = Asked.of(given)
    told = {name: text for name, text in pairs if name in LEVERS}
    fields = asked.values
    if LEAVE in told:
        year = told[LEAVE].split(".", maxsplit=1)[0]
        leaves = "null" if year == str(STAY) else year
        fields |= dict.fromkeys(_YEARS, leaves)
    if SPEND in told:
        fields["money.extra_pct_gdp"] = told[SPEND]
    if JOINT in told:
        share = told[JOINT]
        none = share.strip("0.") == ""
        fields["procurement.joint_share_min"] = "{}" if none else f"{{{JOINT_FROM}: {share}}}"
    if PACE in told:
        fields["procurement.line_pace"] = told[PACE]
    if MEMBERS in told:  # sent with the chips, so that none chosen is told from no chips at all
        fields |= _members(asked, {text for name, text in pairs if name == MEMBER})
    return Asked.of([(BASE, asked.base), *fields.items()])


def sliders(asked: Asked) -> list[Slider]:
    """Where each slider stands."""
    values = {**base_values(asked.base), **asked.values}
    text = values["us.enablers_leave"]
    year = STAY if text == "null" else _number(text, 2028)
    spend = _number(values["money.extra_pct_gdp"], 0.0)
    joint = _joint(values["procurement.joint_share_min"])
    pace = _number(values["procurement.line_pace"], 1.0)
    low, growth, high = _growth("line_growth")
    _, of_yards, _ = _growth("line_growth_ships")
    return [
        Slider(
            LEAVE, "US forces and enablers are gone by the end of", 2026, STAY, 1, year,
            "they stay" if year == STAY else f"{year:.0f}",
            "Troops, tankers, surveillance and command. At the right end they stay.",
        ),
        Slider(
            SPEND, "Extra defence spending of every member", 0, 2, 0.1, spend,
            f"{spend:.1f} % of GDP", "Above the announced path, from 2027.",
        ),
        Slider(
            JOINT, "Least share of orders placed jointly", 0, 0.9, 0.1, joint,
            f"{100 * joint:.0f} %", f"Of the value of a year's orders, from {JOINT_FROM} on.",
        ),
        Slider(
            PACE, "Production lines grow by at most",
            min(low / growth, pace), max(high / growth, pace), 0.2, pace,
            f"{100 * growth * pace:.0f} % a year",
            f"The facts assume {100 * growth:.0f} %, and {100 * low:.0f} to {100 * high:.0f} % as "
            f"its range; yards for large ships move along, from {100 * of_yards:.0f} %.", growth,
        ),
    ]  # fmt: skip


def chips(asked: Asked) -> list[Chip]:
    """The states that one may put in or take out."""
    now = set(members_of(asked.scenario()))
    names = state_names()
    return [Chip(state, names[state], state in now) for state in sorted(_candidates() | now)]


@cache
def _candidates() -> frozenset[str]:
    """Members of any shipped preset's coalition."""
    found: Iterable[str] = (state for name in preset_names() for state in members_of(preset(name)))
    return frozenset(found)


@cache
def _growth(parameter: str) -> tuple[float, float, float]:
    """Low, central and high of a stated assumption [share a year]."""
    rows = shipped().table("requirements/parameters").filter(pl.col("parameter") == parameter)
    low, central, high = rows.select("low", "central", "high").row(0)
    return low, central, high


def _members(asked: Asked, wanted: set[str]) -> dict[str, str]:
    """The fields by which the coalition has these members."""
    kept = [text for text in asked.changes if not text.startswith(("coalition.p", "coalition.e"))]
    by_group = set(
        members_of(
            load_scenario(
                asked.base,
                set_=[*kept, "coalition.partners=[]", "coalition.exclude=[]"],
            )
        )
        if _named(asked, "coalition.include")
        else ()
    )
    before = [state for state in _named(asked, "coalition.partners") if state in wanted]
    partners = before + sorted(wanted - by_group - set(before))
    exclude = sorted(by_group - wanted)
    return {
        "coalition.partners": f"[{', '.join(partners)}]",
        "coalition.exclude": f"[{', '.join(exclude)}]",
    }


def _named(asked: Asked, field: str) -> list[str]:
    text = asked.values.get(field, base_values(asked.base)[field])
    found = parse_text(field, text)
    return [str(item) for item in found] if isinstance(found, list) else []


def _number(text: str, otherwise: float) -> float:
    try:
        return float(text)
    except ValueError:
        return otherwise


def _joint(text: str) -> float:
    """The share that a path ends with; 0 without one."""
    try:
        path = parse_text("procurement.joint_share_min", text)
        return float(list(path.values())[-1]) if path else 0.0
    except (ValueError, AttributeError, TypeError):
        return 0.0
