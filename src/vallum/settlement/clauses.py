"""One clause of a draft: its topic, and what it settles in words of the vocabulary.

To: `terms`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import combinations
from typing import Any

from vallum.errors import did_you_mean
from vallum.evidence.schemas.ukraine import EFFECTS
from vallum.scenario.reading import Path_
from vallum.settlement.faults import Faults, unknown
from vallum.settlement.vocabulary import (
    CONTRADICTIONS,
    EFFECT_NAMES,
    FLAGS,
    LISTS,
    NUMBERS,
    PARTIES,
    PLACES,
    TOPICS,
    as_word,
    known_word,
    party,
    territories,
)

Value = str | float | bool | tuple[str, ...] | None
"""What an effect is: a word, a number, yes or no, names; None: no limit, nobody, nothing."""

FIELDS = (
    "id", "topic", "text", "summary", "effect", "verified", "source", "note", "confirmed",
    "sentence", "confidence",
)  # fmt: skip
NEAR = 0.8
"""From this likeness on (difflib) a word is a slip for another, not a word of its own."""
NOBODY = ("none", "nobody", "no_one")
PLAIN_NUMBER = re.compile(r"\d{1,3}(,\d{3})+|\d+")
DISPUTED = (
    "recognition", "control", "membership_bar", "foreign_troops", "force_cap", "sanctions",
    "assets", "amnesty", "claims_waived", "neutrality",
)  # fmt: skip
"""Effects that two clauses of one draft should not settle differently for the same thing."""


@dataclass(frozen=True)
class Clause:
    """One clause.

    effect: name -> value; text: the clause in somebody's own words; confirmed: a person has read
    it (False: a proposal of the reader).
    """

    id: str
    topic: str
    text: str = ""
    effect: Mapping[str, Value] = field(default_factory=dict)
    verified: str = ""
    source: str = ""
    note: str = ""
    confirmed: bool = True


def clause_of(
    entry: Mapping[str, Any], path: Path_, faults: Faults, *, stored: bool = False
) -> Clause:
    """A clause from a file's entry or, `stored`, from rows of the table, whose values are texts."""
    for name in entry:
        if name not in FIELDS:
            told = unknown("a field of a clause", str(name), FIELDS)
            if entry[name] is None and " " in str(name):
                told = f"'{str(name)[:60]}' is no field: put a text with commas in quotes"
            faults.add_at(told, (*path, name))
    topic = entry.get("topic")
    if not isinstance(topic, str) or topic not in TOPICS:
        told = (
            f"needs a topic: {', '.join(TOPICS)}"
            if topic in (None, "")
            else unknown("a topic", str(topic), TOPICS)
        )
        faults.add_at(told, (*path, "topic"))
        topic = "other"
    effect = entry.get("effect")
    if effect is None:
        effect = {}
    if not isinstance(effect, dict):
        faults.add_at("must hold what is settled, such as recognition: none", (*path, "effect"))
        effect = {}
    note = entry.get("note") or effect.get("note") or ""
    confirmed = entry.get("confirmed", True)
    if not isinstance(confirmed, bool):
        faults.add_at("must be true or false", (*path, "confirmed"))
    values = _effects(effect, topic, (*path, "effect"), faults, stored=stored)
    _refuse_contradictions(values, (*path, "effect"), faults)
    return Clause(
        id=str(entry["id"]),
        topic=topic,
        text=str(entry.get("text") or entry.get("summary") or ""),
        effect=values,
        verified=str(entry.get("verified") or ""),
        source=str(entry.get("source") or ""),
        note=str(note),
        confirmed=bool(confirmed),
    )


def disagreements(clauses: Sequence[Clause]) -> tuple[str, ...]:
    """Sentences on pairs of clauses that settle one thing differently."""
    told = []
    for first, second in combinations(clauses, 2):
        for name in DISPUTED:
            if name not in first.effect or name not in second.effect:
                continue
            one, other = first.effect[name], second.effect[name]
            same = _share(first, second, "territory") and _share(first, second, "membership_org")
            if one != other and same:
                told.append(
                    f"clauses {first.id} and {second.id} disagree on {name}: "
                    f"{shown(one)} and {shown(other)}"
                )
    return tuple(told)


def shown(value: Value) -> str:
    """A value as people write it."""
    match value:
        case None | ():
            return "nothing"
        case bool():
            return "true" if value else "false"
        case tuple():
            return ", ".join(value)
        case float():
            return f"{value:,.10g}"
        case _:
            return value


def _share(first: Clause, second: Clause, scope: str) -> bool:
    """Both speak of the same places or organisations; none named: of all."""
    one, other = first.effect.get(scope), second.effect.get(scope)
    if not isinstance(one, tuple) or not isinstance(other, tuple):
        return one is None and other is None
    return bool({*one} & {*other})


