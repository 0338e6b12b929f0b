"""An Armaments Bank: capital, rating, accounts, stresses.  Front door: `found(facts, design)`."""

from __future__ import annotations

from vallum.finance.bank.accounts import STRESSES
from vallum.finance.bank.compare import compare
from vallum.finance.bank.design import Design, read_design
from vallum.finance.bank.found import Bank, found

__all__ = ["STRESSES", "Bank", "Design", "compare", "found", "read_design"]
