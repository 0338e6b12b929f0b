"""What a study of futures says, in figures and in words.

From: `vallum.futures.explore`.  To: contracts, `vallum explore`.

A future fails if the core set does not stand alone by the year asked about (`by`).

    regret[p,f]       = shortfall[p,f] - min_p' shortfall[p',f]
    satisficing[p]    = share of futures in which p stands alone by that year
    information[x]    = min_p mean_f shortfall - mean over fifths of x of (min_p mean there)
    lost[p,f]         = shortfall with the central plan's orders until a year - shortfall[p,f]

Shares of futures are frequencies under the stated ranges: they say how a conclusion hangs on the
assumptions, not how likely the years to come are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from vallum.futures.conditions import (
    FailureBox,
    Signpost,
    boxes_and_rules,
    percent,
    signposts,
)
from vallum.futures.explore import Explored
from vallum.futures.sample import axes
from vallum.futures.sensitivity import Indices, sobol_indices
from vallum.futures.tally import Tally, table_of, tally, years_of
from vallum.futures.vary import DOMAIN, IN_PLACE
from vallum.study.live import plans
from vallum.world.uncertain import Uncertainty

FEWEST = 30
"""Futures below which nothing is said of causes."""
ANALYSED = 4_096
"""Futures that causes, conditions and quantiles are read from at the most: the first ones."""
FIFTHS = 5
SLIGHT = 0.005
"""Shortfall that is no difference [points of 100]."""


@dataclass(frozen=True)
class Driver:
    """A correlation group and its part in the variance of the shortfall [share]."""

    factor: str
    title: str
    first_order: float
    total: float


@dataclass(frozen=True)
class Fixed:
    """What it costs not to foresee: the central plan's orders until a year, made anew after it.

    stand_alone: year -> share of futures.  mean_lost, worst_lost: shortfall added [points of 100].
    """

    until: int
    stand_alone: dict[int, float]
    mean_lost: float
    worst_lost: float


@dataclass(frozen=True)
class Findings:
    """What a study says of `as_is`, and of policies against each other.

    by: year by which the core set should stand alone.  stand_alone: year -> share of futures in
    which it does; by_policy: the same of each policy; before_threat: share in which it does by the
    year of the Russian test.
    analysed: futures that causes, conditions and quantiles rest on: the first of them.
    explained: share of the variance that drivers account for; None: too few futures to say.
    boxes, rules: by PRIM and by a tree.  regret: rows policy, title, stands_alone, mean_shortfall,
    worst_regret, p90_regret, mean_cost_eur_bn.  information: rows factor, title, points; empty with
    one policy.  fixed: of `as_is`; None where it was not tried.
    by_domain, in_place: of `as_is`, year -> share of futures in which a domain of the main need, or
    a contingency that must be met in place, stands alone.
    same_year, within_a_year: of the plans by state that calibrate the live model, the share in
    which its stand-alone year is the same, or within one.
    """

    by: int
    ready_by: int
    stand_alone: dict[int, float]
    by_policy: dict[str, dict[int, float]]
    before_threat: float
    analysed: int
    drivers: tuple[Driver, ...]
    explained: float | None
    boxes: tuple[FailureBox, ...]
    rules: tuple[FailureBox, ...]
    signposts: tuple[Signpost, ...]
    regret: pl.DataFrame
    information: pl.DataFrame
    fixed: Fixed | None
    same_year: float
    within_a_year: float
    by_domain: dict[str, dict[int, float]]
    in_place: dict[str, dict[int, float]]
    sentence: str = ""


def find(study: Explored, by: int | None = None) -> Findings:
    """Read a study.  by: None for the middle stand-alone year of its futures, or the last year."""
    counted = tally(study)
    policies, last = len(study.policies), study.scenario.horizon.last
    points = np.asarray(study.points(ANALYSED))
    if by is None:
        reached = counted.alone[0].cumsum() * 2 >= counted.futures
        by = min(int(counted.years[int(np.argmax(reached))]), last)
    names = axes(study.uncertain)
    titles = {name: _title(study.uncertain, name) for name in names}
    enough = len(points) >= FEWEST
    table = table_of(counted.first, "shortfall", policies)[:, :ANALYSED]
    indices = sobol_indices(points, table[0]) if enough else None
    failed = years_of(counted.first, "stand_alone_year", policies, last)[:, :ANALYSED] > by
    boxes: tuple[FailureBox, ...] = ()
    rules: tuple[FailureBox, ...] = ()
    posts: tuple[Signpost, ...] = ()
    if enough and 0 < failed[0].mean() < 1:
        boxes, rules, members = boxes_and_rules(study.uncertain, points, failed[0])
        posts = signposts(boxes, members, failed, study.policies)
    same, near = _year_errors()
    findings = Findings(
        by=by,
        ready_by=study.scenario.need.ready_by,
        stand_alone=_by_year(counted.alone[0], counted),
        by_policy={
            policy.name: _by_year(counted.alone[place], counted)
            for place, policy in enumerate(study.policies)
        },
        before_threat=float(counted.before_threat[0] / counted.futures),
        analysed=len(points),
        drivers=_drivers(indices, names, titles),
        explained=None if indices is None else indices.explained,
        boxes=boxes,
        rules=rules,
        signposts=posts,
        regret=_regret(counted, table, study, by),
        information=_information(table, points, names, titles),
        fixed=_fixed(counted, study),
        same_year=same,
        within_a_year=near,
        by_domain=_each_by_year(counted, DOMAIN),
        in_place=_each_by_year(counted, IN_PLACE),
    )
    return replace(findings, sentence=_sentence(findings, counted.futures))


def _by_year(counts: np.ndarray, counted: Tally) -> dict[int, float]:
    shares = counts.cumsum() / counted.futures
    pairs = zip(counted.years[:-1], shares[:-1], strict=True)
    return {int(year): float(share) for year, share in pairs}


def _each_by_year(counted: Tally, kind: str) -> dict[str, dict[int, float]]:
    return {
        what.removeprefix(kind): _by_year(counts, counted)
        for what, counts in counted.each.items()
        if what.startswith(kind)
    }


def _drivers(
    indices: Indices | None, names: list[str], titles: dict[str, str]
) -> tuple[Driver, ...]:
    if indices is None:
        return ()
    found = [
        Driver(name, titles[name], float(indices.first[i]), float(indices.total[i]))
        for i, name in enumerate(names)
    ]
    return tuple(sorted(found, key=lambda d: (-d.total, d.factor)))


def _fixed(counted: Tally, study: Explored) -> Fixed | None:
    if counted.fixed is None or study.fixed_until is None:
        return None
    return Fixed(
        study.fixed_until,
        _by_year(counted.fixed[0], counted),
        float(counted.lost_mean[0]),
        float(counted.lost_worst[0]),
    )


def _title(uncertain: tuple[Uncertainty, ...], group: str) -> str:
    return " and ".join(each.title for each in uncertain if each.group == group)


def _regret(counted: Tally, table: np.ndarray, study: Explored, by: int) -> pl.DataFrame:
    regret = table - table.min(axis=0)
    found = [
        {
            "policy": policy.name,
            "title": policy.title,
            "stands_alone": counted.by(by, place),
            "mean_shortfall": float(counted.shortfall[place]),
            "worst_regret": float(counted.worst[place]),
            "p90_regret": float(np.quantile(regret[place], 0.9)),
            "mean_cost_eur_bn": float(counted.cost[place]),
        }
        for place, policy in enumerate(study.policies)
    ]
    return pl.DataFrame(found).sort("worst_regret", "policy")


def _information(
    table: np.ndarray, points: np.ndarray, names: list[str], titles: dict[str, str]
) -> pl.DataFrame:
    """How much shortfall it saves to choose the policy after one fact is known to a fifth."""
    schema = {"factor": pl.String, "title": pl.String, "points": pl.Float64}
    if len(table) < 2 or table.shape[1] < FEWEST:
        return pl.DataFrame(schema=schema)
    unknown = float(table.mean(axis=1).min())
    found = []
    for place, name in enumerate(names):
        fifth = np.minimum((points[:, place] * FIFTHS).astype(int), FIFTHS - 1)
        known = sum(
            float(table[:, fifth == part].sum(axis=1).min())
            for part in range(FIFTHS)
            if (fifth == part).any()
        )
        saved = max(0.0, unknown - known / table.shape[1])
        found.append({"factor": name, "title": titles[name], "points": saved})
    return pl.DataFrame(found, schema=schema).sort("points", "factor", descending=[True, False])


def _year_errors() -> tuple[float, float]:
    """Plans in which the live model's stand-alone year is that of the plan by state, or near it.

    Never within the horizon, in both, counts as the same.
    """
    pairs = plans().select("live_alone", "full_alone").rows()
    same = [live == full for live, full in pairs]
    near = [
        live == full or (None not in (live, full) and abs(live - full) <= 1) for live, full in pairs
    ]
    return sum(same) / len(same), sum(near) / len(near)


def _sentence(f: Findings, futures: int) -> str:
    told = [
        f"In {percent(f.stand_alone.get(f.by, 0.0))} of {futures:,} futures the core set stands "
        f"alone by {f.by}, and in {percent(f.stand_alone.get(f.ready_by, 0.0))} by "
        f"{f.ready_by}, the year to be ready by."
    ]
    if f.drivers:
        first = [f"{d.title[0].lower()}{d.title[1:]} ({percent(d.total)})" for d in f.drivers[:2]]
        told.append(f"What is still missing hangs most on {' and on '.join(first)}.")
    if f.boxes:
        box = f.boxes[0]
        told.append(
            f"It fails in {percent(box.density)} of the futures with "
            f"{' and '.join(f'{c[0].lower()}{c[1:]}' for c in box.conditions)}; these hold "
            f"{percent(box.coverage)} of all failures."
        )
    if f.regret.height > 1 and float(f.regret["worst_regret"].max()) < SLIGHT:  # type: ignore[arg-type]
        told.append("The policies tried leave the same shortfall in every future.")
    elif f.regret.height > 1:
        best = f.regret.row(0, named=True)
        slight = float(best["worst_regret"]) < SLIGHT
        told.append(
            f"Of {f.regret.height} policies '{best['title']}' leaves least missing in every future."
            if slight
            else f"Of {f.regret.height} policies '{best['title']}' is regretted least: at worst "
            f"{best['worst_regret']:.2f} points of shortfall more than the best."
        )
    if f.fixed is not None:
        told.append(
            f"With the orders of the central plan until {f.fixed.until} it does so by {f.by} in "
            f"{percent(f.fixed.stand_alone.get(f.by, 0.0))}; not to foresee costs "
            f"{f.fixed.mean_lost:.2f} points of shortfall on average."
        )
    return " ".join(told)
