"""Hints at what was meant: the nearest words, a short list, or the command that lists them."""

from __future__ import annotations

import pytest

from vallum.errors import MOST_NAMED, which_known

MANY = [f"kind_{number}" for number in range(MOST_NAMED + 1)]


@pytest.mark.parametrize(
    ("word", "known", "hint"),
    [
        ("tnak", ["tank", "ship"], "; did you mean 'tank'?"),
        ("zzz", ["tank", "ship"], "; the kinds are tank, ship"),
        ("zzz", MANY[:-1], f"; the kinds are {', '.join(MANY[:-1])}"),
        ("zzz", MANY, "; `vallum kinds` lists the kinds"),
    ],
    ids=["near", "few", "just few enough", "many"],
)
def test_a_hint_is_short(word: str, known: list[str], hint: str) -> None:
    assert which_known(word, known, "kinds", "vallum kinds") == hint
