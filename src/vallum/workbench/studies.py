"""Studies of futures that a reader starts, or lets go on.

From: forms, kept studies, earlier jobs.  To: the jobs, the page *Futures*.

What a reader asks for becomes the words of `vallum explore`; the run that these make is known
beforehand, so that a study and its job find each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from vallum.errors import Problem, UserError
from vallum.futures.explore import asked_as
from vallum.scenario import shipped_names
from vallum.workbench.asked import Asked
from vallum.workbench.facts import shipped
from vallum.workbench.jobs import Job
from vallum.world.uncertain import AS_IS, policies

FUTURES, MOST_FUTURES = 256, 4_000
"""How many a form begins with, and the most that a reader of the server may ask for."""
MOST_POLICIES = 4
MOST_ROUNDS = 20
"""Of screening: each takes as many futures as there are uncertainties, and one more."""
MOST_BY_STATE = 4
"""Futures that are planned by state as well, a minute each."""
LARGEST_SEED = 2**31
OPTIONS = ("fixed_until", "by", "screen", "check_state")
"""Fields of the form, and words of the command, that may be left out."""
LABELS = {
    "base": "Scenario",
    "futures": "Futures",
    "seed": "Seed",
    "policy": "Policies",
    "by": "The year after which a future fails",
    "fixed_until": "The year up to which orders are kept",
    "screen": "Rounds",
    "check_state": "Futures state by state",
}
"""What the form calls its fields, where it tells faults."""


@dataclass(frozen=True)
class Wanted:
    """One study: a shipped scenario and changes to it, and what the command is told besides.

    policies: besides `as_is`.  by, fixed_until: years; screen: rounds; check_state: futures.
    """

    base: str
    changes: tuple[str, ...] = ()
    futures: int = FUTURES
    seed: int = 0
    policies: tuple[str, ...] = ()
    fixed_until: int | None = None
    by: int | None = None
    screen: int = 0
    check_state: int = 0

    @property
    def more(self) -> bool:
        """Whether findings are asked for that a kept study may not hold."""
        return bool(self.by or self.screen or self.check_state)

    @property
    def words(self) -> tuple[str, ...]:
        """What stands after `vallum explore BASE` and its changes."""
        words = ["--futures", str(self.futures), "--seed", str(self.seed)]
        words += ["--policies", ",".join(self.policies)] if self.policies else []
        for name in OPTIONS:
            if value := getattr(self, name):
                words += [_option(name), str(value)]
        return tuple(words)

    @property
    def run(self) -> str:
        """The run that it makes.  Raises UserError where the scenario does not hold together."""
        return asked_as(
            Asked(self.base, self.changes).scenario(),
            shipped(),
            futures=self.futures,
            seed=self.seed,
            names=(AS_IS, *self.policies),
            fixed_until=self.fixed_until,
        )[0]


def wanted_by(pairs: Iterable[tuple[str, str]]) -> Wanted:
    """From the fields of the form: base, futures, seed, policy (any number), and `OPTIONS`.

    Raises UserError with every fault.
    """
    given = list(pairs)
    told = dict(given)
    chosen = tuple(dict.fromkeys(text for name, text in given if name == "policy"))
    faults = []
    if told.get("base", "") not in shipped_names():
        faults.append(Problem("choose one of the shipped scenarios", field="base"))
    futures = _whole(told.get("futures", str(FUTURES)), 1, MOST_FUTURES, "futures", faults)
    seed = _whole(told.get("seed", "0"), 0, LARGEST_SEED, "seed", faults)
    years = range(0)
    if not faults:
        horizon = Asked(told["base"]).scenario().horizon
        years = range(horizon.first, horizon.last + 1)
    by = _year(told, "by", years, faults)
    fixed_until = _year(told, "fixed_until", years[:-1], faults)
    screen = _whole(told.get("screen") or "0", 0, MOST_ROUNDS, "screen", faults)
    by_state = _whole(told.get("check_state") or "0", 0, MOST_BY_STATE, "check_state", faults)
    if len(chosen) > MOST_POLICIES:
        faults.append(Problem(f"at most {MOST_POLICIES} policies at a time", field="policy"))
    if faults:
        raise UserError(faults)
    known = policies(shipped(), chosen)  # tells a name that nobody declared
    names = tuple(policy.name for policy in known if policy.name != AS_IS)
    return Wanted(told["base"], (), futures, seed, names, fixed_until, by, screen, by_state)


def wanted_again(run: str, asked: Mapping[str, Any], jobs: Iterable[Job]) -> Wanted | None:
    """What makes this study, so that it goes on; None where neither a job of ours nor a shipped
    scenario with shipped facts does.  asked: what the study wrote down of itself."""
    others = tuple(name for name in asked["policies"] if name != AS_IS)
    numbers = int(asked["futures"]), int(asked["seed"]), others, asked.get("fixed_until")
    told = [(job.base, job.changes, job.words) for job in jobs if job.study == run]
    for base, changes, words in dict.fromkeys([*told, (str(asked["name"]), (), ())]):
        wanted = Wanted(
            base,
            changes,
            *numbers,
            by=_told(words, "by"),
            screen=_told(words, "screen") or 0,
            check_state=_told(words, "check_state") or 0,
        )
        if base in shipped_names() and wanted.run == run:
            return wanted
    return None


def _shown(number: int) -> str:
    return str(number) if 1900 < number < 2200 else f"{number:,}"


def _told(words: Sequence[str], field: str) -> int | None:
    """What a job was told of a field of `Wanted`; None where nothing."""
    text = dict(pairwise(words)).get(_option(field))
    return None if text is None else int(text)


def _option(field: str) -> str:
    return f"--{field.replace('_', '-')}"


def _year(told: Mapping[str, str], field: str, years: range, faults: list[Problem]) -> int | None:
    """The year of a field; None where it is empty.  years: none while other faults stand."""
    text = told.get(field, "").strip()
    if not text or not years:
        return None
    return _whole(text, years[0], years[-1], field, faults)


def _whole(text: str, least: int, most: int, field: str, faults: list[Problem]) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        faults.append(Problem(f"give a whole number from {least} to {_shown(most)}", field=field))
    return number
