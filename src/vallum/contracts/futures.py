"""The answer of a study of many futures.

Fed by: `vallum.futures.findings`.  To: `vallum explore`.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from vallum.contracts.answer import Answer, Row, RunId, Share, Year, rows_of
from vallum.futures.check import Checked
from vallum.futures.explore import Explored
from vallum.futures.findings import Findings
from vallum.futures.screening import Effect
from vallum.futures.search import Search


class DriverRow(Row):
    """What the shortfall left by a plan hangs on: Sobol indices."""

    factor: Annotated[str, Field(description="Correlation group of uncertainties")]
    title: Annotated[str, Field(description="How it is printed")]
    first_order: Annotated[Share, Field(description="Part of the variance by itself")]
    total: Annotated[Share, Field(description="Part of the variance in which it takes part")]


class FailureBoxRow(Row):
    """Conditions under which the plan fails."""

    conditions: Annotated[tuple[str, ...], Field(description="In words; all hold at once")]
    coverage: Annotated[Share, Field(description="Of all failures, those under them")]
    density: Annotated[Share, Field(description="Of all futures under them, those that fail")]
    cases: Annotated[int, Field(description="Futures under them")]


class RegretRow(Row):
    """A policy over all futures."""

    policy: Annotated[str, Field(description="Its name")]
    title: Annotated[str, Field(description="How it is printed")]
    stands_alone: Annotated[Share, Field(description="Futures in which it does by the year asked")]
    mean_shortfall: Annotated[float, Field(description="Points of 100, as solved")]
    worst_regret: Annotated[float, Field(description="Points more than the best policy, at most")]
    p90_regret: Annotated[float, Field(description="The same in nine of ten futures at most")]
    mean_cost_eur_bn: Annotated[float, Field(description="Discounted, 2025 prices")]


class SignpostRow(Row):
    """What to watch, and what to do once it is there."""

    conditions: Annotated[tuple[str, ...], Field(description="In words; all hold at once")]
    fails: Annotated[Share, Field(description="Of the futures under them, those that fail")]
    policy: Annotated[str | None, Field(description="What then fails least; null: none helps")]
    title: Annotated[str | None, Field(description="How it is printed")]
    fails_then: Annotated[Share, Field(description="Of the same futures, with it")]
    sentence: Annotated[str, Field(description="The trigger in words")]


class FixedRow(Row):
    """Orders of the central plan until a year, made anew after it, against foresight."""

    until: Annotated[Year, Field(description="Last year whose orders are the central plan's")]
    stand_alone_probability: Annotated[dict[int, Share], Field(description="As above, with them")]
    mean_lost: Annotated[float, Field(description="Shortfall added on average, points of 100")]
    worst_lost: Annotated[float, Field(description="The most in any future")]


class CheckRow(Row):
    """One future planned by state, beside the live model's answer."""

    future: Annotated[int, Field(description="Its number in the sample, from 0")]
    why: Annotated[str, Field(description="Which future it is")]
    live_alone: Annotated[Year | None, Field(description="Stands alone from; null: never")]
    state_alone: Annotated[Year | None, Field(description="The same by state")]
    live_self_reliance: Annotated[Share, Field(description="In the year to be ready by")]
    state_self_reliance: Annotated[Share, Field(description="The same by state")]
    live_shortfall: Annotated[float, Field(description="Points of 100, as solved")]
    state_shortfall: Annotated[float, Field(description="The same by state")]


class InformationRow(Row):
    """What it is worth to know one fact before a policy is chosen."""

    factor: Annotated[str, Field(description="Correlation group of uncertainties")]
    title: Annotated[str, Field(description="How it is printed")]
    points: Annotated[float, Field(description="Shortfall saved, points of 100")]


class TriedRow(Row):
    """A policy that no other tried by the search beats in all of its figures."""

    policy: Annotated[str, Field(description="Its options, joined by +")]
    title: Annotated[str, Field(description="How it is printed")]
    fails: Annotated[Share, Field(description="Of the search's futures, those in which it fails")]
    mean_shortfall: Annotated[float, Field(description="Points of 100, as solved")]
    worst_regret: Annotated[float, Field(description="Points more than the best tried, at most")]
    mean_cost_eur_bn: Annotated[float, Field(description="Discounted, 2025 prices")]
    decisions: Annotated[int, Field(description="Levers moved")]


class EffectRow(Row):
    """What moving one uncertainty does to the shortfall: Morris screening."""

    factor: Annotated[str, Field(description="Correlation group of uncertainties")]
    title: Annotated[str, Field(description="How it is printed")]
    mu_star: Annotated[float, Field(description="Mean absolute effect of its range, points of 100")]
    sigma: Annotated[float, Field(description="Spread of effects: how far they hang on all others")]
    interval: Annotated[float, Field(description="Half the width of the 95 % interval of mu_star")]


