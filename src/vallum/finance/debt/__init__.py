"""Can the debt bear it: the European Commission's debt sustainability analysis.

From: `Case` of a state, from the World's facts or a file.  To: study, `vallum debt`.
"""

from vallum.finance.debt.assess import (
    DRAWS,
    LENGTHS,
    READINGS,
    SEED,
    DebtPaths,
    StateDebt,
    project_debt,
    project_lengths,
)
from vallum.finance.debt.case import LAST_YEAR, SHOCKS, START_YEAR, Case
from vallum.finance.debt.inputs import read_cases

__all__ = [
    "DRAWS",
    "LAST_YEAR",
    "LENGTHS",
    "READINGS",
    "SEED",
    "SHOCKS",
    "START_YEAR",
    "Case",
    "DebtPaths",
    "StateDebt",
    "project_debt",
    "project_lengths",
    "read_cases",
]
