"""Options and arguments that several commands share, declared once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

DEFAULT_SCENARIO = "us_absent"


class Mode(StrEnum):
    """How to plan."""

    close_gaps = "close_gaps"
    least_cost = "least_cost"
    earliest = "earliest"


class PlanMode(StrEnum):
    """How to plan, or the whole curve of plans."""

    close_gaps = "close_gaps"
    least_cost = "least_cost"
    earliest = "earliest"
    frontier = "frontier"


class RunMode(StrEnum):
    """How to plan, if at all."""

    close_gaps = "close_gaps"
    least_cost = "least_cost"
    earliest = "earliest"
    none = "none"


MODES_IN_WORDS = (
    "close_gaps: least shortfall in all years, then least cost; least_cost: only the year in which "
    "forces should be ready and later count; earliest: all targets as early as can be"
)
ModeOption = Annotated[Mode, typer.Option("--mode", help=f"How to plan. {MODES_IN_WORDS}.")]
PlanModeOption = Annotated[
    PlanMode,
    typer.Option(
        "--mode",
        help=f"How to plan. {MODES_IN_WORDS}; frontier: the cheapest plan for each level of "
        "shortfall, over the coalition as one.",
    ),
]
RunModeOption = Annotated[
    RunMode, typer.Option("--mode", help=f"How to plan. {MODES_IN_WORDS}; none: no plan.")
]
Exact = Annotated[
    bool,
    typer.Option(
        "--exact",
        help="Decide joint programmes and open lines by an integer programme, proven to 0.1 % for "
        "the coalition as one (some twenty seconds more).",
    ),
]

From = Annotated[
    str | None,
    typer.Option(
        "--from",
        metavar="RUN",
        help="A kept run whose plan to follow: change it as little as possible.",
    ),
]

ScenarioArgument = Annotated[
    str,
    typer.Argument(
        metavar="[SCENARIO]",
        help="A shipped scenario (`vallum scenario list`), or a .yaml, .yml or .xlsx file.",
    ),
]
ScenarioOption = Annotated[
    str,
    typer.Option(
        "--scenario",
        metavar="SCENARIO",
        help="A shipped scenario, or a .yaml, .yml or .xlsx file.",
    ),
]
Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="FIELD=VALUE",
        help="Change one field of the scenario, such as us.enablers_leave=2030; repeatable.",
    ),
]
Data = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help="A folder of your own facts, laid over the shipped ones.",
    ),
]
OpenOnly = Annotated[
    bool,
    typer.Option("--open-only", help="Leave out the tables under SIPRI's non-commercial terms."),
]


class ProductChoice(StrEnum):
    """Which product of those that may be ordered, by price."""

    cheapest = "cheapest"
    middle = "middle"
    dearest = "dearest"


ProductOption = Annotated[
    ProductChoice,
    typer.Option("--product", help="Which product of those that may be ordered, by its price."),
]
Years = Annotated[
    int | None,
    typer.Option(
        "--years",
        metavar="N",
        help="Years over which the purchase is spread. Left out: the scenario's horizon.",
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON object and nothing else, for programs.")
]
RunArgument = Annotated[
    str,
    typer.Argument(
        metavar="RUN", help="A run's id or its first digits, a scenario's name, or `latest`."
    ),
]
Force = Annotated[bool, typer.Option("--force", help="Replace what stands there already.")]
