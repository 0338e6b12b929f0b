"""Settlements: which red lines a draft crosses, what leverage is left, who helps Ukraine.

Fed by: a draft's terms (YAML), red lines (data), and the facts of `vallum.world.settlement`.
To: study, report, the command line.

    check(terms, rules)          -> Verdict     which red lines it crosses, and why
    compare(a, b, rules)         -> Comparison  what moved between two drafts
    smallest_changes(terms, rules) -> Changes   the fewest clauses to touch so that none is crossed
    reader.read_draft(text)      -> Reading     clauses proposed from prose, for a person to confirm
    leverage.leverage(facts, on) -> Leverage    assets, loans, sanctions calendar
    support.support(facts)       -> Support     aid by donor, kind and year

Nothing here judges a clause that no person has confirmed.
"""

from vallum.settlement.compare import Comparison, compare
from vallum.settlement.remedy import Changes, smallest_changes
from vallum.settlement.rules import RedLine, load_rules, shipped_rules
from vallum.settlement.terms import Clause, Terms, load_terms, terms_of_rows
from vallum.settlement.verdict import Finding, Verdict, check

__all__ = [
    "Changes",
    "Clause",
    "Comparison",
    "Finding",
    "RedLine",
    "Terms",
    "Verdict",
    "check",
    "compare",
    "load_rules",
    "load_terms",
    "shipped_rules",
    "smallest_changes",
    "terms_of_rows",
]
