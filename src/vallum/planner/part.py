"""What a part of the programme is: columns and rows of its own, and where they meet the rest.

From: nothing of ours.  To: `vallum.planner.inputs`, which carries parts, the equations, which call
them, and every module that is one.

Stock, brigades, lines, money and need are the core (`vallum.planner.equations`).  All else that a
plan can decide (crews, upgrades, common fleets, help for Ukraine, what a scenario demands of
orders) is a part: one module, one frozen dataclass with its data, one function an equation.  A part
touches the core only through the terms named here, so that the core's equations read the same with
and without it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import linopy
import polars as pl
import xarray as xr

if TYPE_CHECKING:
    from vallum.planner.inputs import Inputs
    from vallum.planner.result import Plan


class Part:
    """The terms by which a part meets the core; each is absent unless a part gives it.

    families: names of the constraint families that `rows` declares, as a report shows them.
    targets: whether what it misses keeps the coalition's own targets from being met.
    """

    families: tuple[str, ...] = ()
    targets: bool = True

    def variables(self, m: linopy.Model, p: Inputs) -> None:
        """Declare the part's columns."""

    def rows(self, m: linopy.Model, p: Inputs) -> None:
        """Declare the part's rows, one family a name of `families`."""

    def flow(self, m: linopy.Model, p: Inputs) -> Any | None:
        """What it adds to stock in a year (state, category, year) [modern equivalents]."""
        return None

    def most_given(self, p: Inputs) -> xr.DataArray | None:
        """How far `flow` may take what the plan adds below zero, at most what is free there in
        any year (state, category) [modern equivalents]."""
        return None

    def given_away(self, m: linopy.Model, p: Inputs) -> Any | None:
        """What `flow` has given away so far, all states together (category, year) [modern
        equivalents].  Fair shares are of what is bought, so it does not lower them.
        """
        return None

    def line_use(self, m: linopy.Model, p: Inputs) -> Any | None:
        """What it takes of the output of lines (product, year) [units]."""
        return None

    def line_gain(self, m: linopy.Model, p: Inputs) -> Any | None:
        """What it adds to the capacity of lines (product, year) [units]."""
        return None

    def spending(self, m: linopy.Model, p: Inputs) -> Any | None:
        """What states pay for it (state, year) [EUR bn]."""
        return None

    def shortfall(self, m: linopy.Model, p: Inputs) -> Any | None:
        """What it adds to the weighted shortfall [points of 100]."""
        return None

    def preference(self, m: linopy.Model, p: Inputs) -> Any | None:
        """What it adds to the objective of the second stage, besides cost [EUR bn]."""
        return None

    def missing(self, plan: Plan) -> float:
        """What `shortfall` is worth in a solved plan [points of 100]."""
        return 0.0

    def lines_used(self, plan: Plan) -> xr.DataArray | None:
        """What `line_use` is worth in a solved plan (product, year) [units]."""
        return None

    def aggregate(self, p: Inputs, bloc_of: Mapping[str, str]) -> Part:
        """The same part over blocs of states; p: the programme before it is made coarser."""
        return self

    def in_lots(self, p: Inputs) -> Part:
        """The same part with the categories of `vallum.planner.inputs.LOTS` counted in lots."""
        return self

    def costs(self, plan: Plan) -> dict[str, xr.DataArray]:
        """What states pay for it in a solved plan, by kind (state, year) [EUR bn].

        The sum is what `spending` is worth there.
        """
        return {}

    def frames(self, plan: Plan) -> dict[str, pl.DataFrame]:
        """Its tidy tables of a solved plan."""
        return {}

    def told(self, plan: Plan) -> list[str]:
        """What it says of a solved plan, a plain sentence each."""
        return []
