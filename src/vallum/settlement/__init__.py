"""Draft settlements against red lines, and the leverage that Europe holds.

From: texts, rules, frozen assets, sanctions, aid.  To: study, report, commands.

A rule's branches are tried in order; the first whose condition holds gives its outcome, so every
rule has exactly one for every text.  Order of clauses never matters: a branch asks whether some
clause meets it.
"""

from vallum.settlement.check import Verdict, Verdicts, check
from vallum.settlement.clearing import Change, clearing
from vallum.settlement.compare import Moved, compare

__all__ = ["Change", "Moved", "Verdict", "Verdicts", "check", "clearing", "compare"]
