"""The main job, end to end: evidence, World, gaps, spending, plan, headline.

From: every model.  To: store, report, commands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import polars as pl
import xarray as xr

from vallum.errors import UserError, did_you_mean
from vallum.evidence import Evidence
from vallum.finance import Spending, spend
from vallum.forces import Gaps, assess
from vallum.planner import Mode, Plan, Previous, plan, sweep_outside, trade_off
from vallum.planner.live import Live
from vallum.planner.plan import MODES
from vallum.scenario import Scenario, load_scenario, origins
from vallum.study.consolidation import type_rows
from vallum.study.decision_frames import decision_frames
from vallum.study.enablers import enabler_frames
from vallum.study.field_frames import field_of
from vallum.study.headline import Headline, write_headline
from vallum.study.industry import industry_before_after, industry_now
from vallum.study.joint_saving import saving_rows
from vallum.study.live import LiveSession
from vallum.study.openings import with_openings
from vallum.study.plan import demand_of, gaps_with
from vallum.study.regimes import Regimes, regimes_of
from vallum.study.settlement_frames import settlement_frames
from vallum.study.us_share import us_share_rows
from vallum.study.weights import frames_of, weigh_facts
from vallum.world import Draw, World

Progress = Callable[[str], None]
"""Called with the name of each step as it begins."""

STEPS = ("read the evidence", "build the world", "assess the forces", "follow the money")
EXACT = " exact"
"""Ends the mode of a study whose joint programmes an integer programme decided."""
NO_PLAN = "none"
"""The mode of a study without a plan."""


@dataclass(frozen=True)
class Study:
    """One run: what went in and what came out.

    field: tables of `vallum.study.field_frames`, none where it was not asked for.
    previous: id of the run whose plan was followed; empty where none was.
    """

    scenario: Scenario
    world: World
    gaps: Gaps
    spending: Spending
    headline: Headline
    plan: Plan | None = None
    gaps_with_plan: Gaps | None = None
    outside_sweep: pl.DataFrame | None = None
    ukraine_trade_off: pl.DataFrame | None = None
    regimes: Regimes | None = None
    seed: int = 0
    previous: str = ""
    field: Mapping[str, pl.DataFrame] | None = None

    @property
    def evidence_digest(self) -> str:
        return self.world.evidence.digest()

    @property
    def mode(self) -> str:
        """How it was planned: a mode of `vallum.planner.plan`, or `none` for a study without.

        ` exact` follows where an integer programme decided.
        """
        if self.plan is None:
            return NO_PLAN
        scale = self.plan.scale
        return self.plan.mode + EXACT * bool(scale and scale.exact)

    def summary(self) -> list[str]:
        """A few lines of plain facts."""
        planned = self.plan.summary() if self.plan else []
        told = [self.headline.field] if self.headline.field else []
        return [
            self.headline.sentence, *told, *self.gaps.summary(), *planned,
            *self.spending.summary(),
        ]  # fmt: skip

    @cached_property
    def _frames(self) -> dict[str, pl.DataFrame]:
        return {
            **self.gaps.frames(),
            **self.spending.frames(),
            "assumptions": self._assumptions(),
            "quality": self.world.quality(),
            **frames_of(weigh_facts(self.gaps)),
            "sources": self._sources(),
            **self._plan_frames(),
            **self._industry_frames(),
            **settlement_frames(self.world.evidence),
            **(self.field or {}),
        }

    def _plan_frames(self) -> dict[str, pl.DataFrame]:
        """The plan's tables, and the assessment's once more with the plan, as `*_with_plan`."""
        if self.plan is None or self.gaps_with_plan is None:
            return {}
        again = self.gaps_with_plan.frames()
        kept = ("gaps", "contributions", "self_reliance", "stand_alone")
        swept = {} if self.outside_sweep is None else {"outside_sweep": self.outside_sweep}
        if self.ukraine_trade_off is not None and self.ukraine_trade_off.height:
            swept["ukraine_trade_off"] = self.ukraine_trade_off
        if self.regimes is not None:
            swept |= decision_frames(self.world, self.regimes)
        return (
            self.plan.frames()
            | {f"{name}_with_plan": again[name] for name in kept}
            | enabler_frames(self.gaps, self.gaps_with_plan, self.plan)
            | swept
        )

    def _industry_frames(self) -> dict[str, pl.DataFrame]:
        """What hangs on the United States; with a plan, its types and what joint orders save."""
        now = industry_now(self)
        if self.plan is None:
            return {"us_share": us_share_rows(now, None)}
        pair = industry_before_after(self)
        return {
            "us_share": us_share_rows(now, pair),
            "plan_types": type_rows(self.plan, *pair),
            "joint_saving": saving_rows(self.plan),
        }

    def frames(self) -> dict[str, pl.DataFrame]:
        """All results as tidy tables, by name."""
        return dict(self._frames)

    def datasets(self) -> dict[str, xr.Dataset]:
        """All results as labelled arrays, by name of the model."""
        found = {"gaps": self.gaps.data, "spending": self.spending.data}
        return found | ({"plan": self.plan.datasets()} if self.plan else {})

    def _assumptions(self) -> pl.DataFrame:
        """Scenario fields, then the stated planning parameters of the evidence."""
        fields = [
            {
                "field": item.field,
                "value": item.value,
                "unit": item.unit or "",
                "meaning": item.meaning,
                "set_by": item.set_by,
            }
            for item in origins(self.scenario)
        ]
        stated = [
            {
                "field": f"parameter {row['parameter']}",
                "value": f"{row['central']:g} ({row['low']:g} to {row['high']:g})",
                "unit": row["unit"],
                "meaning": row["meaning"],
                "set_by": f"{row['_file']}:{row['_line']} ({row['verified']})",
            }
            for row in self.world.evidence.table("requirements/parameters").iter_rows(named=True)
        ]
        return pl.DataFrame(fields + stated)

    def _sources(self) -> pl.DataFrame:
        columns = ("id", "title", "publisher", "published", "url", "grade", "licence", "rows")
        used = self.world.sources().select(columns)
        return used.rename({"licence": "terms"}).with_columns(
            pl.all().exclude("rows").fill_null("")
        )


def run(
    scenario: str | Path | Scenario = "us_absent",
    *,
    set_: Sequence[str] = (),
    data: Path | None = None,
    evidence: Evidence | None = None,
    draw: Draw | None = None,
    mode: Mode | None = "close_gaps",
    previous: Previous | None = None,
    exact: bool = False,
    sweep: bool = True,
    field: bool | None = None,
    progress: Progress | None = None,
) -> Study:
    """Answer the main question for one scenario.

    scenario: a preset, a file, or a loaded scenario; set_: overrides such as
    `us.enablers_leave=2030`; data: an overlay folder; evidence: loaded before, instead of `data`;
    draw: one sampled future instead of the central values; mode: how to plan, None for no plan;
    previous: a plan to change as little as possible;
    exact: decide joint programmes and open lines by an integer programme;
    sweep: solve the plan again over the share of money outside the catalogue, over the weight of
        Ukraine's need, and under each regime of decisions;
    field: arrivals, a campaign and the force in Ukraine too; None: where a plan is swept.
    Raises UserError for anything wrong in what the user gave.
    """
    tell = progress or (lambda step: None)
    if mode is not None and mode not in MODES:
        near = did_you_mean(mode, MODES) or f"; there are {', '.join(MODES)}"
        raise UserError(f"'{mode}' is not a mode of planning{near}")
    if not isinstance(scenario, Scenario):
        scenario = load_scenario(scenario, set_=set_)
    tell(STEPS[0])
    facts = evidence or Evidence.load(data)
    tell(STEPS[1])
    announced = World.build(facts, scenario, draw)
    world = with_openings(announced)
    tell(STEPS[2])
    gaps = assess(world)
    tell(STEPS[3])
    spending = spend(world)
    planned = with_plan = swept = curve = regimes = None
    if mode is not None:
        planned = plan(
            world, demand_of(gaps), mode=mode, previous=previous, exact=exact, progress=tell
        )
        tell("assess the forces with the plan")
        with_plan = gaps_with(world, planned)
        if sweep:
            tell("sweep the money that no catalogue lists")
            live = Live()  # declared once for both
            swept = sweep_outside(world, planned.inputs, live=live)
            tell("plan again for other weights of Ukraine's need")
            curve = trade_off(world, planned.inputs)
            tell("plan again under each regime of decisions")
            regimes = regimes_of(announced, LiveSession(facts, live=live))
    headline = write_headline(world, gaps, planned, with_plan)
    fielded: dict[str, pl.DataFrame] = {}
    if (planned is not None and sweep) if field is None else field:
        tell("send forces to the field")
        found = field_of(world, _forces_by_year(gaps, with_plan))
        fielded, headline = found.frames, replace(headline, field=found.sentence)
    seed = draw.seed if draw else 0
    followed = previous.name if previous and planned else ""
    return Study(
        scenario=scenario,
        world=world,
        gaps=gaps,
        spending=spending,
        headline=headline,
        plan=planned,
        gaps_with_plan=with_plan,
        outside_sweep=swept,
        ukraine_trade_off=curve,
        regimes=regimes,
        seed=seed,
        previous=followed,
        field=fielded,
    )


def _forces_by_year(gaps: Gaps, with_plan: Gaps | None) -> dict[str, pl.DataFrame]:
    """The frames that forces of a year are read from, without and with a plan."""
    wanted = ("gaps", "contributions")
    found = {name: gaps.frames()[name] for name in wanted}
    if with_plan is not None:
        again = with_plan.frames()
        found |= {f"{name}_with_plan": again[name] for name in wanted}
    return found
