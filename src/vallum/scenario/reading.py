"""YAML as a scenario needs it: plain data plus the line of every key, and no surprises.

To: the loader.  A strict subset of YAML 1.2: no anchors or aliases (and so no "YAML bombs"), no
tags, no second document, no duplicate keys; `true`/`false`, `null`, numbers and text by the core
schema of YAML 1.2.  So `NO` is a text, not false, and `2_030` or `12:30` is no number.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml
from yaml.composer import Composer
from yaml.events import AliasEvent, NodeEvent, ScalarEvent
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.parser import Parser
from yaml.reader import Reader, ReaderError
from yaml.resolver import BaseResolver
from yaml.scanner import Scanner

from vallum.errors import Problem, UserError

MAX_BYTES = 256 * 1024
MAX_DEPTH = 12
MAX_DIGITS = 30

Path_ = tuple[str | int, ...]


@dataclass
class Tree:
    """What a file says: nested data, the line of each path in it, and the faults met on the way."""

    data: dict[str, Any] = field(default_factory=dict)
    lines: dict[Path_, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read_yaml(content: bytes, shown: str, thing: str = "scenario") -> Tree:
    """Read one YAML document whose root is a mapping.

    content: the file's bytes; shown: its name as the user knows it; thing: what it should be.
    Duplicate keys and keys that are no text are gathered in `problems`; what leaves nothing to
    read (not UTF-8, broken syntax, an alias, a root that is no mapping) raises UserError.
    """
    text = decode(content, shown, thing)
    node = _compose(text, shown)
    first = _FIRST.get(thing, "a field and its value")
    if node is None or (isinstance(node, ScalarNode) and plain_value(node) is None):
        raise UserError(Problem(f"is empty: a {thing} starts with a line such as {first}", shown))
    if not isinstance(node, MappingNode):
        raise UserError(
            Problem(
                f"is not a {thing}: its outermost level must be fields, such as {first}, not a "
                "list or a single value",
                shown,
                _line(node),
            )
        )
    tree = Tree()
    tree.data = _mapping(node, (), tree, shown)
    return tree


def read_value(text: str) -> Any:
    """Read one scalar, flow list or flow mapping, as given to `--set`; raises ValueError."""
    try:
        node = _compose(text, "")
    except UserError as fault:
        raise ValueError(fault.problems[0].message) from None
    tree = Tree()
    value = None if node is None else _value(node, (), tree, "")
    if tree.problems:
        raise ValueError(tree.problems[0].message)
    return value


_FIRST = {"scenario": "'extends: us_absent'", "draft settlement": "'title: ...'"}
"""What the first line of each kind of file may be."""


def decode(content: bytes, shown: str, thing: str = "scenario") -> str:
    """The text of a file of at most 256 kB in UTF-8; raises UserError."""
    if len(content) > MAX_BYTES:
        raise UserError(
            Problem(
                f"is larger than {MAX_BYTES // 1024} kB: no {thing} is; is it another file?", shown
            )
        )
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = content[: fault.start].count(b"\n") + 1
        raise UserError(
            Problem("is not text in UTF-8: save it as UTF-8, or choose another file", shown, line)
        ) from None


def plain_value(node: ScalarNode) -> Any:
    """A scalar by YAML 1.2's core schema; quoted and block scalars are text.

    An integer of more digits than any field could hold stays text, and is refused as such.
    """
    text: str = node.value
    if node.style is not None:
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INTEGER.fullmatch(text) and len(text) <= MAX_DIGITS:
        return int(text)
    if _FLOAT.fullmatch(text):
        return float(text)
    return text


_WORDS: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL"), None),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((".inf", ".Inf", ".INF", "+.inf"), float("inf")),
    "-.inf": float("-inf"),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), float("nan")),
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")


class _RefusedError(Exception):
    """A construct of YAML that a scenario does not use."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.message, self.line = message, line


class _StrictComposer(Reader, Scanner, Parser, Composer, BaseResolver):
    """PyYAML's parser without resolver and constructor, which refuses what we do not read."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
        Composer.__init__(self)
        BaseResolver.__init__(self)
        self._depth = 0

    def compose_node(self, parent: Node | None, index: int) -> Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        line = event.start_mark.line + 1
        if isinstance(event, AliasEvent) or (isinstance(event, NodeEvent) and event.anchor):
            raise _RefusedError(
                "anchors (&) and aliases (*) are not allowed: write values out", line
            )
        if getattr(event, "tag", None) is not None:
            raise _RefusedError("tags (!) are not allowed: write the plain value", line)
        self._depth += 1
        if self._depth > MAX_DEPTH and not isinstance(event, ScalarEvent):
            raise _RefusedError(f"is nested more than {MAX_DEPTH} levels deep", line)
        node: Node | None = super().compose_node(parent, index)
        self._depth -= 1
        return node


def _compose(text: str, shown: str) -> Node | None:
    try:
        node: Node | None = _StrictComposer(text).get_single_node()
    except _RefusedError as fault:
        raise UserError(Problem(fault.message, shown, fault.line)) from None
    except ReaderError as fault:
        line = text[: fault.position].count("\n") + 1
        message = f"holds a character that is no text (number {fault.character}): is it binary?"
        raise UserError(Problem(message, shown, line)) from None
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise UserError(
            Problem(_syntax_message(fault), shown, mark.line + 1 if mark else None)
        ) from None
    return node


def _syntax_message(fault: yaml.MarkedYAMLError) -> str:
    if "but found another document" in (fault.problem or ""):
        return "holds a second YAML document (---): a scenario file holds one"
    told = ", ".join(part for part in (fault.context, fault.problem) if part)
    hint = "; indent with spaces" if r"'\t'" in told else ""
    return f"is not valid YAML ({told}){hint}"


def _mapping(node: MappingNode, path: Path_, tree: Tree, shown: str) -> dict[str, Any]:
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line = _line(key_node)
        if not isinstance(key_node, ScalarNode):
            told = "a field's name must be a text, not a list or a group"
            tree.problems.append(Problem(told, shown, line, dotted(path) or None))
            continue
        key: str = key_node.value
        here = (*path, key)
        if key in result:
            told = f"is set twice, first in line {tree.lines[here]}: keep one of the two"
            tree.problems.append(Problem(told, shown, line, dotted(here)))
            continue
        tree.lines[here] = line
        result[key] = _value(value_node, here, tree, shown)
    return result


def _value(node: Node, path: Path_, tree: Tree, shown: str) -> Any:
    if isinstance(node, MappingNode):
        return _mapping(node, path, tree, shown)
    if isinstance(node, SequenceNode):
        items = []
        for index, item in enumerate(node.value):
            here = (*path, index)
            tree.lines[here] = _line(item)
            items.append(_value(item, here, tree, shown))
        return items
    assert isinstance(node, ScalarNode)
    return plain_value(node)


def _line(node: Node) -> int:
    return int(node.start_mark.line) + 1


def dotted(path: Path_) -> str:
    """The way a path is shown.

    >>> dotted(("coalition", "partners", 0))
    'coalition.partners[0]'
    """
    shown = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return shown.removeprefix(".")
