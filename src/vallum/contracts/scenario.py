"""Answers about scenarios: which there are, what one assumes, what is wrong with one.

Fed by: scenarios.  To: `vallum scenario list|show|check`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Annotated

from pydantic import Field, JsonValue

from vallum.contracts.answer import Answer, FaultRow, Row
from vallum.errors import Problem
from vallum.scenario import Scenario, origins


class ScenarioRow(Row):
    """One shipped scenario."""

    name: Annotated[str, Field(description="What to call it by")]
    title: str
    description: Annotated[str, Field(description="What it assumes, in a few sentences")]


class ScenarioListAnswer(Answer):
    """`vallum scenario list`: the shipped scenarios."""

    rows: tuple[ScenarioRow, ...]
    studies: Annotated[tuple[ScenarioRow, ...], Field(description="Published studies as scenarios")]

    @classmethod
    def of(
        cls, scenarios: Iterable[Scenario], studies: Iterable[Scenario] = ()
    ) -> ScenarioListAnswer:
        return cls(rows=_shipped(scenarios), studies=_shipped(studies))


def _shipped(scenarios: Iterable[Scenario]) -> tuple[ScenarioRow, ...]:
    return tuple(
        ScenarioRow(name=one.name, title=one.title, description=one.description)
        for one in scenarios
    )


class FieldRow(Row):
    """One field of a scenario."""

    field: Annotated[str, Field(description="Dotted name")]
    value: Annotated[str, Field(description="Its value as it would be written in YAML")]
    unit: str | None
    meaning: str
    set_by: Annotated[str, Field(description="The file or preset, and line, that set it")]


class ScenarioShowAnswer(Answer):
    """`vallum scenario show`: every value resolved, and who set it."""

    scenario: Annotated[str, Field(description="Name")]
    title: str
    digest: Annotated[str, Field(description="SHA-256 of the assumptions")]
    values: Annotated[
        dict[str, JsonValue], Field(description="The scenario's values, nested as in a file")
    ]
    rows: tuple[FieldRow, ...]

    @classmethod
    def of(cls, scenario: Scenario) -> ScenarioShowAnswer:
        return cls(
            scenario=scenario.name,
            title=scenario.title,
            digest=scenario.digest(),
            values=scenario.model_dump(mode="json"),
            rows=tuple(FieldRow(**asdict(origin)) for origin in origins(scenario)),
        )


class ScenarioCheckAnswer(Answer):
    """`vallum scenario check`: every fault found."""

    scenario: Annotated[str, Field(description="What was checked, as the user named it")]
    ok: Annotated[bool, Field(description="Whether no fault was found")]
    rows: tuple[FaultRow, ...]

    @classmethod
    def of(cls, scenario: str, problems: Iterable[Problem]) -> ScenarioCheckAnswer:
        rows = tuple(FaultRow.of(problem) for problem in problems)
        return cls(scenario=scenario, ok=not rows, rows=rows)
