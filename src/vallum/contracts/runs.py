"""Answers about runs: one run, all runs, how two differ, what was exported.

Fed by: the store.  To: `vallum run`, `vallum runs`, `vallum compare`, `vallum export`.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import polars as pl
from pydantic import Field

from vallum.contracts.answer import Answer, Row, RunId, Share, Year, rows_of
from vallum.store import Comparison, Format, StoredRun


class WorstElement(Row):
    """The force element that is met least."""

    element: Annotated[str, Field(description="Force element")]
    year: Year
    met_share: Annotated[Share, Field(description="Share of the need met without the US, 0-1")]
    imputed: Annotated[bool, Field(description="Whether a rule, not a source, gives the need")]


class RunAnswer(Answer):
    """`vallum run`: the headline of one run."""

    run: Annotated[RunId, Field(description="Id of the run")]
    scenario: Annotated[str, Field(description="Name of the scenario")]
    headline: Annotated[str, Field(description="The result in a sentence")]
    stand_alone_year: Annotated[
        int | None,
        Field(
            description="First year from which every element of the core set stays at 95 % or "
            "more without the US; null: not by the horizon"
        ),
    ]
    stand_alone_years: Annotated[
        dict[str, int | None], Field(description="The same by domain; null: not by the horizon")
    ]
    stand_alone_year_without_imputed: Annotated[
        int | None, Field(description="The core set's year, needs given only by a rule left out")
    ]
    self_reliance: Annotated[
        dict[int, Share], Field(description="Index by year: weighted mean of met shares, 0-1")
    ]
    worst_element: WorstElement
    unverified_share: Annotated[
        Share,
        Field(
            description="Share of the headline's need and stock that rests on facts which are "
            "imputed or still to be checked, 0-1"
        ),
    ]
    report: Annotated[str, Field(description="Path of the report, from the working folder")]

    @classmethod
    def of(cls, run: StoredRun, report: str) -> RunAnswer:
        """report: the path of the report as the user should open it."""
        headline = run.headline
        worst = {name: headline["worst_element"][name] for name in WorstElement.model_fields}
        return cls(
            run=run.id,
            scenario=run.name,
            headline=headline["sentence"],
            stand_alone_year=headline["stand_alone_year"],
            stand_alone_years=headline["stand_alone_years"],
            stand_alone_year_without_imputed=headline["stand_alone_year_without_imputed"],
            self_reliance=headline["self_reliance"],
            worst_element=WorstElement(**worst),
            unverified_share=headline["unverified_share"],
            report=report,
        )


class StoredRunRow(Row):
    """One kept run."""

    run: Annotated[RunId, Field(description="Id of the run")]
    scenario: Annotated[str, Field(description="Name of the scenario")]
    title: Annotated[str, Field(description="Title of the scenario")]
    created: Annotated[str, Field(description="When it was kept: UTC, ISO 8601")]
    seconds: Annotated[float | None, Field(description="How long it took; null: not known")]
    headline: Annotated[str, Field(description="The result in a sentence")]


class RunsAnswer(Answer):
    """`vallum runs`: the kept runs, newest first."""

    rows: tuple[StoredRunRow, ...]

    @classmethod
    def of(cls, frame: pl.DataFrame) -> RunsAnswer:
        """From `Store.list`."""
        return cls(rows=rows_of(StoredRunRow, frame.rename({"id": "run"})))


class InputRow(Row):
    """One input that differs besides the assumptions: evidence, code or seed."""

    input: Annotated[str, Field(description="evidence, code or seed")]
    a: str
    b: str


class AssumptionRow(Row):
    """One assumption that differs; null: the scenario has no such field."""

    field: Annotated[str, Field(description="Dotted field of the scenario")]
    a: str | None
    b: str | None


class HeadlineRow(Row):
    """One field of the headline in both runs."""

    field: Annotated[str, Field(description="Dotted field of the headline")]
    a: str | None
    b: str | None
    delta: Annotated[float | None, Field(description="b less a; null where it is not a number")]


class GapDeltaRow(Row):
    """One gap that differs; null: only the other run has it."""

    contingency: Annotated[str, Field(description="Contingency, or set of needs")]
    element: Annotated[str, Field(description="Force element")]
    title: Annotated[str, Field(description="The element in words")]
    unit: Annotated[str, Field(description="Unit of the gaps")]
    year: Year
    gap_a: float | None
    gap_b: float | None
    delta: Annotated[float | None, Field(description="b less a")]


class SelfRelianceRow(Row):
    """The self-reliance index of one year in both runs."""

    year: Year
    a: Share | None
    b: Share | None
    delta: Annotated[float | None, Field(description="b less a")]


class CompareAnswer(Answer):
    """`vallum compare`: how two runs differ; `rows` are the gaps, largest change first."""

    a: Annotated[RunId, Field(description="Id of the first run")]
    b: Annotated[RunId, Field(description="Id of the second run")]
    sentences: Annotated[tuple[str, ...], Field(description="The differences as plain facts")]
    inputs: tuple[InputRow, ...]
    assumptions: tuple[AssumptionRow, ...]
    headline: tuple[HeadlineRow, ...]
    self_reliance: tuple[SelfRelianceRow, ...]
    rows: tuple[GapDeltaRow, ...]

    @classmethod
    def of(cls, comparison: Comparison) -> CompareAnswer:
        return cls(
            a=comparison.a.id,
            b=comparison.b.id,
            sentences=tuple(comparison.sentences()),
            inputs=rows_of(InputRow, comparison.inputs),
            assumptions=rows_of(AssumptionRow, comparison.assumptions),
            headline=rows_of(HeadlineRow, comparison.headline),
            self_reliance=rows_of(SelfRelianceRow, comparison.self_reliance),
            rows=rows_of(GapDeltaRow, comparison.gaps),
        )


class ExportedFile(Row):
    """One file that was written."""

    path: Annotated[str, Field(description="Path, as given or from the working folder")]


class ExportAnswer(Answer):
    """`vallum export`: what was written."""

    run: Annotated[RunId, Field(description="Id of the run")]
    format: Annotated[Format, Field(description="Format of the files")]
    rows: tuple[ExportedFile, ...]

    @classmethod
    def of(cls, run: StoredRun, format: Format, files: Iterable[Path]) -> ExportAnswer:
        """files: what `export` returned."""
        rows = tuple(ExportedFile(path=file.as_posix()) for file in files)
        return cls(run=run.id, format=format, rows=rows)
