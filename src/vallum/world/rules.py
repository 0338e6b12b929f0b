"""Rules of voting as data: what a vote needs to carry.

From: governance/voting_rules, or a few words such as `states=0.55,population=0.65,blocking=4`.
To: `vallum.world.institutions`, `vallum.governance`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from vallum.errors import Problem, UserError, did_you_mean

LARGEST_DENOMINATOR = 1000
"""0.3333 and 0.666667 stand for thirds, 0.65 for itself."""
WORDS = {
    "states": "states_share",
    "population": "population_share",
    "weight": "weight_needed",
    "blocking": "blocking_min_states",
}
"""How a rule is written on the command line -> the field it sets."""


@dataclass(frozen=True)
class Rule:
    """What a vote needs.

    voters: EU, NATO, UN (all members of it), or any (those the vote lists).
    of_cast: thresholds are shares of yes and no alone, not of all that may vote.
    states_share, population_share: shares needed, exact; more_than: more than `states_share`.
    weight_needed: weight that those in favour must reach, where the rule states it.
    blocking_min_states: fewer opponents cannot block.
    blocking_over_share: the same, counted from the states of more than this share and one more.
    abstention_blocks: an abstention counts as a no.
    abstention_limit: share of states and of people that may not stand aside.
    """

    name: str
    title: str
    voters: str = "any"
    of_cast: bool = False
    states_share: Fraction | None = None
    more_than: bool = False
    population_share: Fraction | None = None
    weight_needed: int | None = None
    blocking_min_states: int | None = None
    blocking_over_share: Fraction | None = None
    abstention_blocks: bool = True
    abstention_limit: Fraction | None = None

    def __post_init__(self) -> None:
        for name in ("states_share", "population_share", "blocking_over_share", "abstention_limit"):
            share = getattr(self, name)
            if share is not None and not 0 <= share <= 1:
                told = f"the rule '{self.name}' asks for {name} {float(share):g}; it lies in 0 to 1"
                raise UserError(told)
        if self.states_share is None and not self.asks_people:
            raise UserError(f"the rule '{self.name}' needs a share of states or of people")

    @property
    def asks_people(self) -> bool:
        """Whether weights of voters matter to it."""
        return self.population_share is not None or self.weight_needed is not None


def rule_of_row(row: Mapping[str, Any]) -> Rule:
    """One row of governance/voting_rules.  Raises UserError, with its place, for a faulty one."""
    try:
        return Rule(
            name=row["rule"],
            title=row["title"],
            voters=row["voters"],
            of_cast=row["counted"] == "cast",
            states_share=exact(row["states_share"]),
            more_than=row["more_than"] == "yes",
            population_share=exact(row["population_share"]),
            weight_needed=row["weight_needed"],
            blocking_min_states=row["blocking_min_states"],
            blocking_over_share=exact(row["blocking_over_share"]),
            abstention_blocks=row["abstention"] == "not_in_favour",
            abstention_limit=exact(row["abstention_limit"]),
        )
    except UserError as fault:
        told = fault.problems[0].message
        raise UserError(Problem(told, row.get("_file"), row.get("_line"))) from fault


def find_rule(word: str, rules: Mapping[str, Rule]) -> Rule:
    """A rule by name, or one written as `states=0.55,population=0.65,blocking=4`.

    Shares may be fractions (`12/17`).  Raises UserError for an unknown name or a faulty threshold.

    >>> find_rule("population=12/17", {}).population_share
    Fraction(12, 17)
    """
    if word in rules:
        return rules[word]
    if "=" not in word:
        near = did_you_mean(word, sorted(rules)) or f"; the rules are {', '.join(sorted(rules))}"
        raise UserError(f"there is no rule '{word}'{near}")
    found: dict[str, Any] = {}
    for part in word.split(","):
        key, _, value = part.partition("=")
        if key.strip() not in WORDS:
            known = ", ".join(WORDS)
            raise UserError(f"'{key.strip()}' is no part of a rule; the parts are {known}")
        found[WORDS[key.strip()]] = _threshold(key.strip(), value.strip())
    return Rule(name=word, title=word, **found)


def exact(share: float | None) -> Fraction | None:
    """The fraction that a share in a table stands for.

    >>> exact(0.65), exact(0.3333), exact(None)
    (Fraction(13, 20), Fraction(1, 3), None)
    """
    if share is None:
        return None
    return Fraction(str(share)).limit_denominator(LARGEST_DENOMINATOR)


def _threshold(key: str, value: str) -> Fraction | int:
    counts = key in ("weight", "blocking")
    wanted = "a whole number above 0" if counts else "a share such as 0.65 or 12/17"
    try:
        number = Fraction(value)
    except (ValueError, ZeroDivisionError):
        raise UserError(f"{key}={value}: it must be {wanted}") from None
    if counts and (number.denominator != 1 or number < 1):
        raise UserError(f"{key}={value}: it must be {wanted}")
    if not counts and not 0 <= number <= 1:
        raise UserError(f"{key}={value}: a threshold is a share from 0 to 1")
    return int(number) if counts else number
