"""`vallum evidence`: look at and check the facts.  `evidence_extend` has what adds to them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vallum.cli.evidence_conflicts import conflicts
from vallum.cli.evidence_extend import add, bundle, diff, refresh, template
from vallum.cli.evidence_weakest import weakest
from vallum.cli.options import AsJson, Data, OpenOnly

evidence = typer.Typer(name="evidence", rich_markup_mode=None)

TableArgument = Annotated[
    str, typer.Argument(metavar="TABLE", help="A table, as group/table: forces/inventory.")
]


@evidence.callback(invoke_without_command=True)
def bare(
    context: typer.Context,
    *,
    data: Data = None,
    open_only: OpenOnly = False,
    as_json: AsJson = False,
) -> None:
    """Look at the facts, check, query and extend them (alone: list)."""
    if context.invoked_subcommand is None:
        list_tables(data=data, open_only=open_only, as_json=as_json)


@evidence.command("list")
def list_tables(data: Data = None, open_only: OpenOnly = False, as_json: AsJson = False) -> None:
    """List the tables: how many facts, of how many states, how sure, how old."""
    from vallum.cli.show import show_json
    from vallum.cli.views_evidence import list_answer, show_tables
    from vallum.evidence import Evidence

    listed = list_answer(Evidence.load(data, open_only=open_only))
    if as_json:
        show_json(listed)
    else:
        show_tables(listed)


@evidence.command("show")
def show_table(
    table: TableArgument,
    *,
    state: Annotated[
        str | None,
        typer.Option("--state", metavar="CODE", help="Only rows of this state or group."),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option("--limit", metavar="N", min=1, help="Only the first N rows."),
    ] = None,
    data: Data = None,
    open_only: OpenOnly = False,
    as_json: AsJson = False,
) -> None:
    """Show the rows of a table."""
    from vallum.cli.show import show_json
    from vallum.cli.views_evidence import pick_rows, show_facts
    from vallum.contracts import EvidenceTableAnswer
    from vallum.evidence import Evidence

    facts = Evidence.load(data, open_only=open_only)
    picked = pick_rows(facts, table, state)
    shown = picked if limit is None else picked.head(limit)
    if as_json:
        show_json(EvidenceTableAnswer.of(facts.schema(table), shown))
    else:
        show_facts(facts.schema(table), shown, of=picked.height)


@evidence.command("check")
def check(data: Data = None, open_only: OpenOnly = False, as_json: AsJson = False) -> None:
    """Check every table against what is declared; exit code 1 if there is a fault."""
    from vallum.cli.show import say, show_json
    from vallum.cli.views_evidence import all_faults
    from vallum.contracts import EvidenceCheckAnswer
    from vallum.errors import FaultsFound

    faults, checked = all_faults(data, open_only=open_only)
    if as_json:
        show_json(EvidenceCheckAnswer.of(faults))
    elif faults:
        raise FaultsFound(faults)
    else:
        say(f"{checked}: nothing is wrong.")
    if faults:
        raise typer.Exit(1)


@evidence.command("query")
def query(
    sql: Annotated[str, typer.Argument(metavar="SQL", help="One SELECT.")],
    *,
    data: Data = None,
    open_only: OpenOnly = False,
    as_json: AsJson = False,
) -> None:
    """Ask the tables in SQL; forces/inventory is called forces_inventory.

    For example: vallum evidence query "SELECT state, sum(active) FROM forces_inventory GROUP BY 1"
    """
    from vallum.cli.show import show_json
    from vallum.cli.views_evidence import query_answer, show_query
    from vallum.evidence import Evidence

    found = Evidence.load(data, open_only=open_only).query(sql)
    if as_json:
        show_json(query_answer(found))
    else:
        show_query(found)


@evidence.command("sources")
def sources(
    id: Annotated[
        str | None, typer.Argument(metavar="[ID]", help="Only this source, in full.")
    ] = None,
    *,
    data: Data = None,
    open_only: OpenOnly = False,
    as_json: AsJson = False,
) -> None:
    """List the sources that facts rest on, or show one."""
    from vallum.cli.show import show_json
    from vallum.cli.views_evidence import pick_sources, show_sources
    from vallum.contracts import EvidenceTableAnswer
    from vallum.evidence import Evidence

    facts = Evidence.load(data, open_only=open_only)
    picked = pick_sources(facts, id)
    if as_json:
        show_json(EvidenceTableAnswer.of(facts.schema("sources"), picked))
    else:
        show_sources(picked, in_full=id is not None)


@evidence.command("describe")
def describe(
    table: Annotated[
        str | None, typer.Argument(metavar="[TABLE]", help="Only the columns of this table.")
    ] = None,
    *,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="FOLDER", help="Write a data package: the descriptor and all tables."
        ),
    ] = None,
    data: Data = None,
    open_only: OpenOnly = False,
    as_json: AsJson = False,
) -> None:
    """Describe a table's columns, or all tables as a Frictionless data package.

    Without TABLE the descriptor (datapackage.json) is printed, or written with --to.
    """
    import json

    from vallum.cli.show import say, shown_path
    from vallum.cli.views_evidence import resource_of, show_columns, write_package
    from vallum.errors import UserError
    from vallum.evidence import Evidence
    from vallum.evidence.describe import datapackage

    if table is not None and to is not None:
        raise UserError("--to writes all tables: leave out the table's name")
    facts = Evidence.load(data, open_only=open_only)
    if table is not None and not as_json:
        show_columns(facts.schema(table))
        return
    told = datapackage(facts) if table is None else resource_of(facts, table)
    if to is not None:
        write_package(facts, told, to)
    if to is None or as_json:
        print(json.dumps(told, ensure_ascii=False, indent=None if as_json else 2))
    else:
        say(f"Wrote {len(told['resources'])} tables and datapackage.json to {shown_path(to)}")


evidence.command("template")(template)
evidence.command("add")(add)
evidence.command("diff")(diff)
evidence.command("refresh")(refresh)
evidence.command("bundle")(bundle)
evidence.command("conflicts")(conflicts)
evidence.command("weakest")(weakest)