def _effects(
    effect: Mapping[str, Any], topic: str, path: Path_, faults: Faults, *, stored: bool
) -> dict[str, Value]:
    values: dict[str, Value] = {}
    for given, raw in effect.items():
        if given == "note":
            continue
        name = EFFECT_NAMES.get((topic, given)) or EFFECT_NAMES.get(("", given)) or given
        here = (*path, given)
        if name not in EFFECTS:
            if get_close_matches(name, EFFECTS, n=1, cutoff=NEAR):
                faults.add_at(f"is not an effect{did_you_mean(name, list(EFFECTS))}", here)
                continue
            faults.warn_at("is not an effect that any red line reads", here)
            values[name] = _as_found(raw)
        elif stored:
            values[name] = _stored(name, raw)
        else:
            values[name] = _value(name, raw, here, faults)
    return values


def _stored(name: str, raw: str) -> Value:
    """A value of the table, which its own check has found right."""
    if name in FLAGS:
        return raw == "true"
    if name in NUMBERS:
        return None if raw == "none" else float(raw)
    if name in LISTS:
        named = () if raw == "none" else tuple(raw.split(";"))
        return tuple(party(item) for item in named) if name in PARTIES else named
    return raw


def _value(name: str, raw: Any, path: Path_, faults: Faults) -> Value:  # noqa: PLR0911
    if raw is None or raw == []:
        return () if name in LISTS else None
    if name in FLAGS:
        if isinstance(raw, bool):
            return raw
        faults.add_at(f"must be true or false, not {_told(raw)}", path)
        return None
    if name in NUMBERS:
        return _number(raw, path, faults)
    items = raw if isinstance(raw, list) else [raw]
    if not all(isinstance(item, (str, bool, int, float)) for item in items):
        faults.add_at("must be a word or a list of words", path)
        return None
    words = [_word(name, str(item), path, faults) for item in items]
    named = tuple(dict.fromkeys(word for group in words for word in group))
    if name in LISTS:
        return named
    if len(named) > 1:
        faults.add_at(f"holds values that contradict each other: {', '.join(named)}", path)
        return None
    return named[0] if named else None


def _number(raw: Any, path: Path_, faults: Faults) -> float | None:
    if isinstance(raw, str) and as_word(raw) == "none":
        return None
    if isinstance(raw, str) and PLAIN_NUMBER.fullmatch(raw):
        raw = float(raw.replace(",", ""))
    if isinstance(raw, bool) or not isinstance(raw, (int, float)) or not 0 <= raw < 1e9:
        faults.add_at(f"must be a number, or null for no limit, not {_told(raw)}", path)
        return None
    return float(raw)


def _word(name: str, item: str, path: Path_, faults: Faults) -> tuple[str, ...]:  # noqa: PLR0911
    """The words that one entry stands for."""
    if name in PLACES:
        if found := territories(item):
            return found
        faults.warn_at(f"'{item}' is not a part of Ukraine that is known here", path)
        return (item,)
    if name in LISTS and as_word(item) in NOBODY:
        return ()
    if name in PARTIES:
        return (party(item),)
    words = EFFECTS[name]
    if not words:
        return (item.strip(),)
    if word := known_word(name, item):
        return (word,)
    if get_close_matches(as_word(item), [as_word(word) for word in words], n=1, cutoff=NEAR):
        faults.add_at(unknown(f"a word for {name}", item, words), path)
    else:
        faults.warn_at(
            f"'{item}' is no word for it that a red line reads: {', '.join(words)}", path
        )
    return (item,)


def _as_found(raw: Any) -> Value:
    if isinstance(raw, (bool, str)) or raw is None:
        return raw
    if isinstance(raw, (int, float)):
        return float(raw)
    return tuple(str(item) for item in raw)


def _told(raw: Any) -> str:
    return f"'{raw}'"[:60]


def _refuse_contradictions(values: Mapping[str, Value], path: Path_, faults: Faults) -> None:
    for (one, value), (other, second) in CONTRADICTIONS:
        if _is(values.get(one), value) and _is(values.get(other), second):
            faults.add_at(
                f"{one}: {shown(values[one])} and {other}: {shown(values[other])} contradict each "
                "other: keep one, or split the clause",
                path,
            )
    if values.get("force_cap") is not None and values.get("force_cap_to_be_set") is True:
        faults.add_at("force_cap and force_cap_to_be_set contradict each other", path)


def _is(found: Value, value: object) -> bool:
    return value in found if isinstance(found, tuple) else found == value
