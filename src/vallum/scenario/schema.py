"""A scenario for editors and authors: JSON Schema, a template to start from, and a full dump.

To: `vallum scenario new|show`, the docs.
"""

from __future__ import annotations

import textwrap
from copy import deepcopy
from typing import Any

import yaml

from vallum.scenario.assumptions import as_text
from vallum.scenario.fields import FieldSpec, field_specs
from vallum.scenario.load import load_scenario, preset_names
from vallum.scenario.model import Scenario

_WIDTH = 98


def scenario_json_schema() -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a scenario *file*.

    A file that says `extends` may leave any field out; one that does not must set them all, but
    for title and description.  Units stand under `x-unit`.
    """
    resolved = Scenario.model_json_schema()
    definitions = resolved.pop("$defs")
    partial = {name: _optional(group) for name, group in definitions.items()}
    root = _optional(resolved)
    extends = {
        "type": ["string", "null"],
        "description": f"A preset ({', '.join(preset_names())}) or a path from this file to "
        "another scenario; what this file does not set is taken from there",
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Vallum scenario",
        "description": "The assumptions of one future; every value is to be argued with",
        **{key: value for key, value in root.items() if key not in ("title", "description")},
        "properties": {"extends": extends, **root["properties"]},
        "if": {"properties": {"extends": {"type": "string"}}, "required": ["extends"]},
        "else": _all_required(resolved, definitions),
        "$defs": partial,
    }


def new_scenario(base: str = "us_absent") -> str:
    """A YAML file that extends `base`, with each field explained and set as `base` sets it.

    It loads as it is, to the same assumptions as `base`.  Raises UserError if there is no such
    scenario.
    """
    scenario = load_scenario(base)
    values = scenario.model_dump(mode="json")
    lines = [
        "# A scenario: change what differs and delete the lines that do not; what a file does not",
        "# set is taken from the scenario that it extends.  Every value is an assumption, to be",
        "# argued with.  Check with `vallum scenario check`, run with `vallum run`.",
        "",
        f"extends: {_quoted(base)}",
        f"title: {_quoted(f'Variant of: {scenario.title}'[:200])}",
        'description: ""',
    ]
    for name, spec in field_specs().items():
        if "." not in name and name not in ("title", "description"):
            lines += ["", *_block(spec, values[name], 0)]
    return "\n".join(lines) + "\n"


def dump_scenario(scenario: Scenario) -> str:
    """All fields as YAML that loads, without `extends`, to an equal scenario."""
    return yaml.dump(
        scenario.model_dump(mode="json"),
        Dumper=_Dumper,
        sort_keys=False,
        allow_unicode=True,
        width=10_000,
    )


class _Dumper(yaml.SafeDumper):
    """Quotes every text that is no plain word, so that our stricter reading gives it back."""


def _represent_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    is_word = text.replace("_", "").isalnum() and text[:1].isalpha() and text.isascii()
    reserved = text.lower() in ("null", "true", "false")
    style = None if is_word and not reserved else '"'
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)


def _optional(group: dict[str, Any]) -> dict[str, Any]:
    """The same group of fields, none of them required."""
    partial = deepcopy(group)
    partial.pop("required", None)
    return partial


def _all_required(group: dict[str, Any], definitions: dict[str, Any]) -> dict[str, Any]:
    """What a file without `extends` must set: this group's fields and those of its groups."""
    inner = {}
    for name, declared in group["properties"].items():
        options = declared.get("anyOf", [declared])
        for option in options:
            if "$ref" in option:
                target = definitions[option["$ref"].rsplit("/", 1)[-1]]
                inner[name] = _all_required(target, definitions)
    required = [name for name in group["required"] if name not in ("title", "description")]
    return {"required": required, **({"properties": inner} if inner else {})}


def _block(spec: FieldSpec, value: Any, depth: int) -> list[str]:
    """A field or group as YAML lines, each explained by the comment above it."""
    pad = "  " * depth
    key = spec.name.rpartition(".")[2]
    facts = "; ".join(part for part in (spec.unit, spec.span) if part)
    told = f"{spec.meaning} [{facts}]" if facts else spec.meaning
    lines = [f"{pad}# {line}" for line in textwrap.wrap(told, _WIDTH - len(pad) - 2)]
    if spec.kind != "group" or value is None:
        return [*lines, f"{pad}{key}: {as_text(value)}"]
    lines.append(f"{pad}{key}:")
    for child in spec.children:
        lines += _block(field_specs()[f"{spec.name}.{child}"], value[child], depth + 1)
    return lines


def _quoted(text: str) -> str:
    dumped = yaml.dump(text, Dumper=_Dumper, allow_unicode=True, width=10_000)
    return dumped.removesuffix("\n...\n").removesuffix("\n")
