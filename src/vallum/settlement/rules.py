"""Red lines as data: the shipped rules, and rules of one's own, as typed branches.

From: data/redlines.yaml, or a file of the same form.  To: `verdict`, `remedy`.
The little language is explained at the head of the shipped file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Literal, cast

from vallum.errors import UserError
from vallum.evidence.schemas.ukraine import EFFECTS
from vallum.scenario.reading import MAX_BYTES, Path_, Tree, read_yaml
from vallum.settlement.clauses import Value
from vallum.settlement.faults import Faults, unknown
from vallum.settlement.vocabulary import SCOPES, TOPICS, party

Outcome = Literal["breach", "doubt", "kept", "silent"]
OUTCOMES = ("breach", "doubt", "kept", "silent")
IN_WORDS = {"breach": "crossed", "doubt": "arguable", "kept": "kept", "silent": "silent"}
OPERATORS = (
    "eq", "ne", "in", "not_in", "gte", "lte", "gt", "lt", "exists", "absent", "intersects",
    "is_true", "not_true", "only", "not_only",
)  # fmt: skip
WITHOUT_VALUE = ("exists", "absent", "is_true", "not_true")
TEXT_CONDITIONS = ("authors_include", "authors_exclude", "scope_in")
RULE_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Entry:
    """One comparison; field: `topic`, or the name of an effect."""

    field: str
    op: str
    value: Any = None
    of_effect: bool = True


@dataclass(frozen=True)
class Cure:
    """What would clear a branch: `set` on every witness, or on `one` clause, new or not."""

    set: Mapping[str, Value]
    one: bool = False
    topic: str = ""
    if_absent: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True)
class Branch:
    """groups: each a list of entries that one clause meets; all groups must be met.

    negated: the branch holds where no clause meets its one group; text: conditions on the text.
    """

    outcome: Outcome
    why: str = ""
    groups: tuple[tuple[Entry, ...], ...] = ()
    negated: bool = False
    text: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    remedy: Cure | None = None


@dataclass(frozen=True)
class RedLine:
    """One rule.  default: one of the red lines proper; the others are principles one may add."""

    id: str
    title: str
    reading: str
    branches: tuple[Branch, ...]
    default: bool = False
    severity: str = "soft"
    source: str = ""
    silent_means: Outcome = "silent"
    remedy: Cure | None = None


@cache
def shipped_rules() -> tuple[RedLine, ...]:
    """The three red lines of the agenda, their strict form, and ten published principles."""
    content = files("vallum.settlement").joinpath("data/redlines.yaml").read_bytes()
    return _read(content, "redlines.yaml")


def load_rules(path: Path | None) -> tuple[RedLine, ...]:
    """The shipped rules with those of a file: its rules replace shipped ones of the same id.

    Raises UserError with everything that is wrong with the file.
    """
    from vallum.settlement.terms import read_file

    if path is None:
        return shipped_rules()
    own = {rule.id: rule for rule in _read(read_file(path, MAX_BYTES), str(path))}
    kept = [own.pop(rule.id, rule) for rule in shipped_rules()]
    return (*kept, *own.values())


def _read(content: bytes, shown: str) -> tuple[RedLine, ...]:
    tree = _tree(content, shown)
    faults = Faults(shown, tree.lines, tree.problems)
    constants = dict(tree.data.get("constants") or {})
    groups = dict(tree.data.get("constants_authors") or {})
    entries = tree.data.get("redlines")
    if not isinstance(entries, list) or not entries:
        faults.add("needs a list of rules", "redlines", missing=True)
        entries = []
    rules = [
        _rule(entry, ("redlines", place), constants, groups, faults)
        for place, entry in enumerate(entries)
    ]
    ids = [rule.id for rule in rules]
    for place, rule in enumerate(rules):
        if rule.id in ids[:place]:
            faults.add_at(f"'{rule.id}' is the id of an earlier rule too", ("redlines", place))
    faults.raise_any()
    return tuple(rules)


def _tree(content: bytes, shown: str) -> Tree:
    try:
        return read_yaml(content, shown)
    except UserError as fault:
        if "scenario" not in str(fault):
            raise
        raise UserError(
            f"{shown}: is no file of red lines: it must hold a list `redlines`"
        ) from None


def _rule(
    entry: Any, path: Path_, constants: dict[str, Any], groups: dict[str, Any], faults: Faults
) -> RedLine:
    if not isinstance(entry, dict):
        faults.add_at("must have id, title and branches", path)
        return RedLine("", "", "", ())
    name = str(entry.get("id") or "")
    if not RULE_ID.fullmatch(name):
        faults.add_at("needs an id of letters, digits and _", path)
    title = str(entry.get("title") or "")
    if not title:
        faults.add_at("needs a title", path)
    branches = entry.get("branches")
    if not isinstance(branches, list) or not branches:
        faults.add_at("needs branches", path)
        branches = []
    meant = entry.get("silent_means") or "silent"
    if meant not in OUTCOMES:
        faults.add_at(unknown("an outcome", str(meant), OUTCOMES), (*path, "silent_means"))
    return RedLine(
        id=name,
        title=title,
        reading=" ".join(str(entry.get("reading") or "").split()),
        branches=tuple(
            _branch(branch, (*path, "branches", place), constants, groups, faults)
            for place, branch in enumerate(branches)
        ),
        default=entry.get("default") is True,
        severity=str(entry.get("severity") or "soft"),
        source=str(entry.get("source") or ""),
        silent_means=cast("Outcome", meant),
        remedy=_cure(entry.get("remedy"), (*path, "remedy"), faults),
    )


def _branch(
    entry: Any, path: Path_, constants: dict[str, Any], groups: dict[str, Any], faults: Faults
) -> Branch:
    if not isinstance(entry, dict) or entry.get("outcome") not in OUTCOMES:
        faults.add_at(f"needs an outcome: {', '.join(OUTCOMES)}", path)
        return Branch("silent")
    written: list[tuple[str, Any]] = []
    for name in ("any", "none"):
        if name in entry:
            written.append((name, entry[name]))
    each = entry.get("each") or []
    written += [("each", group) for group in each] if isinstance(each, list) else [("each", None)]
    return Branch(
        outcome=entry["outcome"],
        why=str(entry.get("why") or ""),
        groups=tuple(_group(group, path, constants, faults) for _, group in written),
        negated="none" in entry,
        text=_text_conditions(entry.get("text") or {}, path, groups, faults),
        remedy=_cure(entry.get("remedy"), (*path, "remedy"), faults),
    )


def _group(group: Any, path: Path_, constants: dict[str, Any], faults: Faults) -> tuple[Entry, ...]:
    match = group.get("match") if isinstance(group, dict) else None
    if not isinstance(match, list) or not match or not all(isinstance(m, dict) for m in match):
        faults.add_at("needs a list `match` of field, op and value", path)
        return ()
    return tuple(_entry(item, path, constants, faults) for item in match)


def _entry(item: dict[str, Any], path: Path_, constants: dict[str, Any], faults: Faults) -> Entry:
    name, op, value = str(item.get("field") or ""), item.get("op"), item.get("value")
    of_effect = name.startswith("effect.")
    plain = name.removeprefix("effect.")
    if of_effect and plain not in EFFECTS:
        faults.add_at(unknown("an effect of a clause", plain, list(EFFECTS)), path)
    if not of_effect and name != "topic":
        faults.add_at(f"compares '{name}': a field is topic or effect.NAME", path)
    if op not in OPERATORS:
        faults.add_at(unknown("an operator", str(op), OPERATORS), path)
    if isinstance(value, str) and value.startswith("$"):
        if value[1:] not in constants:
            faults.add_at(f"'{value}' is no constant of this file", path)
        value = constants.get(value[1:])
    if op not in WITHOUT_VALUE and value is None:
        faults.add_at(f"the operator {op} needs a value", path)
    if plain == "topic" and op == "eq" and value not in TOPICS:
        faults.add_at(unknown("a topic", str(value), TOPICS), path)
    return Entry(plain, str(op), tuple(value) if isinstance(value, list) else value, of_effect)


def _text_conditions(
    conditions: Any, path: Path_, groups: dict[str, Any], faults: Faults
) -> dict[str, tuple[str, ...]]:
    made: dict[str, tuple[str, ...]] = {}
    if not isinstance(conditions, dict):
        faults.add_at("text must hold conditions", path)
        return made
    for name, value in conditions.items():
        if name not in TEXT_CONDITIONS:
            faults.add_at(unknown("a condition on the text", name, TEXT_CONDITIONS), path)
            continue
        named = groups.get(value) if isinstance(value, str) and value in groups else value
        if not isinstance(named, list):
            faults.add_at(f"{name} needs a list, or a name of constants_authors", path)
            continue
        if name == "scope_in" and not set(named) <= set(SCOPES):
            faults.add_at(f"scope_in takes {', '.join(SCOPES)}", path)
        made[name] = tuple(named if name == "scope_in" else (party(item) for item in named))
    return made


def _cure(entry: Any, path: Path_, faults: Faults) -> Cure | None:
    if entry is None:
        return None
    if not isinstance(entry, dict) or not isinstance(entry.get("set"), dict):
        faults.add_at("needs `set`: effect -> value", path)
        return None
    for name in (*entry["set"], *(entry.get("if_absent") or {})):
        if name not in EFFECTS:
            faults.add_at(unknown("an effect of a clause", name, list(EFFECTS)), path)
    return Cure(
        set={name: _plain(value) for name, value in entry["set"].items()},
        one=entry.get("one") is True,
        topic=str(entry.get("topic") or ""),
        if_absent={n: _plain(value) for n, value in (entry.get("if_absent") or {}).items()},
    )


def _plain(value: Any) -> Value:
    if isinstance(value, list):
        return tuple(str(item) for item in value)
    if isinstance(value, int) and not isinstance(value, bool):
        return float(value)
    return cast("Value", value)
