"""Every field of a scenario with its kind, unit, range and meaning, read off the model once.

From: the model's own JSON Schema.  To: the wording of faults, the template of a new scenario, the
workbook reader and the frame of assumptions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from vallum.scenario.model import Scenario

FieldKind = Literal["integer", "number", "flag", "text", "choice", "list", "table", "group"]


@dataclass(frozen=True)
class FieldSpec:
    """One field, or one group of fields: its dotted name and what it may hold."""

    name: str
    kind: FieldKind
    meaning: str
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    nullable: bool = False
    children: tuple[str, ...] = ()

    @property
    def expected(self) -> str:
        """What would be right, as it ends a sentence.

        >>> field_specs()["us.troops_stay"].expected
        'a number from 0 to 1'
        """
        words = {
            "integer": f"a whole number{self._range}",
            "number": f"a number{self._range}",
            "flag": "true or false",
            "text": "a text" + (f" of at most {self.maximum:g} characters" if self.maximum else ""),
            "choice": "one of " + ", ".join(f"'{choice}'" for choice in self.choices),
            "list": f"a list{self._items}, such as {_LIST_EXAMPLE.get(self.name, '[EU]')}",
            "table": f"a table of numbers{self._range}, such as {_TABLE_EXAMPLE.get(self.name)}",
            "group": f"a group of fields ({', '.join(self.children)})",
        }[self.kind]
        return words + (" or null" if self.nullable else "")

    @property
    def span(self) -> str:
        """The range or the choices, short, for a comment or a table."""
        if self.kind == "choice":
            words = " | ".join(self.choices)
        elif self.kind == "flag":
            words = "true | false"
        else:
            words = self._range.removeprefix(" from ")
        return words + (" or null" if self.nullable and words else "")

    @property
    def _range(self) -> str:
        if self.minimum is None or self.maximum is None:
            return ""
        return f" from {self.minimum:g} to {self.maximum:g}"

    @property
    def _items(self) -> str:
        return f" of {self.unit}" if self.unit else ""


_LIST_EXAMPLE = {
    "coalition.include": "[EU]",
    "coalition.partners": "[GBR, NOR]",
    "coalition.exclude": "[HUN]",
    "need.contingencies": "[baltic_defence]",
}
_TABLE_EXAMPLE = {
    "need.weights": "{land: 2, tanker: 0.5}",
    "procurement.joint_share_min": "{2030: 0.4}",
    "procurement.national_exception": "{naval: 0.5}",
    "procurement.max_types": "{tank: 4}",
}


@lru_cache(maxsize=1)
def field_specs() -> dict[str, FieldSpec]:
    """Dotted name -> what it may hold, groups included, in the order of the model."""
    schema = Scenario.model_json_schema()
    specs: dict[str, FieldSpec] = {}
    _collect(schema, schema["$defs"], "", specs)
    return specs


def leaf_specs() -> list[FieldSpec]:
    """The fields that hold a value, in the order of the model."""
    return [spec for spec in field_specs().values() if spec.kind != "group"]


def _collect(
    group: dict[str, Any], defs: dict[str, Any], prefix: str, specs: dict[str, FieldSpec]
) -> None:
    for key, declared in group["properties"].items():
        name = f"{prefix}{key}"
        inner, nullable = _unwrap(declared)
        if "$ref" in inner:
            target = defs[inner["$ref"].rsplit("/", 1)[-1]]
            children = tuple(target["properties"])
            meaning = declared["description"]
            specs[name] = FieldSpec(name, "group", meaning, nullable=nullable, children=children)
            _collect(target, defs, f"{name}.", specs)
        else:
            specs[name] = _leaf(name, declared, inner, nullable)


def _unwrap(declared: dict[str, Any]) -> tuple[dict[str, Any], bool]:
    """The schema of the value itself, and whether null may stand in its place."""
    if "anyOf" not in declared:
        return declared, False
    inner = next(option for option in declared["anyOf"] if option.get("type") != "null")
    return inner, True


def _leaf(name: str, declared: dict[str, Any], inner: dict[str, Any], nullable: bool) -> FieldSpec:
    kinds: dict[str, FieldKind] = {
        "integer": "integer",
        "number": "number",
        "boolean": "flag",
        "array": "list",
        "object": "table",
        "string": "choice" if "enum" in inner else "text",
    }
    kind = kinds[inner["type"]]
    bounds = _of_values(inner) if kind == "table" else inner
    return FieldSpec(
        name=name,
        kind=kind,
        meaning=declared["description"],
        unit=declared.get("x-unit", inner.get("x-unit")),
        minimum=bounds.get("minimum"),
        maximum=bounds.get("maximum", inner.get("maxLength") if kind == "text" else None),
        choices=tuple(inner.get("enum", ())),
        nullable=nullable,
    )


def _of_values(table: dict[str, Any]) -> dict[str, Any]:
    """The schema of the values of a table, whatever it asks of their names."""
    by_name: list[dict[str, Any]] = list(table.get("patternProperties", {}).values())
    return by_name[0] if by_name else dict(table["additionalProperties"])