class SearchPart(Row):
    """The search among policies that came before the study."""

    by: Annotated[Year, Field(description="A future fails if the core set stands alone later")]
    futures: Annotated[int, Field(description="Futures met, others than those of the study")]
    tried: Annotated[int, Field(description="Policies tried")]
    possible: Annotated[int, Field(description="Policies that the options could make")]
    front: Annotated[tuple[TriedRow, ...], Field(description="Those that none tried beats")]
    picked: Annotated[tuple[str, ...], Field(description="Those taken into the study")]


class ExploreAnswer(Answer):
    """`vallum explore`: which conclusions survive uncertainty, and what breaks a plan."""

    run: RunId
    futures: Annotated[int, Field(description="Futures, the same for every policy")]
    seed: int
    finding: Annotated[str, Field(description="The findings in words")]
    by: Annotated[Year, Field(description="A future fails if the core set stands alone later")]
    stand_alone_probability: Annotated[
        dict[int, Share], Field(description="Year -> share of futures in which it stands alone")
    ]
    by_policy: Annotated[
        dict[str, dict[int, Share]], Field(description="The same of each policy, by name")
    ]
    before_threat: Annotated[
        Share, Field(description="Share in which it does by the year Russia could test it")
    ]
    analysed: Annotated[
        int, Field(description="Futures that causes, conditions and quantiles rest on: the first")
    ]
    drivers: tuple[DriverRow, ...]
    explained: Annotated[
        Share | None, Field(description="Variance that the drivers' fit foretells; null: no fit")
    ]
    failure_boxes: tuple[FailureBoxRow, ...]
    rules: Annotated[
        tuple[FailureBoxRow, ...], Field(description="The same question answered by a tree")
    ]
    signposts: tuple[SignpostRow, ...]
    regret: tuple[RegretRow, ...]
    information: tuple[InformationRow, ...]
    fixed: Annotated[FixedRow | None, Field(description="Null where it was not asked for")]
    checked: Annotated[
        tuple[CheckRow, ...], Field(description="Futures planned by state; none unless asked for")
    ]
    model: Annotated[str, Field(description="Which model solved the futures")]
    same_year: Annotated[
        Share, Field(description="Plans by state whose stand-alone year it gives exactly")
    ]
    within_a_year: Annotated[Share, Field(description="The same, one year off at most")]

    by_domain: Annotated[
        dict[str, dict[int, Share]],
        Field(description="Domain -> year -> share, of as_is"),
    ]
    in_place: Annotated[
        dict[str, dict[int, Share]],
        Field(
            description="The same of each contingency that must be met in place",
        ),
    ]
    screening: Annotated[
        tuple[EffectRow, ...], Field(description="The strongest first; none unless asked for")
    ]
    search: Annotated[SearchPart | None, Field(description="Null where none was asked for")]

    @classmethod
    def of(
        cls,
        study: Explored,
        found: Findings,
        checked: tuple[Checked, ...] = (),
        sought: Search | None = None,
        effects: tuple[Effect, ...] = (),
    ) -> ExploreAnswer:
        fixed = found.fixed
        return cls(
            run=study.run,
            futures=study.futures,
            seed=study.seed,
            finding=found.sentence,
            by=found.by,
            stand_alone_probability=found.stand_alone,
            by_policy=found.by_policy,
            before_threat=found.before_threat,
            analysed=found.analysed,
            drivers=tuple(DriverRow(**vars(each)) for each in found.drivers),
            explained=found.explained,
            failure_boxes=tuple(FailureBoxRow(**vars(each)) for each in found.boxes),
            rules=tuple(FailureBoxRow(**vars(each)) for each in found.rules),
            signposts=tuple(SignpostRow(**vars(each)) for each in found.signposts),
            regret=rows_of(RegretRow, found.regret),
            information=rows_of(InformationRow, found.information),
            fixed=None
            if fixed is None
            else FixedRow(
                until=fixed.until,
                stand_alone_probability=fixed.stand_alone,
                mean_lost=fixed.mean_lost,
                worst_lost=fixed.worst_lost,
            ),
            checked=tuple(CheckRow(**vars(each)) for each in checked),
            model="live, over the coalition as one",
            same_year=found.same_year,
            within_a_year=found.within_a_year,
            by_domain=found.by_domain,
            in_place=found.in_place,
            screening=tuple(EffectRow(**vars(each)) for each in effects),
            search=None
            if sought is None
            else SearchPart(
                **{**vars(sought), "front": tuple(TriedRow(**vars(row)) for row in sought.front)}
            ),
        )
