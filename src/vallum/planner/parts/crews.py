"""Recruits and crews: what no one can crew is not bought, and brigades take people to be won.

From: world (recruits, crew, training_places ...).  To: `vallum.planner.parts`.

    trained[n,k,t]     persons of a kind of crew whose training ends in t
    staff[n,t]         of them, those outside brigades, so far
    recruited[n,t]     soldiers won for brigades;  won[n,t] so far
    waiting[n,t]       of all won so far, those who stand in no brigade beyond today's yet

n state, k kind of crew, c category, t year; persons are counted in hundreds.  Signed orders come
first: their crews take training places and recruits before the plan does, and the retired free
theirs.  Crews of brigades' own vehicles are drawn from the brigades' soldiers: they are trained
apart but not recruited again.  Soldiers in brigades beyond today's are paid in the core's budget.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import linopy
import numpy as np
import polars as pl
import xarray as xr

from vallum.planner.bottlenecks import Scarce
from vallum.planner.equations import UNIT
from vallum.planner.equations.steps import grown, moved, total
from vallum.planner.inputs import Inputs
from vallum.planner.part import Part, fingerprint
from vallum.world import World
from vallum.world.crews import IN_BRIGADES, SOLDIERS, TITLES
from vallum.world.pooling import POOL

if TYPE_CHECKING:
    from vallum.planner.result import Plan

HUNDRED = 100.0
"""Persons that the programme counts as one, so that its coefficients stay near one."""


@dataclass(frozen=True)
class Crews(Part):
    """Persons are in hundreds throughout.

    recruits (state, year): most that can be won, for brigades and for crews outside them.
    crew (kind, category): for one modern equivalent; 0 where the category is of another kind.
    manned (state, kind, year): crews without the plan, those of signed orders included.
    own (state, kind, year): crews that stock and signed orders take without the plan.
    places (state, kind, year): most that the plan can train; signed (state, kind, year): what
    signed orders train, also beyond what there are places for.
    years, drawn (kind): length of training; 1 where brigades' soldiers are trained.
    cost (kind), soldier_cost: of recruiting and training [EUR bn].
    """

    recruits: xr.DataArray
    crew: xr.DataArray
    manned: xr.DataArray
    own: xr.DataArray
    places: xr.DataArray
    signed: xr.DataArray
    years: xr.DataArray
    drawn: xr.DataArray
    cost: xr.DataArray
    soldier_cost: float
    over: tuple[str, ...] = ()
    """States and kinds whose signed orders ask for more crews than can be trained, in words."""

    families = (
        "crews_manned",
        "crews_staff",
        "training_places",
        "training_shared",
        "recruits_shared",
        "recruits",
        "recruits_won",
        "recruits_waiting",
    )

    def variables(self, m: linopy.Model, p: Inputs) -> None:
        states, years = p.money.indexes["state"], p.money.indexes["year"]
        kinds = self.places.indexes["kind"]
        m.add_variables(lower=0, coords=(states, kinds, years), name="trained")
        for name in ("staff", "recruited", "won", "waiting"):
            m.add_variables(lower=0, coords=(states, years), name=name)

    def rows(self, m: linopy.Model, p: Inputs) -> None:
        define_crews_manned(m, self)
        define_crews_staff(m, self)
        define_training_places(m, self)
        define_recruits(m, self)
        if POOL in p.states:
            define_training_shared(m, self)
            define_recruits_shared(m, self)
        define_recruits_won(m)
        define_recruits_waiting(m, p)

    def right(self, p: Inputs) -> dict[str, xr.DataArray]:
        found = {
            "crews_manned": self.manned - self.own,
            "training_places": self.places,
            "recruits": self.recruits,
        }
        if POOL in p.states:
            found["training_shared"] = self.places.drop_sel(state=POOL).sum("state")
            found["recruits_shared"] = self.recruits.drop_sel(state=POOL).sum("state")
        return found

    def shape(self, p: Inputs) -> object:
        fixed = (self.crew, self.years, self.drawn, self.cost, self.soldier_cost)
        return ("Crews", *(fingerprint(value) for value in fixed))

    def soldiers(self, m: linopy.Model, p: Inputs) -> Any:
        return m["won"] * (1 / _per_brigade(p))

    def spending(self, m: linopy.Model, p: Inputs) -> Any:
        training = self._training(m["trained"], m["recruited"])
        return total([training, _pay(p) * m["staff"], _pay(p) * m["waiting"]])

    def aggregate(self, p: Inputs, bloc_of: Mapping[str, str]) -> Crews:
        names = [bloc_of[str(state)] for state in p.states]
        label = xr.DataArray(names, dims="state", coords={"state": p.states})

        def add(array: xr.DataArray) -> xr.DataArray:
            found = array.groupby(label.rename("bloc")).sum("state").rename(bloc="state")
            return found.transpose(*array.dims)

        return replace(
            self,
            recruits=add(self.recruits),
            manned=add(self.manned),
            own=add(self.own),
            places=add(self.places),
            signed=add(self.signed),
        )

    def scarce(self, p: Inputs) -> tuple[Scarce, ...]:
        return (
            Scarce(
                "recruits",
                "recruits",
                ("state",),
                "points per 1,000 recruits",
                self.recruits * HUNDRED / 1000,
                1000 / HUNDRED,
                "recruits",
                "1,000 more recruits in {state} in {year} take {price:.4f} points off",
                open_only=True,
            ),
            Scarce(
                "training_places",
                "training places",
                ("state", "kind"),
                "points per 100 training places",
                self.places,
                1.0,
                "training_places",
                "training places for 100 more {kind} in {state} in {year} take {price:.4f} "
                "points off",
                TITLES,
                open_only=True,
            ),
        )

    def costs(self, plan: Plan) -> dict[str, xr.DataArray]:
        names = ("trained", "recruited", "staff", "waiting")
        trained, recruited, staff, waiting = (plan.solution[name].clip(min=0) for name in names)
        paid = self._training(trained, recruited) + _pay(plan.inputs) * (staff + waiting)
        return {"crews": paid.transpose("state", "year")}

    def frames(self, plan: Plan) -> dict[str, pl.DataFrame]:
        return {"plan_people": _people_rows(self, plan)}

    def told(self, plan: Plan) -> list[str]:
        trained = HUNDRED * plan.solution["trained"].clip(min=0).sum(["state", "year"])
        soldiers = HUNDRED * float(plan.solution["recruited"].clip(min=0).sum())
        each = ", ".join(
            f"{float(trained.sel(kind=kind)):,.0f} {TITLES[str(kind)]}"
            for kind in trained["kind"].values
        )
        said = [f"People: {soldiers:,.0f} soldiers won for brigades; trained {each}."]
        if self.over:
            said.append(
                "Signed orders ask for more crews than can be trained in time: "
                f"{'; '.join(self.over)}."
            )
        return said

    def _training(self, trained: Any, recruited: Any) -> Any:
        """Recruiting and training, evenly over the years it takes (state, year) [EUR bn]."""
        each = self.cost / self.years
        shares = {ahead: each * (self.years > ahead) for ahead in range(int(self.years.max()))}
        return total([self.soldier_cost * recruited, moved(trained, shares).sum("kind")])


def define_crews_manned(m: linopy.Model, part: Crews) -> None:
    """sum_{c in k} crew[c] held[n,c,t] <= manned[n,k,t] - own[n,k,t] + sum_{u<=t} trained[n,k,u].

    No one buys what no one can crew; stock that leaves service frees its crews.
    """
    held = m["held"].sel(category=part.crew["category"].values)
    taken = (held * part.crew).sum("category")
    free = part.manned - part.own
    # Sums, no stock of crews: fewer rows, and the solver is the quicker for it.
    manned = total([taken], less=[m["trained"].cumsum("year")])
    m.add_constraints(manned <= free, name="crews_manned")


def define_crews_staff(m: linopy.Model, part: Crews) -> None:
    """staff[n,t] = staff[n,t-1] + sum_{k outside brigades} trained[n,k,t]; at first it is 0."""
    joined = (m["trained"] * part.drawn).sum("kind")
    m.add_constraints(total([grown(m["staff"])], less=[joined]) == 0, name="crews_staff")


def define_training_places(m: linopy.Model, part: Crews) -> None:
    """trained[n,k,t] <= places[n,k,t]: none before the years of training have passed."""
    m.add_constraints(1 * m["trained"] <= part.places, name="training_places")


def define_recruits(m: linopy.Model, part: Crews) -> None:
    """recruited[n,t] + sum_{k outside brigades} trained[n,k,t+years[k]-1] <= recruits[n,t].

    Who ends a training of several years was won when it began.
    """
    m.add_constraints(_begun(m, part) <= part.recruits, name="recruits")


def define_training_shared(m: linopy.Model, part: Crews) -> None:
    """sum_{n, pool} trained[n,k,t] <= sum_n places[n,k,t]: the pool trains where members do."""
    places = part.places.drop_sel(state=POOL).sum("state")
    m.add_constraints(m["trained"].sum("state") <= places, name="training_shared")


def define_recruits_shared(m: linopy.Model, part: Crews) -> None:
    """What the pool and its members recruit <= sum_n recruits[n,t]: the pool has no people of its
    own."""
    recruits = part.recruits.drop_sel(state=POOL).sum("state")
    m.add_constraints(_begun(m, part).sum("state") <= recruits, name="recruits_shared")


def define_recruits_won(m: linopy.Model) -> None:
    """won[n,t] = won[n,t-1] + recruited[n,t]; before the first year it is 0."""
    m.add_constraints(total([grown(m["won"])], less=[m["recruited"]]) == 0, name="recruits_won")


def define_recruits_waiting(m: linopy.Model, p: Inputs) -> None:
    """waiting[n,t] >= won[n,t] - soldiers of beyond[n,t].

    All who were won are paid: in brigades beyond today's by the core, else here.
    """
    beyond = _per_brigade(p) * m["beyond"]
    m.add_constraints(total([m["won"]], less=[beyond, m["waiting"]]) <= 0, name="recruits_waiting")


def build(world: World, inputs: Inputs) -> Crews:
    """Take from the World what recruits and crews need."""
    states, years = inputs.states, inputs.years
    kinds = world["crew_years"]["kind"].values
    crew = world["crew"].drop_vars("crew_kind") / HUNDRED
    of_kind = np.array(
        [[str(k) == str(kind) for k in world["crew"]["crew_kind"].values] for kind in kinds]
    )
    by_kind = crew * xr.DataArray(
        of_kind.astype(float),
        dims=("kind", "category"),
        coords={"kind": kinds, "category": crew["category"].values},
    )
    at_base = world["counted_base"].sel(state=states, category=crew["category"].values)
    counted = world["counted"].sel(state=states, category=crew["category"].values)
    base = (at_base.clip(min=0) * by_kind).sum("category").transpose("state", "kind")
    own = (counted * by_kind).sum("category").transpose("state", "kind", "year")
    manned = own.copy(data=np.maximum.accumulate(own.values, axis=2))
    manned = xr.where(manned > base, manned, base).transpose("state", "kind", "year")
    signed = (manned - manned.shift(year=1).fillna(base)).transpose("state", "kind", "year")
    duration = world["crew_years"].reset_coords(drop=True)
    drawn = duration.copy(data=[float(str(k) not in IN_BRIGADES) for k in kinds])
    most = (world["training_places"].sel(state=states) / HUNDRED).reset_coords(drop=True)
    begins = inputs.first_order + duration - 1
    open_ = inputs.year >= begins
    places = ((most - signed).clip(min=0) * open_).transpose("state", "kind", "year")
    recruits = world["recruits"].sel(state=states, year=years) / HUNDRED
    if POOL in states:
        # The rows that it shares with its members hold it, not limits of its own.
        places = _pooled(places)
    first = (signed * drawn).sum("kind")
    left = (recruits - first).clip(min=0) * (inputs.year >= inputs.first_order)
    if POOL in states:
        left = _pooled(left)
    cost = world["crew_cost"].reset_coords(drop=True) * HUNDRED / UNIT
    return Crews(
        recruits=left.transpose("state", "year"),
        crew=by_kind.transpose("kind", "category"),
        manned=manned,
        own=own,
        places=places,
        signed=signed,
        years=duration,
        drawn=drawn,
        cost=cost.sel(kind=kinds),
        soldier_cost=float(cost.sel(kind=SOLDIERS)),
        over=_over(world, signed, most),
    )


def _pooled(array: xr.DataArray) -> xr.DataArray:
    """With all that the members have for the pool too."""
    members = array.drop_sel(state=POOL).sum("state")
    return array.where(array["state"] != POOL, members).transpose(*array.dims)


def _over(world: World, signed: xr.DataArray, most: xr.DataArray) -> tuple[str, ...]:
    """Where signed orders ask for more crews than the years until then can train."""
    asked = signed.cumsum("year")
    room = most * (signed["year"] - signed["year"][0] + 1)
    short = ((asked - room).max("year") * HUNDRED).round().transpose("state", "kind")
    states, kinds = short["state"].values, short["kind"].values
    found = [
        (float(short.values[row, column]), str(states[row]), str(kinds[column]))
        for row, column in np.argwhere(short.values >= 1)
    ]
    found.sort(key=lambda each: (-each[0], each[1], each[2]))
    return tuple(
        f"{world.state_names.get(state, state)}, {number:,.0f} {TITLES[kind]}"
        for number, state, kind in found[:_MOST_TOLD]
    )


_MOST_TOLD = 3


def _per_brigade(p: Inputs) -> float:
    """Soldiers of a brigade, in hundreds."""
    return p.parameters["brigade_soldiers"] / HUNDRED


def _pay(p: Inputs) -> float:
    """EUR bn a year for a hundred persons."""
    return p.parameters["person_cost"] * HUNDRED / UNIT


def _begun(m: linopy.Model, part: Crews) -> Any:
    """Who is won in a year, for brigades or to be trained (state, year)."""
    begins = {
        ahead: part.drawn * (part.years == ahead + 1) for ahead in range(int(part.years.max()))
    }
    return total([m["recruited"], moved(m["trained"], begins).sum("kind")])


def _people_rows(part: Crews, plan: Plan) -> pl.DataFrame:
    """One row for each state, kind and year [persons].

    needed: for stock, signed orders and the plan; base: there without the plan; trained: won or
    trained by the plan until then; limit: most that the plan may win or train in the year.
    """
    p = plan.inputs
    trained = plan.solution["trained"].clip(min=0)
    taken = (plan.added.sel(category=part.crew["category"].values) * part.crew).sum("category")
    soldiers = p.people * _per_brigade(p)
    recruited = plan.solution["recruited"].clip(min=0)
    columns = {
        "needed": (part.own + taken, plan.brigades * _per_brigade(p)),
        "base": (part.manned, soldiers),
        "trained": (trained.cumsum("year"), recruited.cumsum("year")),
        "limit": (part.places, part.recruits),
    }
    both = xr.Dataset(
        {
            name: xr.concat(
                [
                    crews.transpose("state", "kind", "year"),
                    men.expand_dims(kind=[SOLDIERS]).transpose("state", "kind", "year"),
                ],
                dim="kind",
            )
            for name, (crews, men) in columns.items()
        }
    )
    labels = [
        (str(state), str(kind), int(year))
        for state in both["state"].values
        for kind in both["kind"].values
        for year in both["year"].values
    ]
    frame = pl.DataFrame(labels, schema=_LABELS, orient="row")
    return frame.with_columns(
        pl.Series(name, (HUNDRED * both[name].values).ravel().round(2)) for name in columns
    )


_LABELS = {"state": pl.String, "kind": pl.String, "year": pl.Int64}
