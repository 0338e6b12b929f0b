"""Red lines as data: rules with branches, read from the shipped file or one of the user's own.

From: ukraine/redlines.yaml.  To: `vallum.settlement`.  The file's head tells how a rule is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from vallum.errors import Problem, UserError, did_you_mean
from vallum.evidence.schemas.ukraine import EFFECTS
from vallum.scenario.reading import read_yaml

OUTCOMES = ("breach", "doubt", "kept", "silent")
OPERATORS = (
    "eq", "ne", "in", "not_in", "gt", "gte", "lt", "lte", "exists", "is_true", "not_true",
    "intersects", "intersects_or_missing",
)  # fmt: skip
WITHOUT_VALUE = ("exists", "is_true", "not_true")
TEXT = ("authors_include", "authors_exclude", "scope_in")
SHIPPED = "ukraine/redlines.yaml"
_RULE = {"id", "title", "agenda", "default", "severity", "reading", "source", "silent_means",
         "text_level", "branches"}  # fmt: skip


@dataclass(frozen=True)
class Test:
    """One entry of `match`.  field: topic, or an effect's name."""

    field: str
    op: str
    value: Any


@dataclass(frozen=True)
class Branch:
    """One branch.  any: a clause meets all of `tests`; otherwise none does; text: by name."""

    outcome: str
    tests: tuple[Test, ...]
    any: bool
    text: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class RedLine:
    """One rule.  agenda: one of the three of the agenda; default: asked without being named;
    silence: the outcome of a text that says nothing."""

    id: str
    title: str
    reading: str
    agenda: bool
    default: bool
    severity: str
    silence: str
    source: str
    branches: tuple[Branch, ...]


@lru_cache(maxsize=1)
def shipped_rules() -> tuple[RedLine, ...]:
    """The rules of the evidence, in their order."""
    file = files("vallum.evidence") / "tables" / "ukraine" / "redlines.yaml"
    return _read(file.read_bytes(), SHIPPED)


def read_rules(path: Path) -> tuple[RedLine, ...]:
    """Rules of the user's own.  Raises UserError with every fault, its line and field."""
    try:
        return _read(path.read_bytes(), str(path))
    except OSError as fault:
        raise UserError(Problem(f"cannot be read: {fault.strerror}", str(path))) from fault


def _read(content: bytes, shown: str) -> tuple[RedLine, ...]:
    tree = read_yaml(content, shown, "list of red lines")
    problems = list(tree.problems)
    constants = tree.data.get("constants") or {}
    rows = tree.data.get("rules")

    def fault(told: str, *at: Any) -> None:
        line = next(
            (tree.lines[at[:n]] for n in range(len(at), 0, -1) if at[:n] in tree.lines), None
        )
        problems.append(Problem(told, shown, line, ".".join(map(str, at))))

    found: list[RedLine] = []
    if not isinstance(rows, list) or not rows:
        fault("needs at least one rule", "rules")
        rows = []
    for place, row in enumerate(rows):
        at = ("rules", place)
        if not isinstance(row, Mapping) or not row.get("id") or not row.get("branches"):
            fault("a rule has an id, a title and branches", *at)
            continue
        for name in row:
            if name not in _RULE:
                fault(
                    f"there is no field '{name}'{did_you_mean(str(name), sorted(_RULE))}", *at, name
                )
        branches = []
        for number, branch in enumerate(row["branches"]):
            branches.append(_branch(branch, constants, fault, (*at, "branches", number)))
        found.append(
            RedLine(
                id=str(row["id"]),
                title=str(row.get("title") or row["id"]),
                reading=str(row.get("reading") or ""),
                agenda=row.get("agenda") is True,
                default=row.get("default", True) is True,
                severity=str(row.get("severity") or "hard"),
                silence=str(row.get("silent_means") or "silent"),
                source=str(row.get("source") or ""),
                branches=tuple(branches),
            )
        )
        if found[-1].silence not in OUTCOMES:
            fault(f"'{found[-1].silence}' is none of {', '.join(OUTCOMES)}", *at, "silent_means")
    names = [rule.id for rule in found]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        fault(f"two rules are called '{twice[0]}'", "rules")
    if problems:
        raise UserError(problems)
    return tuple(found)


def _branch(given: Any, constants: Mapping[str, Any], fault: Any, at: tuple[Any, ...]) -> Branch:
    if not isinstance(given, Mapping):
        fault("a branch has an outcome and a condition", *at)
        return Branch("silent", (), True, {})
    outcome = str(given.get("outcome"))
    if outcome not in OUTCOMES:
        fault(f"'{outcome}' is none of {', '.join(OUTCOMES)}", *at, "outcome")
    which = "none" if "none" in given else "any"
    tests = []
    for number, test in enumerate((given.get(which) or {}).get("match") or ()):
        here = (*at, which, "match", number)
        name = str(test.get("field", "")).removeprefix("effect.")
        if name != "topic" and name not in EFFECTS:
            near = did_you_mean(name, ("topic", *EFFECTS))
            fault(f"there is no field '{name}'{near}", *here)
        op = str(test.get("op"))
        if op not in OPERATORS:
            fault(f"there is no operator '{op}'{did_you_mean(op, OPERATORS)}", *here)
        tests.append(Test(name, op, _constant(test.get("value"), constants, fault, here)))
    text = given.get("text") or {}
    for name in text:
        if name not in TEXT:
            fault(f"there is no condition '{name}'{did_you_mean(str(name), TEXT)}", *at, "text")
    named = {
        name: tuple(
            constants.get(value, (value,)) if isinstance(value, str) else (str(v) for v in value)
        )
        for name, value in text.items()
    }
    return Branch(outcome, tuple(tests), which == "any", named)


def _constant(value: Any, constants: Mapping[str, Any], fault: Any, at: tuple[Any, ...]) -> Any:
    if not isinstance(value, str) or not value.startswith("$"):
        return value
    if value[1:] not in constants:
        fault(f"there is no constant '{value}'{did_you_mean(value[1:], list(constants))}", *at)
    return constants.get(value[1:])
