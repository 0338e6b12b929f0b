"""Keys by which states share burdens, published ones and blends.

From: `vallum.world.instruments`.  To: funding, the bank, `vallum share`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vallum.errors import UserError, did_you_mean
from vallum.world.instruments import FundingFacts, Instrument

NAMES = {
    "gdp": "gdp",
    "population": "population",
    "ecb": "ecb_capital_key",
    "eib": "eib_capital_share",
    "esm": "esm_capital_key",
}
"""Short names and what they mean; capability and threat come with a run."""


def read_key(
    text: str,
    facts: FundingFacts,
    states: Sequence[str],
    more: Mapping[str, Mapping[str, float]] | None = None,
) -> dict[str, float]:
    """A key or a blend (`gdp:0.5,population:0.5`) over these states [share, sums to 1].

    A published key without some of the states gives them nothing.  Raises UserError for an unknown
    key, or parts of a blend that do not sum to 1.
    """
    parts: list[tuple[str, float]] = []
    for piece in text.split(","):
        name, _, weight = piece.strip().partition(":")
        try:
            parts.append((name, float(weight) if weight else 1.0))
        except ValueError:
            raise UserError(f"'{piece}' is no part of a key: write it like gdp:0.5") from None
    total = sum(weight for _, weight in parts)
    if any(weight < 0 for _, weight in parts) or abs(total - 1) > 1e-6:
        raise UserError(f"the parts of the key '{text}' sum to {total:g}: they must sum to 1")
    found = dict.fromkeys(states, 0.0)
    for name, portion in parts:
        for state, share in named_key(name, facts, states, more).items():
            found[state] += portion * share
    return found


def named_key(
    name: str,
    facts: FundingFacts,
    states: Sequence[str],
    more: Mapping[str, Mapping[str, float]] | None = None,
) -> dict[str, float]:
    """One key over these states [share].  Raises UserError if unknown or empty for all of them."""
    name = NAMES.get(name, name)
    known: dict[str, Mapping[str, float]] = {**facts.keys, **(more or {})}
    known["population"] = facts.population
    known["gdp"] = {
        str(state): float(value)
        for state, value in zip(
            facts.gdp["state"].values, facts.gdp.isel(year=0).values, strict=True
        )
    }
    if name not in known:
        choices = sorted({*NAMES, *known})
        hint = did_you_mean(name, choices) or f"; there are {', '.join(choices)}"
        raise UserError(f"no key '{name}'{hint}")
    weights = {state: float(known[name].get(state, 0.0)) for state in states}
    total = sum(weights.values())
    if total <= 0:
        raise UserError(f"the key '{name}' gives nothing to any of {', '.join(states)}")
    return {state: weight / total for state, weight in weights.items()}


def guarantors(facts: FundingFacts, terms: Instrument, states: Sequence[str]) -> list[str]:
    """Who stands behind an instrument: all that a published key names, else its members."""
    if terms.key in facts.keys:
        return [state for state in states if facts.keys[terms.key].get(state, 0.0) > 0]
    return [state for state in states if state in terms.members]


def backing(facts: FundingFacts, terms: Instrument, states: Sequence[str]) -> dict[str, float]:
    """Part of each guarantor among these states [share]; empty where none of them stands behind it.

    Raises UserError for an unknown key.
    """
    behind = guarantors(facts, terms, states)
    return named_key(terms.key, facts, behind) if behind else {}
