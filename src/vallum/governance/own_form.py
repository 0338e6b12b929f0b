"""The form of a measure of the user's own, and its faults in plain sentences.

From: a YAML file.  To: `vallum.governance.own_measure`.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from vallum.errors import Problem, UserError, did_you_mean

LARGEST = 1_000_000
"""Bytes; a measure takes some hundred."""
MAJORITY, INDIVIDUAL = "majority", "individual"
RULES = ("unanimity", "unanimity_with_abstention", "consensus", "qmv", MAJORITY, INDIVIDUAL)
Weight = Annotated[float, Field(gt=0, le=1)]
Share = Annotated[float, Field(ge=0, le=1)]
Position = Annotated[float, Field(ge=-1, le=1)]
Months = tuple[float, float, float]


def _day(value: object) -> str:
    """YAML reads 2026-07-01 as a day of its own accord."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    try:
        return date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise ValueError(f"'{value}' is no day; write YYYY-MM-DD") from None


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class OwnThreshold(_Form):
    """What a majority needs: shares of voters and of their people, opponents that can block."""

    states: Share | None = None
    population: Share | None = None
    blocking: Annotated[int | None, Field(ge=1)] = None


class OwnRoute(_Form):
    """A route of the user's own."""

    route: str
    title: str
    voters: Annotated[list[str], Field(min_length=1)]
    rule: Literal["unanimity", "unanimity_with_abstention", "consensus", "qmv", "majority",
                  "individual"]  # fmt: skip
    threshold: OwnThreshold | None = None
    take_part: Annotated[int, Field(ge=0)] = 0
    leads: list[str] = []
    parliament: Literal["none", "informed", "consulted", "consent", "co_decision"] = "none"
    ratification: Literal["none", "all", "some", "signatories", "mandates", "budgets"] = "none"
    months: Months
    ease: Position = 0.0
    chance: Share = 1.0


class OwnPosition(_Form):
    """Where a state stands on the measure from a day on; spread: to 5 and 95 per cent."""

    state: str
    position: Position
    date: Annotated[str, BeforeValidator(_day)]
    spread: Annotated[float, Field(ge=0, le=1)] = 0.2


class OwnMeasure(_Form):
    """The form of the file."""

    measure: str
    title: str
    kind: str | None = None
    routes: list[str | OwnRoute] = []
    issues: Annotated[dict[str, Weight], Field(min_length=1)]
    positions: list[OwnPosition] = []
    ease: Position = 0.0
    months: Months | None = None
    cases: list[str] = []
    ratification: str | None = None
    precedent: str | None = None


def read_form(path: Path) -> OwnMeasure:
    """The file as it stands.  Raises UserError with every fault, and its field."""
    try:
        if path.stat().st_size > LARGEST:
            raise UserError(Problem("this file is too large for a measure", str(path)))
        read: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise UserError(Problem(f"cannot be read ({fault.strerror})", str(path))) from fault
    except UnicodeDecodeError as fault:
        raise UserError(Problem("is not UTF-8 text", str(path))) from fault
    except yaml.YAMLError as fault:
        mark = getattr(fault, "problem_mark", None)
        line = mark.line + 1 if mark else None
        raise UserError(Problem("is not well-formed YAML", str(path), line)) from fault
    except ValueError as fault:
        # A day such as 2026-02-31 stops the reader of YAML itself.
        raise UserError(Problem(f"holds no valid day ({fault})", str(path))) from fault
    if not isinstance(read, dict):
        raise UserError(Problem("a measure is a list of fields, such as 'title: ...'", str(path)))
    try:
        return OwnMeasure.model_validate(read)
    except ValidationError as fault:
        raise UserError(_told(fault, path)) from fault


def _told(fault: ValidationError, path: Path) -> list[Problem]:
    found = []
    for each in fault.errors():
        # A route may be a name or a form: what a mapping is not as a name is no fault of its own.
        if "str" in each["loc"]:
            continue
        found.append(Problem(_sentence(each), str(path), None, _field(each)))
    return found


def _field(each: ErrorDetails) -> str:
    words = ""
    for part in each["loc"]:
        if part == "OwnRoute":
            continue
        words += f"[{part + 1}]" if isinstance(part, int) else f".{part}"
    return words.lstrip(".")


def _sentence(each: ErrorDetails) -> str:
    """What is wrong and what would be right."""
    kind, value, terms = each["type"], each["input"], each.get("ctx", {})
    name = str(each["loc"][-1])
    if kind == "missing":
        example = {"date": " such as 2026-07-01", "months": " such as [6, 12, 24]"}.get(name, "")
        return f"'{name}' is missing: give one{example}"
    if kind == "extra_forbidden":
        fields: dict[str, type[_Form]] = {
            "OwnRoute": OwnRoute,
            "threshold": OwnThreshold,
            "positions": OwnPosition,
        }
        form: type[_Form]
        form = next((f for word, f in reversed(fields.items()) if word in each["loc"]), OwnMeasure)
        known = list(form.model_fields)
        return f"there is no field '{name}'" + (
            did_you_mean(name, known) or f"; there are {', '.join(known)}"
        )
    if kind == "literal_error":
        return f"'{value}' is none of {terms['expected']}"
    bounds = {
        "position": "a position lies between -1 and 1",
        "ease": "ease lies between -1 and 1",
        "states": "a threshold is a share from 0 to 1",
        "population": "a threshold is a share from 0 to 1",
        "chance": "a chance is a share from 0 to 1",
    }
    if kind.startswith(("less_than", "greater_than")):
        return f"{value} is out of range: {bounds.get(name, each['msg'])}"
    told = {
        "value_error": str(terms.get("error")),
        "model_type": f"'{value}' is neither the name of a route nor a route of your own",
    }
    return told.get(kind) or f"'{value}' does not fit: {each['msg'].lower()}"
