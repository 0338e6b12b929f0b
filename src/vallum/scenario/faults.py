"""What is wrong with a scenario's values, in plain sentences, from Pydantic's findings.

To: the loader.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from vallum.errors import Problem, did_you_mean
from vallum.scenario.assumptions import as_text
from vallum.scenario.fields import field_specs
from vallum.scenario.groups import Contradiction
from vallum.scenario.places import Place
from vallum.scenario.reading import dotted


def tell_faults(
    error: ValidationError,
    place: Callable[[str], Place],
    *,
    nearest_first: Sequence[str],
    nothing_inherited: bool,
) -> list[Problem]:
    """One Problem for each finding, at the line that set the value.

    place: dotted field -> where it (or the nearest group above it) was set.
    nearest_first: the names of the files read, as shown; values that contradict each other are
    told at the one that was set nearest, since what is inherited is rarely the slip.
    nothing_inherited: the chain of `extends` ends in no preset, so what is missing comes from
    nowhere.
    """
    found = error.errors(include_url=False)
    problems = []
    missing = [dotted(item["loc"]) for item in found if item["type"] == "missing"]
    if nothing_inherited and missing:
        told = (
            f"{_enumerate(missing)} {'is' if len(missing) == 1 else 'are'} not set, and nothing "
            "says where to take what is missing from: add a line such as 'extends: us_absent'"
        )
        origin = place("")
        problems.append(Problem(told, origin.shown))
        found = [item for item in found if item["type"] != "missing"]
    for item in found:
        for fields, message in _tell(item):
            field = min(fields, key=lambda name: nearest_first.index(place(name).shown))
            origin = place(field)
            problems.append(Problem(message, origin.shown, origin.line, field))
    return problems


def unknown_field(name: str) -> str:
    """What to say about a field that does not exist, with the nearest that do."""
    specs = field_specs()
    parent, _, last = name.rpartition(".")
    siblings = [*specs[parent].children] if parent in specs else _top_level()
    if hint := did_you_mean(last, siblings):
        return f"is not a field of a scenario{hint}"
    # Right word, wrong group: the commonest slip of somebody who writes `enablers_leave: 2030`.
    same_word = [full for full in specs if full.rpartition(".")[2] == last]
    if same_word:
        return "is not a field of a scenario; did you mean " + _either(same_word) + "?"
    if hint := did_you_mean(name, list(specs)):
        return f"is not a field of a scenario{hint}"
    group = f"{parent} has" if parent in specs else "a scenario has"
    return f"is not a field of a scenario: {group} {', '.join(siblings)}"


def _tell(item: ErrorDetails) -> list[tuple[list[str], str]]:
    """Pairs (dotted fields, message) for one finding."""
    name, context = dotted(item["loc"]), item.get("ctx", {})
    if item["type"] == "vallum_contradiction":
        prefix = f"{name}." if name else ""
        found: list[Contradiction] = context["found"]
        return [([f"{prefix}{field}" for field in each.fields], each.message) for each in found]
    if table := _table_of(item["loc"]):
        return [([table], _not_in_table(table, item))]
    if item["type"] == "vallum_wording":
        return [([name], context["fault"])]
    if item["type"] == "extra_forbidden":
        return [([name], unknown_field(name))]
    return [([name], _not_expected(item))]


def _table_of(loc: Sequence[str | int]) -> str:
    """The field that holds a table, where something inside it is wrong; else nothing."""
    known = field_specs()
    above = (dotted(tuple(loc[:length])) for length in range(1, len(loc)))
    return next((name for name in above if name in known and known[name].kind == "table"), "")


def _not_in_table(table: str, item: ErrorDetails) -> str:
    """What is wrong with a name or a value of a table."""
    expected, context = field_specs()[table].expected, item.get("ctx", {})
    entry = str(item["loc"][table.count(".") + 1])
    if item["loc"][-1] != "[key]":
        return f"{show(item['input'])} under '{entry}' does not fit: give {expected}"
    allowed = f" ({context['expected']})" if item["type"] == "literal_error" else ""
    return f"'{entry}' is no name that this table takes{allowed}: give {expected}"


def _not_expected(item: ErrorDetails) -> str:
    """What is wrong with a value that its own field does not take."""
    value, kind = item["input"], item["type"]
    if isinstance(item["loc"][-1], int):
        return f"{show(value)} is not a text, such as EU or DEU"
    spec = field_specs()[dotted(item["loc"])]
    if value is None and spec.kind == "group":
        return f"is empty: delete the line to inherit it, or give {spec.expected}"
    told = {
        "missing": "is missing",
        "string_too_short": "is empty",
        "string_too_long": f"has {_length(value)} characters",
        "too_long": f"has {_length(value)} entries, more than there are in the evidence",
    }.get(kind)
    if told:
        return f"{told}: give {spec.expected}"
    quoted = isinstance(value, str) and spec.kind in ("integer", "number", "flag")
    hint = "; leave the quotes away" if quoted and _reads_as_value(value) else ""
    return f"{show(value)} is not {spec.expected}{hint}"


def show(value: Any) -> str:
    """A value as its author would write it, cut short."""
    if isinstance(value, str):
        return f"'{value}'" if len(value) <= 60 else f"'{value[:57]}...'"
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, dict):
        return "a group of fields"
    if isinstance(value, float) and not math.isfinite(value):
        return f".{value}"
    return as_text(value)


def _length(value: Any) -> int:
    return len(value) if isinstance(value, (str, list, tuple)) else 0


def _reads_as_value(text: str) -> bool:
    return text in ("true", "false") or text.lstrip("+-").replace(".", "", 1).isdigit()


def _enumerate(names: list[str]) -> str:
    shown = names if len(names) <= 8 else [*names[:8], f"{len(names) - 8} more"]
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + " and " + shown[-1]


def _either(names: list[str]) -> str:
    return " or ".join(f"'{name}'" for name in names)


def _top_level() -> list[str]:
    return ["extends", *(name for name in field_specs() if "." not in name)]
