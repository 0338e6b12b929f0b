"""Drafts for the tests of settlement: made by hand, shipped, and drawn at random."""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st

from model_runs import evidence
from vallum.evidence.schemas.ukraine import EFFECTS, TERRITORIES
from vallum.settlement import Clause, Terms
from vallum.settlement.vocabulary import FLAGS, LISTS, NUMBERS, PARTIES, SCOPES, TOPICS
from vallum.study.settlement import library


@cache
def shipped() -> dict[str, Terms]:
    return {terms.id: terms for terms in library(evidence())}


def clause(name: str = "a", topic: str = "other", **effect: Any) -> Clause:
    return Clause(name, topic, effect=effect)


def draft(*clauses: Clause, authors: tuple[str, ...] = ("USA",), scope: str = "partial") -> Terms:
    return Terms("x", "A draft", "2026-01-01", authors, clauses, scope=scope)


def _values(name: str) -> st.SearchStrategy[Any]:
    if name in FLAGS:
        return st.booleans()
    if name in NUMBERS:
        return st.none() | st.floats(0, 1e6)
    if name in PARTIES:
        return st.lists(st.sampled_from(["RUS", "UKR", "USA", "FRA"]), max_size=2).map(tuple)
    words = EFFECTS[name] or ("word",)
    if name in LISTS:
        return st.lists(st.sampled_from(words), max_size=2, unique=True).map(tuple)
    return st.sampled_from(words)


EFFECT = st.lists(st.sampled_from(sorted(EFFECTS)), max_size=4, unique=True).flatmap(
    lambda names: st.fixed_dictionaries({name: _values(name) for name in names})
)
CLAUSES = st.lists(st.tuples(st.sampled_from(TOPICS), EFFECT), max_size=7).map(
    lambda found: tuple(
        Clause(f"k{place}", topic, effect=effect) for place, (topic, effect) in enumerate(found)
    )
)
DRAFTS = st.builds(
    lambda clauses, authors, scope: Terms(
        "r", "Random", "2026-01-01", authors, clauses, scope=scope
    ),
    CLAUSES,
    st.lists(st.sampled_from(["RUS", "USA", "UKR", "DEU", "EU"]), min_size=1, max_size=2).map(
        tuple
    ),
    st.sampled_from(SCOPES),
)
"""Well-formed drafts; `TERRITORIES` come by way of EFFECTS."""
assert set(TERRITORIES) == set(EFFECTS["territory"])
