"""The form for a draft: a template, a JSON Schema for editors, and terms written back as YAML.

From: the vocabulary.  To: `vallum redlines new`, `schema` and `read`.
"""

from __future__ import annotations

from typing import Any

from vallum.evidence.schemas.ukraine import EFFECTS, TERRITORIES
from vallum.settlement import clauses, terms
from vallum.settlement.clauses import Clause, Value
from vallum.settlement.terms import Terms
from vallum.settlement.vocabulary import FLAGS, INSTRUMENTS, LISTS, NUMBERS, PARTIES, SCOPES, TOPICS

TEMPLATE = """\
# A draft settlement, clause by clause.  `vallum redlines schema` prints the JSON Schema that lets
# an editor complete and check it; `vallum redlines THIS_FILE` says which red lines it crosses.
id: my_draft
title: Draft of an unknown author
date: 2026-01-31            # the day it is from
authors: [USA, RUS]         # ISO alpha-3 codes, EU, NATO, EUROPEAN_GROUP ...
instrument: treaty          # {instruments}
scope: full_settlement      # {scopes}
status: leaked              # free text
source: where it was seen   # free text
clauses:
# One entry a clause: id, topic, text (in your own words), effect (what it settles).
# Topics: {topics}
- id: a1
  topic: security_guarantees
  text: States promise to help if Ukraine is attacked again, after talks among them.
  effect:
    guarantee: political        # {guarantee}
    enforcement: consultation   # {enforcement}
    guarantors: [USA, EUROPEAN_GROUP]
- id: a2
  topic: territory_control
  text: The front is frozen where it runs; nothing is said on whose the land is.
  effect:
    control: freeze_line        # {control}
    territory: [Donetsk, Luhansk]
- id: a3
  topic: nato_membership
  text: Ukraine stays out of NATO for twenty years.
  effect:
    membership_bar: temporary   # {membership_bar}
    membership_org: NATO
# All effects, with the words that red lines read:
"""
WIDTH = 98


def template() -> str:
    """A file to start from: right as it stands, every effect listed below it."""
    words = {name: ", ".join(values) for name, values in EFFECTS.items()}
    head = TEMPLATE.format(
        instruments=", ".join(INSTRUMENTS), scopes=", ".join(SCOPES), topics=", ".join(TOPICS),
        **{name: words[name] for name in ("guarantee", "enforcement", "control", "membership_bar")},
    )  # fmt: skip
    lines = [f"#   {name}: {_kind(name)}" for name in EFFECTS]
    return head + "\n".join(lines) + "\n"


def as_yaml(draft: Terms, sentences: dict[str, tuple[str, float]] | None = None) -> str:
    """Terms in the form.  sentences: clause -> (the sentence it was read from, confidence)."""
    told = [
        f"id: {_quoted(draft.id)}",
        f"title: {_quoted(draft.title)}",
        f"date: {_quoted(draft.date)}",
        f"authors: [{', '.join(_quoted(author) for author in draft.authors)}]",
        f"instrument: {draft.instrument}",
        f"scope: {draft.scope}",
        *([f"status: {_quoted(draft.status)}"] if draft.status else []),
        *([f"source: {_quoted(draft.source)}"] if draft.source else []),
        "clauses:" if draft.clauses else "clauses: []",
    ]
    for clause in draft.clauses:
        told += _clause_lines(clause, (sentences or {}).get(clause.id))
    return "\n".join(told) + "\n"


def json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a draft in the form."""
    text = {"type": "string"}
    names = {"type": "array", "items": text, "minItems": 1}
    clause = {
        "type": "object",
        "additionalProperties": False,
        "required": ["topic"],
        "properties": {
            **dict.fromkeys(clauses.FIELDS, text),
            "topic": {"enum": list(TOPICS)},
            "confirmed": {"type": "boolean", "description": "false: a proposal nobody has read"},
            "confidence": {"type": "number", "minimum": 0, "maximum": 1},
            "effect": {
                "type": "object",
                "properties": {name: _schema_of(name) for name in EFFECTS},
            },
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A draft settlement, clause by clause",
        "type": "object",
        "additionalProperties": False,
        "required": ["title", "date", "authors", "clauses"],
        "properties": {
            **dict.fromkeys(terms.FIELDS, text),
            "date": {"type": "string", "pattern": r"^\d{4}-\d{2}(-\d{2})?$"},
            **dict.fromkeys(("authors", "addressed_to", "backed_by"), names),
            "instrument": {"enum": list(INSTRUMENTS)},
            "scope": {"enum": list(SCOPES)},
            "clauses": {"type": "array", "items": clause},
        },
    }


def _schema_of(name: str) -> dict[str, Any]:
    if name in FLAGS:
        return {"type": "boolean"}
    if name in NUMBERS:
        return {"type": ["number", "null"], "minimum": 0}
    word: dict[str, Any] = {"type": "string"}
    if EFFECTS[name]:
        word = {"enum": [*EFFECTS[name], None]}
    if name not in LISTS:
        return word
    return {"anyOf": [word, {"type": "array", "items": word}, {"type": "null"}]}


def _kind(name: str) -> str:
    if name in FLAGS:
        return "true or false"
    if name in NUMBERS:
        return "a number, or null for no limit"
    if name in PARTIES:
        return "a list of parties"
    if EFFECTS[name] == TERRITORIES:
        return f"a list of {', '.join(TERRITORIES)}"
    return ("a list of " if name in LISTS else "") + ", ".join(EFFECTS[name])


def _clause_lines(clause: Clause, read_from: tuple[str, float] | None) -> list[str]:
    lines = [f"- id: {_quoted(clause.id)}", f"  topic: {clause.topic}"]
    if clause.text:
        lines.append(f"  text: {_quoted(clause.text)}")
    if clause.effect:
        lines.append("  effect:")
        lines += [f"    {name}: {_written(value)}" for name, value in clause.effect.items()]
    for name in ("verified", "source", "note"):
        if value := getattr(clause, name):
            lines.append(f"  {name}: {_quoted(value)}")
    if read_from is not None:
        lines.append(f"  sentence: {_quoted(read_from[0])}")
        lines.append(f"  confidence: {read_from[1]:.2f}")
    if not clause.confirmed:
        lines.append("  confirmed: false   # set to true once you have read and corrected it")
    return lines


def _written(value: Value) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case float() | int():
            return f"{value:.10g}"
        case tuple():
            return f"[{', '.join(_quoted(item) for item in value)}]"
        case _:
            return _quoted(value)


def _quoted(text: str) -> str:
    """A text that the strict reader takes as a text."""
    import json
    import re

    return (
        text if re.fullmatch(r"[A-Za-z][A-Za-z_]*", text) else json.dumps(text, ensure_ascii=False)
    )
