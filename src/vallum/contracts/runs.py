"""Answers about runs: one run, all runs, how two differ, what was exported.

Fed by: the store.  To: `vallum run`, `vallum runs`, `vallum compare`, `vallum export`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

import polars as pl
from pydantic import Field

from vallum.contracts.answer import Answer, Row, RunId, Share, Year, rows_of
from vallum.contracts.plan import BottleneckRow
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
    mode: Annotated[str, Field(description="How it was planned; none: without a plan")]
    stand_alone_year_with_plan: Annotated[
        int | None,
        Field(
            description="The core set's stand-alone year with what the plan adds; null: not by the "
            "horizon, or no plan"
        ),
    ]
    cost_eur_bn_per_year: Annotated[
        float | None,
        Field(
            description="Mean cost of the plan a year, from the first year of orders [EUR bn, 2025 "
            "prices]; null: no plan"
        ),
    ]
    total_cost_eur_bn: Annotated[
        float | None,
        Field(
            description="Cost of the plan within the horizon, not discounted [EUR bn, 2025 "
            "prices]; null: no plan"
        ),
    ]
    joint_share: Annotated[
        Share | None,
        Field(
            description="Part of the value of all planned orders that states place jointly, 0-1; "
            "null: no plan"
        ),
    ]
    joint_saving_eur_bn: Annotated[
        float | None,
        Field(
            description="What the joint orders would cost more if each state placed its part "
            "nationally [EUR bn, 2025 prices]; null: no plan"
        ),
    ]
    bottlenecks: Annotated[
        tuple[BottleneckRow, ...],
        Field(
            max_length=3,
            description="The up to three that hold the plan back most, none of them resting on "
            "imputation alone",
        ),
    ]

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
            mode=run.mode,
            **_of_plan(headline),
        )


def _of_plan(headline: Mapping[str, Any]) -> dict[str, Any]:
    """What the headline says of the plan; a run kept before there were plans says nothing."""
    names = (
        "stand_alone_year_with_plan",
        "cost_eur_bn_per_year",
        "total_cost_eur_bn",
        "joint_share",
        "joint_saving_eur_bn",
    )
    rows = [
        BottleneckRow(**{name: row[name] for name in BottleneckRow.model_fields})
        for row in headline.get("bottlenecks", ())
    ]
    return {name: headline.get(name) for name in names} | {"bottlenecks": tuple(rows)}


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
    """One input that differs besides the assumptions: evidence, code, seed or mode."""

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


class OrderDeltaRow(Row):
    """What the plans order of one system, if not the same; 0: only the other plan orders it."""

    system: Annotated[str, Field(description="Product of the catalogue")]
    category: Annotated[str, Field(description="Equipment category")]
    quantity_a: Annotated[float, Field(description="Units")]
    quantity_b: Annotated[float, Field(description="Units")]
    quantity_delta: Annotated[float, Field(description="b less a [units]")]
    eur_bn_a: Annotated[float, Field(description="Price of the orders [EUR bn, 2025 prices]")]
    eur_bn_b: Annotated[float, Field(description="Price of the orders [EUR bn, 2025 prices]")]
    delta: Annotated[float, Field(description="b less a [EUR bn, 2025 prices]")]


class PlanCostDeltaRow(Row):
    """What both plans cost in one year [EUR bn, 2025 prices]; null: outside a run's horizon."""

    year: Year
    a: float | None
    b: float | None
    delta: Annotated[float | None, Field(description="b less a")]


class StandAloneWithPlanRow(Row):
    """The stand-alone year of one domain with either plan; null: not by the horizon."""

    domain: Annotated[str, Field(description="Domain, core or all")]
    title: Annotated[str, Field(description="The domain in words")]
    a: int | None
    b: int | None


class BottleneckChangeRow(Row):
    """Something that holds only one of the plans back."""

    constraint: Annotated[
        str, Field(description="production line, money, soldiers, recruits or training places")
    ]
    where: Annotated[str, Field(description="Which line, or which state")]
    change: Annotated[
        Literal["appears", "vanishes"], Field(description="appears: only the second run has it")
    ]
    year: Annotated[int, Field(description="Year in which one more unit of it helps most")]
    relief: Annotated[
        float, Field(description="Points of shortfall, of 100, that a tenth more of it takes away")
    ]
    meaning: Annotated[str, Field(description="What one more unit of it does, in words")]
    evidence_share: Annotated[
        Share, Field(description="Share of the facts behind it that no rule imputed, 0-1")
    ]


class CompareAnswer(Answer):
    """`vallum compare`: how two runs differ; `rows` are the gaps, largest change first.

    The tables of the plans are empty unless both runs have one.
    """

    a: Annotated[RunId, Field(description="Id of the first run")]
    b: Annotated[RunId, Field(description="Id of the second run")]
    sentences: Annotated[tuple[str, ...], Field(description="The differences as plain facts")]
    inputs: tuple[InputRow, ...]
    assumptions: tuple[AssumptionRow, ...]
    headline: tuple[HeadlineRow, ...]
    self_reliance: tuple[SelfRelianceRow, ...]
    rows: tuple[GapDeltaRow, ...]
    orders: tuple[OrderDeltaRow, ...]
    plan_costs: tuple[PlanCostDeltaRow, ...]
    stand_alone_with_plan: tuple[StandAloneWithPlanRow, ...]
    bottlenecks: tuple[BottleneckChangeRow, ...]

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
            orders=rows_of(OrderDeltaRow, comparison.plan.orders),
            plan_costs=rows_of(PlanCostDeltaRow, comparison.plan.plan_costs),
            stand_alone_with_plan=rows_of(
                StandAloneWithPlanRow, comparison.plan.stand_alone_with_plan
            ),
            bottlenecks=rows_of(BottleneckChangeRow, comparison.plan.bottlenecks),
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
