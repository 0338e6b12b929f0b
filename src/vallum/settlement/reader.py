"""What a plain text may settle, sentence by sentence, for a person to confirm.

From: a text, patterns.  To: `vallum redlines read`.

No model reads here: a sentence is proposed as a clause if words of a topic stand in it, and its
effects if their own words do.  A proposal is not confirmed, so that it has no part in any verdict
until somebody says so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from vallum.world.patterns import NUMBER, Patterns, TopicPatterns, patterns
from vallum.world.terms import LISTS, Clause

LEAST = 2.0
"""Weight of words below which a sentence is left alone."""
MOST_SURE = 0.9
LAND = ("Crimea", "Donetsk", "Luhansk", "Zaporizhzhia", "Kherson", "Kharkiv", "Sumy",
        "Dnipropetrovsk", "Mykolaiv")  # fmt: skip
ORGANISATION = {"nato_membership": "NATO", "eu_membership": "EU"}
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"“(])|\n\s*\n|\n(?=\s*(?:\d+[.)]|[-*•]))")
_MARK = re.compile(r"^\s*(?:\d+[.)]|[-*•])\s*")


@dataclass(frozen=True)
class Proposal:
    """One sentence that may be a clause.  confidence: 0 to 0.9, from the words found."""

    clause: Clause
    sentence: str
    confidence: float
    words: tuple[str, ...]


def propose(text: str, known: Patterns | None = None) -> tuple[Proposal, ...]:
    """Sentences that may be clauses, in order; none where the text is about something else."""
    found_patterns = known or patterns()
    if not found_patterns.about.search(text):
        return ()
    proposals: list[Proposal] = []
    for sentence in sentences(text):
        scored = [(_score(sentence, each), each) for each in found_patterns.topics]
        (weight, words), best = max(scored, key=lambda pair: pair[0][0])
        if weight < LEAST:
            continue
        clause = Clause(
            f"c{len(proposals) + 1}", best.topic, sentence, _effects(sentence, best), False
        )
        confidence = min(MOST_SURE, weight / (weight + 1))
        proposals.append(Proposal(clause, sentence, round(confidence, 2), words))
    return tuple(proposals)


def sentences(text: str) -> list[str]:
    """The sentences of a text, without list marks and line breaks."""
    parts = (_MARK.sub("", part) for part in _SENTENCE.split(text))
    return [" ".join(part.split()) for part in parts if part.strip()]


def _score(sentence: str, topic: TopicPatterns) -> tuple[float, tuple[str, ...]]:
    weight, words = 0.0, []
    for pattern, own in topic.words:
        if match := pattern.search(sentence):
            weight += own
            words.append(match.group(0))
    return weight, tuple(words)


def _effects(sentence: str, topic: TopicPatterns) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for each in topic.effects:
        match = each.pattern.search(sentence)
        if match is None or each.effect in found:
            continue
        value = each.value
        if value == NUMBER:
            value = float(re.sub(r"[.,](?=\d{3})", "", match.group(NUMBER)).strip(".,"))
        found[each.effect] = [value] if each.effect in LISTS else value
    if topic.topic.startswith("territory") and (named := _land(sentence)):
        found["territory"] = named
    if "membership_bar" in found:
        found["membership_org"] = [ORGANISATION.get(topic.topic, "NATO")]
    return found


def _land(sentence: str) -> list[str]:
    return [name for name in LAND if name.lower()[:6] in sentence.lower()]
