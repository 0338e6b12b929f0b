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
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Any

import linopy
import polars as pl
import xarray as xr

if TYPE_CHECKING:
    from vallum.optim import Kept
    from vallum.planner.bottlenecks import Scarce
    from vallum.planner.inputs import Inputs
    from vallum.planner.result import Plan


class Part:
    """The terms by which a part meets the core; each is absent unless a part gives it.

    families: names of the constraint families that `rows` declares, as a report shows them.
    targets: whether what it misses keeps the coalition's own targets from being met.
    holds_prices: whether prices of orders stand in its own rows.
    """

    families: tuple[str, ...] = ()
    targets: bool = True
    holds_prices: bool = False

    def variables(self, m: linopy.Model, p: Inputs) -> None:
        """Declare the part's columns."""

    def rows(self, m: linopy.Model, p: Inputs) -> None:
        """Declare the part's rows, one family a name of `families`."""

    def right(self, p: Inputs) -> dict[str, xr.DataArray]:
        """The right-hand sides of its families that have any, by name of the family."""
        return {}

    def bounds(self, p: Inputs) -> dict[str, xr.DataArray]:
        """The upper bounds of its columns that its data sets, by name of the variable."""
        return {}

    def weights(self, p: Inputs) -> dict[str, xr.DataArray]:
        """What its columns weigh in the shortfall, by name of the variable [points of 100]."""
        return {}

    def shape(self, p: Inputs) -> object:
        """What of its data stands in coefficients, to be compared: where it differs from that of a
        loaded programme, that programme is declared anew.

        All data of a part whose `right`, `bounds` and `weights` say nothing of it; that is the
        default.
        """
        data = (getattr(self, field) for field in getattr(self, "__dataclass_fields__", ()))
        return (type(self).__name__, *(fingerprint(value) for value in data))

    def fitted(self, loaded: Part) -> Part:
        """The same part over the labels of a loaded one, where it has no others."""
        return self

    def change(self, kept: Kept, p: Inputs, loaded: Part) -> None:
        """Bring coefficients of a loaded programme from those of `loaded` to its own.

        p: in lots.  Only what `shape` leaves open; right sides, bounds and weights are changed
        apart.
        """

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

    def soldiers(self, m: linopy.Model, p: Inputs) -> Any | None:
        """What it adds to the brigades that can be manned (state, year) [brigades]."""
        return None

    def spending(self, m: linopy.Model, p: Inputs) -> Any | None:
        """What states pay for it (state, year) [EUR bn]."""
        return None

    def shortfall(self, m: linopy.Model, p: Inputs) -> Any | None:
        """What it adds to the weighted shortfall [points of 100].

        `p.weight` holds the weights that this objective gives to gaps and years.
        """
        return None

    def preference(self, m: linopy.Model, p: Inputs) -> Any | None:
        """What it adds to the objective of the second stage, besides cost [EUR bn]."""
        return None

    def helped_missing(self, plan: Plan) -> float:
        """What `shortfall` is worth in a solved plan of a part without `targets` [points of 100].

        0 where the need is the coalition's own: `Plan.shortfall` holds it.
        """
        return 0.0

    def preferred(self, plan: Plan) -> float:
        """What `preference` is worth in a solved plan [EUR bn]; 0 too where a part never stands
        in a programme that is changed in place (`vallum.planner.live`)."""
        return float(self.preferred_in(plan.solution, plan.inputs))

    def preferred_in(self, solution: Mapping[Any, xr.DataArray], p: Inputs) -> Any:
        """The same of columns by name, over whatever dimensions these have besides their own."""
        return 0.0

    def lines_used(self, plan: Plan) -> xr.DataArray | None:
        """What `line_use` is worth in a solved plan (product, year) [units]."""
        return None

    def alone(self, p: Inputs, volume: xr.DataArray) -> xr.DataArray:
        """What each would order if none ordered with others (state, product) [units].

        volume: what each orders now.
        """
        return volume

    def aggregate(self, p: Inputs, bloc_of: Mapping[str, str]) -> Part:
        """The same part over blocs of states; p: the programme before it is made coarser."""
        return self

    def in_lots(self, p: Inputs) -> Part:
        """The same part with the categories of `vallum.planner.inputs.LOTS` counted in lots."""
        return self

    def scarce(self, p: Inputs) -> tuple[Scarce, ...]:
        """Which of its rows are limits whose shadow prices a report ranks."""
        return ()

    def costs(self, plan: Plan) -> dict[str, xr.DataArray]:
        """What states pay for it in a solved plan, by kind (state, year) [EUR bn].

        The sum is what `spending` is worth there.
        """
        return {}

    def line_gained(self, plan: Plan) -> xr.DataArray | None:
        """What it adds to the capacity of lines in a solved plan (product, year) [units a year].

        It is what `line_gain` is worth there.
        """
        return None

    def frames(self, plan: Plan) -> dict[str, pl.DataFrame]:
        """Its tidy tables of a solved plan."""
        return {}

    def told(self, plan: Plan) -> list[str]:
        """What it says of a solved plan, a plain sentence each."""
        return []


def fingerprint(value: object) -> object:
    """A value to be compared: of an array its labels and cells, of a record those of its fields."""
    if isinstance(value, xr.DataArray):
        labels = tuple((str(dim), tuple(value[dim].values.tolist())) for dim in value.dims)
        # Names as such: their bytes hang on the longest name in the array.
        cells = value.values.tobytes() if value.dtype.kind in "biuf" else tuple(value.values.flat)
        return (labels, value.shape, cells)
    if isinstance(value, tuple | list):
        return tuple(fingerprint(each) for each in value)
    if isinstance(value, Mapping):
        return tuple((key, fingerprint(each)) for key, each in value.items())
    if is_dataclass(value) and not isinstance(value, type):
        inside = (fingerprint(getattr(value, each.name)) for each in fields(value))
        return (type(value).__name__, *inside)
    return value
