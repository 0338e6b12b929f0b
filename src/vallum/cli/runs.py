"""`vallum runs`: keep and tidy runs."""

from __future__ import annotations

import typer

from vallum.cli.options import AsJson, Data, RunArgument

runs = typer.Typer(name="runs", rich_markup_mode=None)


@runs.callback(invoke_without_command=True)
def bare(context: typer.Context, data: Data = None, as_json: AsJson = False) -> None:
    """List, show or delete kept runs (alone: list)."""
    if context.invoked_subcommand is None:
        list_runs(data=data, as_json=as_json)


@runs.command("list")
def list_runs(data: Data = None, as_json: AsJson = False) -> None:
    """List the kept runs, newest first.

    A run holds the facts it was made with: --data is checked, and changes nothing here.
    """
    from vallum.cli.jobs import check_data, open_store
    from vallum.cli.show import show_json
    from vallum.cli.views_runs import show_runs
    from vallum.contracts import RunsAnswer

    check_data(data)
    store = open_store()
    if as_json:
        show_json(RunsAnswer.of(store.list()))
    else:
        show_runs(store)


@runs.command("show")
def show_run(run: RunArgument, data: Data = None, as_json: AsJson = False) -> None:
    """Show a kept run as `vallum run` did."""
    from vallum.cli import views_run
    from vallum.cli.jobs import check_data, open_store
    from vallum.cli.show import show_json

    check_data(data)
    store = open_store()
    kept = store.get(run)
    if as_json:
        show_json(views_run.answer(kept))
    else:
        views_run.show_run(kept, store)


@runs.command("delete")
def delete_run(run: RunArgument, data: Data = None, as_json: AsJson = False) -> None:
    """Delete a kept run for good."""
    import polars as pl

    from vallum.cli.jobs import check_data, open_store
    from vallum.cli.show import say, show_json
    from vallum.contracts import RunsAnswer

    check_data(data)
    store = open_store()
    before = store.list()
    gone = store.delete(run)
    if as_json:
        show_json(RunsAnswer.of(before.filter(pl.col("id") == gone)))
    else:
        say(f"Deleted run {gone}.")
