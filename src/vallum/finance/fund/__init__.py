"""Who pays for a plan, with which instrument: front door `fund(facts, need) -> Funding`."""

from __future__ import annotations

from vallum.finance.fund.programme import ALWAYS, DEFAULT, Need, fund
from vallum.finance.fund.result import Funding
from vallum.world.burden_keys import named_key, read_key

__all__ = ["ALWAYS", "DEFAULT", "Funding", "Need", "fund", "named_key", "read_key"]
