"""What a study of futures says, in figures and in words.

From: `vallum.futures.explore`.  To: contracts, `vallum explore`.

A future fails if the core set does not stand alone by the year asked about (`by`).

    regret[p,f]       = shortfall[p,f] - min_p' shortfall[p',f]
    satisficing[p]    = share of futures in which p stands alone by that year
    information[x]    = min_p mean_f shortfall - mean over fifths of x of (min_p mean there)

Shares of futures are frequencies under the stated ranges: they say how a conclusion hangs on the
assumptions, not how likely the years to come are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from vallum.futures.discover import find_boxes
from vallum.futures.explore import Explored
from vallum.futures.sample import axes
from vallum.futures.sensitivity import sobol_indices
from vallum.study.live import plans
from vallum.world.uncertain import AS_IS, Uncertainty

FEWEST = 30
"""Futures below which nothing is said of causes."""
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
class FailureBox:
    """Conditions that make a plan fail, in words; coverage and density as in `discover`."""

    conditions: tuple[str, ...]
    coverage: float
    density: float
    cases: int


@dataclass(frozen=True)
class Findings:
    """What a study says of `as_is`, and of policies against each other.

    by: year by which the core set should stand alone.  stand_alone: year -> share of futures in
    which it does; before_threat: share in which it does by the year of the Russian test.
    explained: share of the variance that drivers account for; None: too few futures to say.
    regret: rows policy, title, stands_alone, mean_shortfall, worst_regret, p90_regret,
    mean_cost_eur_bn.  information: rows factor, title, points; empty with one policy.
    same_year, within_a_year: of the plans by state that calibrate the live model, the share in
    which its stand-alone year is the same, or within one.
    """

    by: int
    ready_by: int
    stand_alone: dict[int, float]
    before_threat: float
    drivers: tuple[Driver, ...]
    explained: float | None
    boxes: tuple[FailureBox, ...]
    regret: pl.DataFrame
    information: pl.DataFrame
    same_year: float
    within_a_year: float
    sentence: str


def find(study: Explored, by: int | None = None) -> Findings:
    """Read a study.  by: None for the middle stand-alone year of its futures, or the last year."""
    rows, points = study.rows(), np.asarray(study.points())
    first, last = study.scenario.horizon.first, study.scenario.horizon.last
    plain = rows.filter(pl.col("policy") == AS_IS)
    # Who does not stand alone within the horizon does so later than all others.
    alone = plain["stand_alone_year"].fill_null(last + 1).to_numpy()
    by = min(int(np.quantile(alone, 0.5, method="lower")), last) if by is None else by
    probability = {year: float((alone <= year).mean()) for year in range(first, last + 1)}
    names = axes(study.uncertain)
    titles = {name: _title(study.uncertain, name) for name in names}
    enough = len(alone) >= FEWEST
    indices = sobol_indices(points, plain["shortfall"].to_numpy()) if enough else None
    drivers: tuple[Driver, ...] = ()
    if indices is not None:
        found = [
            Driver(name, titles[name], float(indices.first[i]), float(indices.total[i]))
            for i, name in enumerate(names)
        ]
        drivers = tuple(sorted(found, key=lambda d: (-d.total, d.factor)))
    fails = alone > by
    boxes = _boxes(study, points, fails) if enough and 0 < fails.mean() < 1 else ()
    table = _shortfalls(rows, study)
    same, near = _year_errors()
    findings = Findings(
        by=by,
        ready_by=study.scenario.need.ready_by,
        stand_alone=probability,
        before_threat=float((alone <= plain["threat_year"].to_numpy()).mean()),
        drivers=drivers,
        explained=None if indices is None else indices.explained,
        boxes=boxes,
        regret=_regret(rows, table, study, by),
        information=_information(table, points, names, titles),
        same_year=same,
        within_a_year=near,
        sentence="",
    )
    return Findings(**{**vars(findings), "sentence": _sentence(findings, len(alone))})


def _title(uncertain: tuple[Uncertainty, ...], group: str) -> str:
    return " and ".join(each.title for each in uncertain if each.group == group)


def _shortfalls(rows: pl.DataFrame, study: Explored) -> np.ndarray:
    """(policy, future) [points of 100]."""
    found = [
        rows.filter(pl.col("policy") == policy.name)["shortfall"].to_numpy()
        for policy in study.policies
    ]
    return np.array(found)


def _regret(rows: pl.DataFrame, table: np.ndarray, study: Explored, by: int) -> pl.DataFrame:
    regret = table - table.min(axis=0)
    found = []
    for place, policy in enumerate(study.policies):
        own = rows.filter(pl.col("policy") == policy.name)
        year = own["stand_alone_year"].fill_null(study.scenario.horizon.last + 1).to_numpy()
        found.append(
            {
                "policy": policy.name,
                "title": policy.title,
                "stands_alone": float((year <= by).mean()),
                "mean_shortfall": float(table[place].mean()),
                "worst_regret": float(regret[place].max()),
                "p90_regret": float(np.quantile(regret[place], 0.9)),
                "mean_cost_eur_bn": float(own["cost_eur_bn"].to_numpy().mean()),
            }
        )
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


def _boxes(study: Explored, points: np.ndarray, fails: np.ndarray) -> tuple[FailureBox, ...]:
    """Boxes over what the points mean: a lever's place, a factor's share of futures below."""
    names = axes(study.uncertain)
    by_group = {name: [u for u in study.uncertain if u.group == name] for name in names}
    columns = points.copy()
    for place, name in enumerate(names):
        lever = by_group[name][0]
        if lever.kind == "lever":
            columns[:, place] = [lever.choice(float(share)) for share in points[:, place]]
    found = []
    for box in find_boxes(columns, fails):
        told = tuple(
            words
            for place in box.restricted
            for each in by_group[names[place]][:1]
            if (words := _words(each, float(box.low[place]), float(box.high[place])))
        )
        if told:
            found.append(FailureBox(told, box.coverage, box.density, box.cases))
    return tuple(found)


def _words(what: Uncertainty, low: float, high: float) -> str:
    """One condition of a box in words; empty where it leaves all in."""
    if what.kind == "lever":
        kept = [choice for place, choice in enumerate(what.choices) if low <= place <= high]
        if len(kept) == len(what.choices):
            return ""
        return f"{what.title}: {' or '.join(_choice(choice) for choice in kept)}"
    limits = []
    if low > 0.02:
        limits.append(f"above {what.at(low):.2f}")
    if high < 0.98:
        limits.append(f"below {what.at(high):.2f}")
    return f"{what.title} {' and '.join(limits)}" if limits else ""


def _choice(choice: str) -> str:
    if choice[0] not in "+-":
        return choice.replace("_", " ")
    years = int(choice)
    if years == 0:
        return "as the scenario has it"
    return f"{abs(years)} year{'s' if abs(years) > 1 else ''} {'later' if years > 0 else 'earlier'}"


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
        f"In {_percent(f.stand_alone.get(f.by, 0.0))} of {futures:,} futures the core set stands "
        f"alone by {f.by}, and in {_percent(f.stand_alone.get(f.ready_by, 0.0))} by "
        f"{f.ready_by}, the year to be ready by."
    ]
    if f.drivers:
        first = [f"{d.title[0].lower()}{d.title[1:]} ({_percent(d.total)})" for d in f.drivers[:2]]
        told.append(f"What is still missing hangs most on {' and on '.join(first)}.")
    if f.boxes:
        box = f.boxes[0]
        told.append(
            f"It fails in {_percent(box.density)} of the futures with "
            f"{'; '.join(box.conditions)}; these hold {_percent(box.coverage)} of all failures."
        )
    if f.regret.height > 1 and float(f.regret["worst_regret"].max()) < SLIGHT:  # type: ignore[arg-type]
        told.append("The policies tried leave the same shortfall in every future.")
    elif f.regret.height > 1:
        best = f.regret.row(0, named=True)
        told.append(
            f"Of {f.regret.height} policies '{best['title']}' is regretted least: at worst "
            f"{best['worst_regret']:.2f} points of shortfall more than the best."
        )
    return " ".join(told)


def _percent(share: float) -> str:
    """Whole per cent; never 0 or 100 where it is not quite so."""
    if 0 < share < 0.005:
        return "under 1 %"
    if 0.995 <= share < 1:
        return "over 99 %"
    return f"{share * 100:.0f} %"
