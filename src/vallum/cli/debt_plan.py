"""`vallum debt --plan`: debt with the draws of a kept run's plan beside debt without.

From: `vallum debt`.  Imports everything heavy: imported inside that command.
"""

from __future__ import annotations

from dataclasses import replace

from vallum.cli.jobs import open_store, scenario_of
from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.finance.debt.assess import DebtPaths
from vallum.study.funding import fund_run, with_plan


def with_plan_of(
    run: str, evidence: Evidence, found: DebtPaths, years: int, reading: str, *, own: bool
) -> DebtPaths:
    """The answers with the paths of the plan; of many states, those that the plan knows.

    Raises UserError beside inputs of one's own or an escape clause by hand: the plan brings both.
    """
    if own:
        raise UserError("--plan brings its own draws: leave out --inputs and --escape-clause")
    kept = open_store().get(run)
    funding = fund_run(kept.frames(), evidence, scenario_of(kept))
    many = len(found.states) > 1
    states = [
        held
        if many and held.state not in funding.states
        else with_plan(held, funding, years, reading)
        for held in found.states
    ]
    return replace(found, states=type(found.states)(states))
