"""The scenario as a form: every field with its kind, unit, range, meaning and who set it.

From: the model's schema, and what is asked.  To: the scenario page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from vallum.errors import Problem, UserError
from vallum.scenario.fields import FieldSpec, field_specs
from vallum.workbench.asked import FORCE, Asked, base_values
from vallum.workbench.facts import preset


@dataclass(frozen=True)
class FormField:
    """One input.

    text: as it stands in the input; before: what the base has; set_by: who set that.
    choices: of a select; empty: an input for text.
    """

    name: str
    label: str
    text: str
    before: str
    set_by: str
    unit: str
    span: str
    meaning: str
    choices: tuple[str, ...]
    faults: tuple[str, ...]
    changed: bool


@dataclass(frozen=True)
class FormGroup:
    """Fields that belong together."""

    name: str
    title: str
    meaning: str
    fields: tuple[FormField, ...]
    open: bool


OPEN = ("coalition", "us")
"""Groups that are open at first: what most readers change."""
TITLES = {"us": "United States", "": "In a word"}


def form_of(asked: Asked, faults: Iterable[Problem] = ()) -> list[FormGroup]:
    """The form as the reader left it, each fault at its field."""
    told: dict[str, list[str]] = {}
    for fault in faults:
        told.setdefault((fault.field or "").split("[", maxsplit=1)[0], []).append(fault.message)
    groups: dict[str, list[FormField]] = {}
    for spec in field_specs().values():
        if spec.kind == "group" and spec.name != FORCE:
            continue
        if spec.name == "description":
            continue  # belongs to a file, and is told on the verdict's page
        top = spec.name.split(".")[0] if "." in spec.name else ""
        groups.setdefault(top, []).append(_field(spec, asked, told))
    specs = field_specs()
    return [
        FormGroup(
            name=name or "words",
            title=TITLES.get(name, name.capitalize()),
            meaning=specs[name].meaning if name else "How it is called",
            fields=tuple(fields),
            open=name in OPEN or any(field.changed or field.faults for field in fields),
        )
        for name, fields in groups.items()
    ]


def faults_of(asked: Asked) -> list[Problem]:
    """What is wrong with what is asked; nothing where it holds together."""
    try:
        asked.scenario()
    except UserError as fault:
        return list(fault.problems)
    return []


def _field(spec: FieldSpec, asked: Asked, told: Mapping[str, list[str]]) -> FormField:
    before = base_values(asked.base).get(spec.name, "")
    text = asked.values.get(spec.name, before)
    choices = _choices(spec)
    if spec.name == FORCE:
        before = "null" if before == "null" else "as below"
        text = "null" if asked.values.get(FORCE) == "null" or before == "null" else "as below"
    return FormField(
        name=spec.name,
        label=spec.name.rpartition(".")[2].replace("_", " "),
        text=_bare(spec, text),
        before=before,
        set_by=preset(asked.base).place(spec.name).set_by,
        unit=spec.unit or "",
        span=spec.span if spec.kind not in ("choice", "flag") else "",
        meaning=spec.meaning,
        choices=choices,
        faults=tuple(told.get(spec.name, ())),
        changed=spec.name in asked.values,
    )


def _choices(spec: FieldSpec) -> tuple[str, ...]:
    if spec.name == FORCE:
        return ("as below", "null")
    if spec.kind == "flag":
        return ("true", "false")
    if spec.kind == "choice":
        return (*spec.choices, *(("null",) if spec.nullable else ()))
    return ()


def _bare(spec: FieldSpec, text: str) -> str:
    """Lists and tables without their brackets, as people type them."""
    if spec.kind == "list" and text.startswith("[") and text.endswith("]"):
        return text[1:-1]
    if spec.kind == "table" and text.startswith("{") and text.endswith("}"):
        return text[1:-1]
    return text
