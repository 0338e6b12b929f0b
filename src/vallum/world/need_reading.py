"""How a set of needs is to be read, for a run kept earlier.

From: requirements/need_sets.  To: the workbench.
"""

from __future__ import annotations

from vallum.errors import UserError
from vallum.evidence import Evidence


def us_counts_towards(need_set: str, evidence: Evidence) -> bool:
    """Whether the United States counts towards the main need of a set.

    Raises UserError where these facts declare no such set.
    """
    for row in evidence.table("requirements/need_sets").iter_rows(named=True):
        if row["set"] == need_set:
            return str(row["reading"]) == "with_us"
    raise UserError(f"the facts at hand declare no set of needs '{need_set}'")
