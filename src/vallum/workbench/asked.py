"""What a reader asks for: a shipped scenario and what differs from it.

From: addresses, forms, files that a reader gives.  To: jobs, the live model, pages.

An address says all of it, in the words of the command line:
`?base=us_absent&us.enablers_leave=2030` is `vallum run us_absent --set us.enablers_leave=2030`.
Nothing that a reader gives is ever taken for a path: a scenario is one of the shipped names, a file
is read from its bytes, and may extend shipped scenarios alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from shlex import join
from typing import Any
from urllib.parse import urlencode

import yaml

from vallum.errors import Problem, UserError, did_you_mean
from vallum.scenario import Scenario, load_scenario, shipped_names
from vallum.scenario.assumptions import as_text
from vallum.scenario.fields import field_specs
from vallum.scenario.reading import Tree, read_yaml
from vallum.scenario.workbook import parse_text, read_workbook
from vallum.workbench.facts import members_of, preset

DEFAULT = "us_absent"
BASE = "base"
LONGEST_VALUE = 4000
MOST_CHANGES = 120
FORCE = "ukraine.reassurance_force"
"""The one group that may be null as a whole."""


@dataclass(frozen=True)
class Asked:
    """A shipped scenario and `field=value` on top of it, in the order of the fields."""

    base: str = DEFAULT
    changes: tuple[str, ...] = ()

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]]) -> Asked:
        """From the fields of an address or a form; what says what the base says is left out.

        Raises UserError for an unknown base, and for more or longer fields than a scenario has.
        """
        given = [(name.strip(), text.strip()) for name, text in pairs]
        base = next((text for name, text in given if name == BASE), DEFAULT) or DEFAULT
        if base not in shipped_names():
            near = (
                did_you_mean(base, shipped_names()) or f"; there are {', '.join(shipped_names())}"
            )
            raise UserError(
                Problem(f"there is no shipped scenario '{base[:60]}'{near}", field=BASE)
            )
        fields = [(name, text) for name, text in given if name != BASE]
        if len(fields) > MOST_CHANGES:
            raise UserError(f"more than {MOST_CHANGES} fields: a scenario has fewer")
        for name, text in fields:
            if len(text) > LONGEST_VALUE or len(name) > 100:
                told = f"is longer than {LONGEST_VALUE} letters"
                raise UserError(Problem(told, field=name[:100]))
        return cls(base, tuple(_changes(base, dict(fields))))

    @property
    def query(self) -> str:
        """The address that says it, without the question mark."""
        return urlencode([(BASE, self.base), *self.values.items()])

    @property
    def values(self) -> dict[str, str]:
        """Field -> text, of what differs from the base."""
        return dict(change.split("=", 1) for change in self.changes)

    @property
    def command(self) -> str:
        """The words that ask the same on the command line, after `vallum run`."""
        return join([self.base, *(w for change in self.changes for w in ("--set", change))])

    def scenario(self) -> Scenario:
        """The scenario, checked against the facts.  Raises UserError with every fault."""
        return _scenario(self)

    def yaml(self) -> str:
        """The scenario as a file would say it."""
        tree: dict[str, Any] = {"extends": self.base}
        for field, text in self.values.items():
            *groups, last = field.split(".")
            at = tree
            for group in groups:
                inner = at.setdefault(group, {})
                at = inner if isinstance(inner, dict) else at
            at[last] = _parsed(field, text)
        told: str = yaml.safe_dump(tree, sort_keys=False, allow_unicode=True, width=88)
        return told


def asked_from_file(content: bytes, name: str) -> Asked:
    """A scenario file that a reader gives: YAML, or XLSX by the first bytes of such a file.

    Raises UserError with every fault, at its line.
    """
    shown = "the workbook" if content[:2] == b"PK" else "the file"
    read = read_workbook if content[:2] == b"PK" else read_yaml
    tree = read(content, shown)
    if tree.problems:
        raise UserError(tree.problems)
    base = tree.data.pop("extends", None)
    if base is None:
        told = "says nothing of 'extends': add a line such as 'extends: us_absent'"
        raise UserError(Problem(told, shown))
    if base not in shipped_names():
        told = (
            f"a file given here may extend a shipped scenario alone ({', '.join(shipped_names())})"
        )
        raise UserError(Problem(told, shown, tree.lines.get(("extends",)), "extends"))
    asked = Asked.of([(BASE, base), *_leaves(tree.data)])
    try:
        asked.scenario()
    except UserError as fault:
        raise UserError([_at_line(problem, tree, shown) for problem in fault.problems]) from None
    return asked


@lru_cache(maxsize=256)
def _scenario(asked: Asked) -> Scenario:
    scenario = (
        load_scenario(asked.base, set_=asked.changes) if asked.changes else preset(asked.base)
    )
    members_of(scenario)
    return scenario


@lru_cache(maxsize=16)
def base_values(base: str) -> Mapping[str, str]:
    """Field -> text, of a shipped scenario."""
    kept = preset(base).model_dump(mode="json")
    return {name: as_text(value) for name, value in _values(kept)}


def _changes(base: str, given: Mapping[str, str]) -> Iterator[str]:
    """What differs from the base, fields of the model first and in its order."""
    known, specs = base_values(base), field_specs()
    ordered = [name for name in specs if name in given]
    ordered += sorted(name for name in given if name not in specs)
    none = given.get(FORCE) == "null"
    for name in ordered:
        text = _written(name, given[name])
        if name.startswith(f"{FORCE}.") and (none or (not text and FORCE not in known)):
            continue
        if name == FORCE and text != "null":
            continue
        if not text or as_text(_parsed(name, text)) == known.get(name):
            continue
        yield f"{name}={text}"


def _written(name: str, text: str) -> str:
    """A text as YAML would have it: an empty list, table or number gets its word."""
    spec = field_specs().get(name)
    if spec is None:
        return text or "null"
    if spec.kind == "list" and not text.startswith("["):
        return f"[{text}]" if text != "null" else text
    if spec.kind == "table" and not text.startswith("{"):
        return "{" + text + "}" if text != "null" else text
    if not text and spec.nullable:
        return "null"
    if not text and spec.kind in ("integer", "number", "choice", "flag"):
        return '""'  # told at the field, as any other value that does not fit
    return text


def _parsed(name: str, text: str) -> Any:
    try:
        return parse_text(name, text)
    except ValueError:
        return text


def _leaves(data: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, str]]:
    """Fields of a file that was read; lists and tables are one value each."""
    for key, value in data.items():
        name = f"{above}{key}"
        spec = field_specs().get(name)
        if isinstance(value, dict) and (spec is None or spec.kind == "group"):
            yield from _leaves(value, f"{name}.")
        else:
            yield name, as_text(value)


def _values(data: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        name = f"{above}{key}"
        if isinstance(value, dict) and field_specs()[name].kind == "group":
            yield from _values(value, f"{name}.")
        else:
            yield name, value


def _at_line(problem: Problem, tree: Tree, shown: str) -> Problem:
    """The line of the file that set a field, or the nearest group above it."""
    path = tuple((problem.field or "").split("[", maxsplit=1)[0].split("."))
    while path and path not in tree.lines:
        path = path[:-1]
    return Problem(problem.message, shown, tree.lines.get(path), problem.field)
