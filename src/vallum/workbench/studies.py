"""Studies of futures that a reader starts, or lets go on.

From: forms, kept studies, earlier jobs.  To: the jobs, the page *Futures*.

What a reader asks for becomes the words of `vallum explore`; the run that these make is known
beforehand, so that a study and its job find each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
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
LARGEST_SEED = 2**31


@dataclass(frozen=True)
class Wanted:
    """One study: a shipped scenario and changes to it, and what the command is told besides.

    policies: besides `as_is`.
    """

    base: str
    changes: tuple[str, ...] = ()
    futures: int = FUTURES
    seed: int = 0
    policies: tuple[str, ...] = ()
    fixed_until: int | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """What stands after `vallum explore BASE` and its changes."""
        words = ["--futures", str(self.futures), "--seed", str(self.seed)]
        words += ["--policies", ",".join(self.policies)] if self.policies else []
        words += ["--fixed-until", str(self.fixed_until)] if self.fixed_until is not None else []
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
    """From the fields of the form: base, futures, seed, policy (any number).

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
    if len(chosen) > MOST_POLICIES:
        faults.append(Problem(f"at most {MOST_POLICIES} policies at a time", field="policy"))
    if faults:
        raise UserError(faults)
    known = policies(shipped(), chosen)  # tells a name that nobody declared
    names = tuple(policy.name for policy in known if policy.name != AS_IS)
    return Wanted(told["base"], (), futures, seed, names)


def wanted_again(run: str, asked: Mapping[str, Any], jobs: Iterable[Job]) -> Wanted | None:
    """What makes this study, so that it goes on; None where neither a job of ours nor a shipped
    scenario with shipped facts does.  asked: what the study wrote down of itself."""
    others = tuple(name for name in asked["policies"] if name != AS_IS)
    numbers = (int(asked["futures"]), int(asked["seed"]), others, asked.get("fixed_until"))
    told = [(job.base, job.changes) for job in jobs if job.study == run]
    for base, changes in dict.fromkeys([*told, (str(asked["name"]), ())]):
        wanted = Wanted(base, changes, *numbers)
        if base in shipped_names() and wanted.run == run:
            return wanted
    return None


def _whole(text: str, least: int, most: int, field: str, faults: list[Problem]) -> int:
    try:
        number = int(text)
    except ValueError:
        number = least - 1
    if not least <= number <= most:
        faults.append(Problem(f"give a whole number from {least} to {most:,}", field=field))
    return number
