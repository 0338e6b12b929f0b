"""The shipped facts, read once, and what pages ask of them.

To: pages.
"""

from __future__ import annotations

import re
from functools import cache
from threading import Lock

from vallum.evidence import Evidence
from vallum.scenario import Scenario, load_scenario, resolve_coalition

_reading = Lock()


def shipped() -> Evidence:
    # Who asks while another reads waits for that one instead of reading the same again.
    with _reading:
        return _read()


@cache
def _read() -> Evidence:
    return Evidence.load()


def members_of(scenario: Scenario) -> list[str]:
    """ISO codes of the coalition.  Raises UserError for a state or group that is not there."""
    facts = shipped()
    return resolve_coalition(
        scenario, facts.table("governance/memberships"), facts.table("geography/states")
    )


@cache
def preset(name: str) -> Scenario:
    """A shipped scenario, read once."""
    return load_scenario(name)


@cache
def state_names() -> dict[str, str]:
    """ISO code -> name."""
    return dict(shipped().table("geography/states").select("state", "name").iter_rows())


def spelled(sentence: str) -> str:
    """The same with states by name: a command's reader knows codes, a page's need not."""
    names = state_names()
    return re.sub(r"\b[A-Z]{3}\b", lambda found: names.get(found[0], found[0]), sentence)
