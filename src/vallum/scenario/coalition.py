"""Which states a scenario's coalition consists of.

From: a scenario; the tables of memberships and states.  To: World.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vallum.errors import Problem, UserError, did_you_mean
from vallum.scenario.codes import state_code_fault
from vallum.scenario.model import Scenario

if TYPE_CHECKING:
    import polars as pl

MEMBERSHIP_DATE = "2026-11-01"
"""The day whose memberships count, for all years of a scenario: no future accession is assumed."""


def resolve_coalition(
    scenario: Scenario,
    memberships: pl.DataFrame,
    states: pl.DataFrame,
    on: str = MEMBERSHIP_DATE,
) -> list[str]:
    """The coalition's members as sorted ISO alpha-3 codes.

    memberships: columns state, group, from, to; dates as text: a year, a month or a day; an empty
    `from` means always, an empty `to` still (the United Kingdom stands in EU with `to` 2020-01-31).
    states: columns state, name, european ("yes" or "no").  on: a day as YYYY-MM-DD.

    members = (members of `include` on that day that are European, and `partners`) less `exclude`.
    Raises UserError with every state or group that does not exist, every group that has nobody on
    that day, every excluded state that no group or partner brings in (not even before the cut to
    European states), or if nobody is left.
    """
    names = dict(states.select("state", "name").iter_rows())
    groups = _members_on(memberships, on)
    coalition = scenario.coalition
    problems = [
        *_unknown_groups(scenario, groups, on),
        *_unknown_states(scenario, "partners", coalition.partners, names, groups),
        *_unknown_states(scenario, "exclude", coalition.exclude, names, groups),
    ]
    named = {state for group in coalition.include for state in groups.get(group, ())}
    named |= set(coalition.partners)
    if not problems:  # with a group unknown, nobody can say who is not in it
        for index, state in enumerate(coalition.exclude):
            if state not in named:
                told = (
                    f"{state} ({names[state]}) is not in the coalition: leave it out of this list"
                )
                problems.append(scenario.problem(f"coalition.exclude[{index}]", told))
    if problems:
        raise UserError(problems)
    european = set(states.filter(states["european"] == "yes")["state"])
    members = ((named & european) | set(coalition.partners)) - set(coalition.exclude)
    if not members:
        told = "leaves the coalition without a member: name a group with European members"
        field = "coalition.exclude" if coalition.exclude else "coalition.include"
        raise UserError(scenario.problem(field, f"{told}, or a state in coalition.partners"))
    return sorted(members)


def _members_on(memberships: pl.DataFrame, on: str) -> dict[str, set[str]]:
    """Group -> its members on a day; groups without any on that day are kept, empty."""
    groups: dict[str, set[str]] = {}
    for state, group, start, end in memberships.select("state", "group", "from", "to").iter_rows():
        members = groups.setdefault(group, set())
        if _first_day(start) <= on <= _last_day(end):
            members.add(state)
    return groups


def _first_day(date: str | None) -> str:
    """A year or month stands for its first day; ISO dates sort as text."""
    date = (date or "").strip() or "0001"
    return date + "-01-01"[len(date) - 4 :]


def _last_day(date: str | None) -> str:
    date = (date or "").strip() or "9999"
    return date + "-12-31"[len(date) - 4 :]  # no month's last day sorts after its 31st


def _unknown_groups(scenario: Scenario, groups: dict[str, set[str]], on: str) -> list[Problem]:
    problems = []
    for index, group in enumerate(scenario.coalition.include):
        if group not in groups:
            told = f"there is no group '{group}' in the memberships{_nearest_group(group, groups)}"
        elif not groups[group]:
            told = f"'{group}' has no member on {on}"
        else:
            continue
        problems.append(scenario.problem(f"coalition.include[{index}]", told))
    return problems


def _nearest_group(group: str, groups: dict[str, set[str]]) -> str:
    same = [known for known in groups if known.lower() == group.lower()]
    return f"; did you mean '{same[0]}'?" if same else did_you_mean(group, sorted(groups))


def _unknown_states(
    scenario: Scenario,
    key: str,
    codes: tuple[str, ...],
    names: dict[str, str],
    groups: dict[str, set[str]],
) -> list[Problem]:
    problems = []
    for index, code in enumerate(codes):
        if code in names:
            continue
        told = state_code_fault(code)
        if code in groups:
            told = f"'{code}' is a group, not a state: name it under coalition.include"
        elif told is None:
            told = (
                f"'{code}' is not the ISO alpha-3 code of a state in the evidence"
                f"{did_you_mean(code, sorted(names))}"
            )
        problems.append(scenario.problem(f"coalition.{key}[{index}]", told))
    return problems
