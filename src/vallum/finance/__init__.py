"""What states spend on defence and have promised to.

Front door: `spend(world) -> Spending`.
"""

from __future__ import annotations

from vallum.finance.spending import Spending, spend

__all__ = ["Spending", "spend"]
