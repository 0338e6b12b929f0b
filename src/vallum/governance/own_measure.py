"""A measure of the user's own, read from a YAML file.

From: a file.  To: `vallum decide FILE.yaml`.

    measure: drone_wall
    title: A common drone wall on the eastern border
    kind: common_procurement        # or routes: [article_122, pesco]
    issues: {joint_debt_for_defence: 0.5, defence_spending_3_5: 0.5}
    ease: 0.1                       # how much easier than the issues alone, -1 to 1
    months: [6, 12, 24]             # low, central, high; left out: those of the route
    cases: [article_212_mfa:2]      # further votes of a route that it takes
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from vallum.errors import Problem, UserError, did_you_mean
from vallum.world.agenda import Agenda, Measure

LARGEST = 1_000_000
"""Bytes; a measure takes some hundred."""
Weight = Annotated[float, Field(gt=0, le=1)]


class OwnMeasure(BaseModel):
    """The form of the file."""

    model_config = ConfigDict(extra="forbid")

    measure: str
    title: str
    kind: str | None = None
    routes: list[str] = []
    issues: Annotated[dict[str, Weight], Field(min_length=1)]
    ease: Annotated[float, Field(ge=-1, le=1)] = 0.0
    months: Annotated[tuple[float, float, float] | None, Field()] = None
    cases: list[str] = []
    ratification: str | None = None
    precedent: str | None = None


def read_measure(path: Path, known: Agenda) -> Measure:
    """The measure of a file.  Raises UserError with every fault, and its field."""
    form = _form(path)
    faults: list[Problem] = []

    def refer(field: str, word: str, words: object) -> None:
        names = sorted(str(each) for each in words)  # type: ignore[attr-defined]
        if word not in names:
            near = did_you_mean(word, names) or f"; there are {', '.join(names)}"
            faults.append(Problem(f"there is no '{word}'{near}", str(path), None, field))

    for route in form.routes:
        refer("routes", route, known.routes)
    for issue in form.issues:
        refer("issues", issue, known.by_issue)
    if form.kind is not None:
        refer("kind", form.kind, known.carries)
    if not form.routes and form.kind is None:
        faults.append(Problem("name a kind, or the routes that can carry it", str(path)))
    cases = []
    for case in form.cases:
        route, _, step = case.partition(":")
        refer("cases", route, known.routes)
        if not step.isdigit():
            told = f"'{case}' names no step; write route:number"
            faults.append(Problem(told, str(path), None, "cases"))
        else:
            cases.append((route, int(step)))
    months = form.months
    if months is not None and (sorted(months) != list(months) or months[0] < 0):
        told = "months need a low, central and high in this order"
        faults.append(Problem(told, str(path), None, "months"))
    if faults:
        raise UserError(faults)
    return Measure(
        form.measure,
        form.title,
        form.kind or "own",
        tuple(form.routes),
        form.ease,
        form.issues,
        frozenset(cases),
        months,
        form.ratification,
        form.precedent,
    )


def _form(path: Path) -> OwnMeasure:
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
    if not isinstance(read, dict):
        raise UserError(Problem("a measure is a list of fields, such as 'title: ...'", str(path)))
    try:
        return OwnMeasure(**read)
    except ValidationError as fault:
        raise UserError(
            [
                Problem(each["msg"], str(path), None, ".".join(str(part) for part in each["loc"]))
                for each in fault.errors()
            ]
        ) from fault
    except TypeError as fault:
        raise UserError(Problem("names of fields must be words", str(path))) from fault
