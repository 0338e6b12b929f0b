"""Words that tell what a sentence of a draft settles, as data.

From: ukraine/text_patterns.yaml.  To: `vallum.settlement.reader`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from vallum.scenario.reading import read_yaml
from vallum.world.terms import TOPICS

SHIPPED = "ukraine/text_patterns.yaml"
NUMBER = "number"
"""The value of an effect that is the number its pattern found."""


@dataclass(frozen=True)
class EffectPattern:
    """What a sentence that meets the pattern settles."""

    pattern: re.Pattern[str]
    effect: str
    value: Any


@dataclass(frozen=True)
class TopicPatterns:
    """Words of a topic with what each weighs, and its effects."""

    topic: str
    words: tuple[tuple[re.Pattern[str], float], ...]
    effects: tuple[EffectPattern, ...]


@dataclass(frozen=True)
class Patterns:
    """about: what a text must name to be about a settlement at all."""

    about: re.Pattern[str]
    topics: tuple[TopicPatterns, ...]


@lru_cache(maxsize=1)
def patterns() -> Patterns:
    """The shipped patterns.  Raises ValueError for a topic that no clause can have."""
    file = files("vallum.evidence") / "tables" / "ukraine" / "text_patterns.yaml"
    data = read_yaml(file.read_bytes(), SHIPPED, "list of patterns").data
    found = []
    for row in data["topics"]:
        if row["topic"] not in TOPICS:
            raise ValueError(f"{SHIPPED}: no topic '{row['topic']}'")
        found.append(
            TopicPatterns(
                row["topic"],
                tuple((_compiled(word["pattern"]), float(word["weight"])) for word in row["words"]),
                tuple(
                    EffectPattern(_compiled(each["pattern"]), each["effect"], each["value"])
                    for each in row["effects"]
                ),
            )
        )
    return Patterns(_compiled("|".join(data["about"])), tuple(found))


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
