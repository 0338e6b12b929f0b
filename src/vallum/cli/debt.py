"""`vallum debt`: what public debt asks for, and what the rules make of it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data

READINGS = "replication (Darvas, Welslau and Zettelmeyer) or guidance (the Commission's sheets)"


def debt(
    state: Annotated[
        str, typer.Argument(metavar="STATE", help="ISO alpha-3 code of a state, or all.")
    ],
    *,
    years: Annotated[
        int, typer.Option("--years", metavar="4|7", help="Length of the adjustment from 2025.")
    ] = 4,
    inputs: Annotated[
        Path | None,
        typer.Option("--inputs", metavar="FILE", help="Inputs of your own: state,item,year,value."),
    ] = None,
    reading: Annotated[
        str, typer.Option("--reading", help=f"Whose reading of the rules: {READINGS}.")
    ] = "replication",
    escape: Annotated[
        float,
        typer.Option(
            "--escape-clause",
            metavar="PCT",
            help="Extra defence spending 2025 to 2028 under the escape clause, % of GDP, to 1.5.",
        ),
    ] = 0.0,
    plan: Annotated[
        str | None,
        typer.Option("--plan", metavar="RUN", help="A kept run: debt with its plan too."),
    ] = None,
    draws: Annotated[int, typer.Option("--draws", help="Paths drawn for the fan.")] = 100_000,
    seed: Annotated[int, typer.Option("--seed", help="Seed of the draws.")] = 20261122,
    chart: Annotated[
        Path | None,
        typer.Option("--chart", metavar="FILE", help="Draw it to a .png, .svg or .pdf file."),
    ] = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Project a state's debt by the European Commission's method, with stress tests and a fan.

    Keeps nothing.  Targets for the structural primary balance by criterion, which one binds, debt
    to 2041.
    """
    from vallum.cli.debt_plan import with_plan_of
    from vallum.cli.show import show_json
    from vallum.cli.views_debt import draw_chart, show_many, show_state
    from vallum.contracts import DebtAllAnswer, DebtAnswer
    from vallum.contracts.debt import StateDebtRow
    from vallum.evidence import Evidence
    from vallum.finance.debt import START_YEAR, project_debt, read_cases
    from vallum.finance.debt.escape import clause_deficits
    from vallum.study.debt import ALL, chosen_cases, shipped_cases

    evidence = Evidence.load(data)
    cases = read_cases(inputs) if inputs else shipped_cases(evidence)
    chosen = chosen_cases(cases, state)
    extra = clause_deficits(escape)
    found = project_debt(
        chosen,
        years,
        reading=reading,
        draws=draws,
        seed=seed,
        extra_deficit={case.state: extra for case in chosen} if escape else None,
    )
    if plan:
        found = with_plan_of(plan, evidence, found, years, reading, own=bool(inputs or escape))
    names = dict(evidence.table("geography/states").select("state", "name").iter_rows())
    many = state.casefold() == ALL
    if chart:
        draw_chart(found.states, names, chart, many=many, own=inputs is not None)
    if as_json and many:
        rows = tuple(StateDebtRow.of(h, START_YEAR, h.case.imputed) for h in found.states)
        show_json(DebtAllAnswer(rows=rows))
    elif as_json:
        only = found.states[0]
        show_json(DebtAnswer.of(only, START_YEAR, only.case.imputed))
    elif many:
        show_many(found.states, names)
    else:
        show_state(found.states[0], names)
