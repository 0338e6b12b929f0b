"""Who votes, by which rule, with what weight: the Union and its neighbours as plain records.

From: governance/voting_rules, memberships, council_population; economy/population.  To:
`vallum.governance`, and the World's arrays of the same facts (`world.governance`).

Weights are people counted for votes in the Council.  A state that the Council's figures of a year
do not hold (a candidate) has the population of the end of the year before, in whole thousands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import polars as pl

from vallum.errors import UserError, did_you_mean
from vallum.evidence import Evidence
from vallum.world.rules import Rule, find_rule, rule_of_row

UNION = "EU"
TODAY = "2026-07-01"
"""Facts describe the world up to the middle of this year."""
ALIASES = {"EU27": UNION}
SHARES = 100
"""Where only rounded shares were published, weights are hundredths of a per cent."""


@dataclass(frozen=True)
class Institutions:
    """Rules and voters.

    rules: name -> rule.  populations: voting year -> state -> weight in that year's unit.
    shares_only: years whose weights are shares.  people: (state, year) -> people at its end.
    terms: (state, group) -> first and last day, `""` and `"9999"` where open.
    names: ISO code -> plain English name.
    """

    rules: Mapping[str, Rule]
    populations: Mapping[int, Mapping[str, int]]
    shares_only: frozenset[int]
    people: Mapping[tuple[str, int], int]
    terms: Mapping[tuple[str, str], tuple[str, str]]
    names: Mapping[str, str]

    def rule(self, word: str) -> Rule:
        """Raises UserError for an unknown name or a faulty threshold (see `find_rule`)."""
        return find_rule(word, self.rules)

    def members(self, words: str, day: str = TODAY) -> tuple[str, ...]:
        """Sorted codes of groups and states joined by commas; a minus takes one out.

        words: `EU27`, `EU27,UKR`, `EU27,-HUN`, `NATO`; day: on which groups are looked at.
        Raises UserError for a word that is neither a group nor a state, or where nobody is left.
        """
        found: set[str] = set()
        for word in (part.strip() for part in words.split(",")):
            less, name = word.startswith("-"), word.lstrip("-")
            named = self._named(ALIASES.get(name, name), day)
            found = found - named if less else found | named
        if not found:
            raise UserError(f"'{words}' names no voter on {day}")
        return tuple(sorted(found))

    def weights(self, states: Iterable[str], year: int) -> dict[str, int]:
        """State -> people in votes of that year.

        Raises UserError for a year without figures, or a state without people.
        """
        if year not in self.populations:
            known = ", ".join(str(each) for each in sorted(self.populations))
            raise UserError(f"there are no populations for votes in {year}; known are {known}")
        table = self.populations[year]
        found: dict[str, int] = {}
        for state in states:
            if state in table:
                found[state] = table[state]
            elif year in self.shares_only:
                raise UserError(
                    f"votes of {year} are known by shares of the members alone: {state} has none"
                )
            else:
                found[state] = self._people(state, year)
        return found

    def nearest_year(self, day: str) -> int:
        """The year of population figures nearest to a day; the earlier of two as near."""
        asked = int(day[:4])
        return min(sorted(self.populations), key=lambda year: abs(year - asked))

    def _named(self, name: str, day: str) -> set[str]:
        groups = {group for _, group in self.terms}
        if name in groups:
            return {
                state
                for (state, group), (first, last) in self.terms.items()
                if group == name and first <= day <= last
            }
        if name not in self.names:
            near = did_you_mean(name, [*sorted(groups), *sorted(self.names)])
            raise UserError(f"'{name}' is neither a group nor a state{near}")
        return {name}

    def _people(self, state: str, year: int) -> int:
        counted = [known for name, known in self.people if name == state]
        if not counted:
            raise UserError(f"there is no population for {state}: give one by --population FILE")
        return self.people[state, min(counted, key=lambda known: (abs(known - year + 1), known))]


def institutions(evidence: Evidence) -> Institutions:
    """Read once from the facts.  Raises UserError, with its place, for a faulty rule."""
    return evidence.remember("institutions", lambda: _read(evidence))


def _read(evidence: Evidence) -> Institutions:
    rules = {
        row["rule"]: rule_of_row(row)
        for row in evidence.table("governance/voting_rules").iter_rows(named=True)
    }
    populations: dict[int, dict[str, int]] = {}
    counts = evidence.table("governance/council_population")
    shares = frozenset(counts.filter(pl.col("population").is_null())["voting_year"].to_list())
    for row in counts.sort("voting_year", "state").iter_rows(named=True):
        year = row["voting_year"]
        weight = round(SHARES * row["share_pct"]) if year in shares else row["population"]
        populations.setdefault(year, {})[row["state"]] = weight
    people = {
        (row["state"], row["year"]): round(1000 * row["central"]) * 1000
        for row in evidence.table("economy/population").iter_rows(named=True)
    }
    terms = {
        (row["state"], row["group"]): (row["from"] or "", row["to"] or "9999")
        for row in evidence.table("governance/memberships").iter_rows(named=True)
    }
    names = dict(evidence.table("geography/states").select("state", "name").iter_rows())
    return Institutions(rules, populations, shares, people, terms, names)
