"""Vallum: an open planning model and workbench for Europe's defence self-reliance."""

__version__ = "0.1.0"

from collections.abc import Sequence
from importlib import import_module
from os import PathLike
from typing import Any


def run(
    scenario: str | PathLike[str] = "us_absent",
    *,
    set_: Sequence[str] = (),
    data: str | PathLike[str] | None = None,
    mode: str | None = "close_gaps",
    previous: str | None = None,
) -> Any:
    """Work through a scenario; keep nothing on disk.

    scenario: a shipped scenario or a file; set_: overrides such as "us.enablers_leave=2030";
    data: a folder of your own facts, laid over the shipped ones; mode: how to plan ("close_gaps",
    "least_cost", "earliest"), None for no plan, which takes two seconds instead of half a minute;
    previous: a run kept on disk whose plan to change as little as possible.
    Returns a `vallum.cli.session.Result`: `headline` (a sentence), `answer` (what `vallum run
    --json` prints), `gaps` and `plan` (tables) and `study` (everything).  Raises
    `vallum.errors.UserError`.
    """
    # By name, not by an import statement: lower floors import this package for its version, and
    # must not seem to import the command line with it.  And nothing heavy is loaded before need.
    session = import_module("vallum.cli.session")
    return session.run(scenario, set_, data, mode, previous)
