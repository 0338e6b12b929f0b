"""Every assumption of a scenario in one list: value, unit, meaning, and who set it.

From: a scenario.  To: the frame `assumptions`, the report, `vallum scenario show`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from vallum.scenario.fields import field_specs
from vallum.scenario.model import Scenario


@dataclass(frozen=True)
class Assumption:
    """One field of a scenario.

    value: as it would be written in YAML (`2028`, `0.5`, `[EU]`, `true`, `null`).
    set_by: `file:line` (without folder), `preset NAME`, `--set`, or `code`.
    """

    field: str
    value: str
    unit: str | None
    meaning: str
    set_by: str


def origins(scenario: Scenario) -> list[Assumption]:
    """All fields that hold a value, in the order of the model; title and description left out.

    A group that is null (`ukraine.reassurance_force`) is one row, without its fields.
    """
    values = scenario.model_dump(mode="json", exclude={"title", "description"})
    found = []
    for spec in field_specs().values():
        path = spec.name.split(".")
        parent = _get(values, path[:-1])
        if not isinstance(parent, dict) or path[-1] not in parent:
            continue
        value = parent[path[-1]]
        if spec.kind == "group" and value is not None:
            continue
        set_by = scenario.place(spec.name).set_by
        found.append(Assumption(spec.name, as_text(value), spec.unit, spec.meaning, set_by))
    return found


def as_text(value: Any) -> str:
    """A value as it would be written in YAML, on one line.

    >>> as_text(["GBR", "NOR"]), as_text(None), as_text(True), as_text(0.5), as_text(1.0)
    ('[GBR, NOR]', 'null', 'true', '0.5', '1')
    >>> as_text({2030: 0.4})
    '{2030: 0.4}'
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "[" + ", ".join(as_text(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {as_text(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def _get(values: Any, path: list[str]) -> Any:
    for key in path:
        values = values.get(key) if isinstance(values, dict) else None
    return values
