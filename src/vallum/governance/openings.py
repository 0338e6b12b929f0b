"""Which instruments of finance open, when, for whom, by which route: a regime of decisions.

From: World's scenario (`decisions.regime`), agenda, governance/instrument_measures, instruments.
To: `vallum.study.regimes`.

    announced          none beside those in force: a plan has announced spending alone
    status_quo         routes on which one member of the Union can stop it
    best_route         the route likeliest to be through when forces should be ready
    coalition_treaty   a treaty of a group outside the Union
    defence_union      first the treaty of a defence union, then a qualified majority inside it

    P(open by m) = P(route through by m)                       defence_union: P(union in the end)
                                                  x P(vote through by m - median months of union)
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from vallum.errors import Problem, UserError
from vallum.evidence import Evidence
from vallum.governance.decide import Decision, RouteOutcome, decide_on
from vallum.governance.positions import months_between, months_later
from vallum.governance.timing import holdout_months
from vallum.world import World
from vallum.world.agenda import Agenda, Measure, Route, Step, agenda
from vallum.world.institutions import TODAY
from vallum.world.instruments import Instrument, shipped_instruments
from vallum.world.records import veto_records

ANNOUNCED, STATUS_QUO, BEST_ROUTE = "announced", "status_quo", "best_route"
TREATY, UNION = "coalition_treaty", "defence_union"
REGIMES = (STATUS_QUO, BEST_ROUTE, TREATY, UNION)
"""In the order in which they are shown; `announced` is the plan without any."""
IN_FORCE = "in force"
TREATY_ROUTES = ("intergovernmental_treaty",)
UNION_MEASURE = "defence_union"
UNION_RULE = "states=0.55,population=0.65,blocking=4"
"""Votes in a union to be founded: the Council's thresholds stand in."""
UNION_MONTHS_OF = "article_122"
"""A majority vote without a parliament takes as long in the union as in the Council."""


@dataclass(frozen=True)
class Opening:
    """One instrument under a regime.

    route: how it opens, `in force`, or empty where the regime has no way; probability: open by the
    end of the year in which forces should be ready; months: median, where it opens at all;
    opens: that day; members: for whom; vetoes: states likeliest to stop it, where one can.
    """

    instrument: str
    title: str
    measure: str
    route: str
    probability: float
    months: float | None
    opens: str | None
    members: tuple[str, ...]
    vetoes: tuple[str, ...]
    outcome: RouteOutcome | None
    after: RouteOutcome | None
    day: str

    def by(self, day: str) -> float:
        """Chance that it is open on a day."""
        if self.outcome is None:
            return 1.0 if self.route == IN_FORCE else 0.0
        months = months_between(self.day, day)
        if self.after is None:
            return self.outcome.by(months)
        return self.after.in_the_end * self.outcome.by(months - self.after.months[1])


def openings(
    world: World, regime: str | None = None, *, without_vote: frozenset[str] = frozenset()
) -> tuple[Opening, ...]:
    """Every instrument of the facts but national budgets, in order of name.

    regime: in place of the scenario's; without_vote: states that cannot stop anything.
    Raises UserError for an instrument or a measure that the facts do not know.
    """
    scenario = world.scenario
    known = agenda(world.evidence)
    asked = _Asked(
        known,
        regime or scenario.decisions.regime,
        holdout_months(veto_records(world.evidence), TODAY),
        f"{scenario.need.ready_by}-12-31",
        without_vote,
    )
    instruments = shipped_instruments(world.evidence)
    found = []
    for row in measures_of(world.evidence, known, instruments):
        terms = instruments[row["instrument"]]
        inside = tuple(sorted(terms.members & set(world.members)))
        found.append(_opening(asked, terms, row, inside))
    return tuple(found)


def measures_of(
    evidence: Evidence, known: Agenda, instruments: Mapping[str, Instrument]
) -> list[dict[str, str]]:
    """Rows of governance/instrument_measures, checked."""
    rows = list(evidence.table("governance/instrument_measures").iter_rows(named=True))
    faults = []
    for row in sorted(rows, key=lambda each: each["instrument"]):
        names = [("measure", row["measure"])]
        names += [("by_treaty", row["by_treaty"])] if row["by_treaty"] else []
        faults += [
            Problem(f"there is no measure '{name}'", row.get("_file"), row.get("_line"), column)
            for column, name in names
            if name not in known.measures
        ]
        if row["instrument"] not in instruments:
            told = f"there is no instrument '{row['instrument']}'"
            faults.append(Problem(told, row.get("_file"), row.get("_line"), "instrument"))
    if faults:
        raise UserError(faults)
    return sorted(rows, key=lambda each: each["instrument"])


@dataclass(frozen=True)
class _Asked:
    known: Agenda
    regime: str
    late: float
    by: str
    without: frozenset[str]

    def decide(self, measure: Measure, known: Agenda | None = None) -> Decision:
        return decide_on(known or self.known, measure, self.late, by=self.by, without=self.without)


def _opening(
    asked: _Asked, terms: Instrument, row: dict[str, str], inside: tuple[str, ...]
) -> Opening:
    if terms.status == "in_force":
        return Opening(
            terms.id, terms.title, row["measure"], IN_FORCE, 1.0, 0.0, None, inside, (), None, None,
            TODAY,
        )  # fmt: skip
    name = (row["by_treaty"] or row["measure"]) if asked.regime == TREATY else row["measure"]
    measure = asked.known.measure(name)
    after: RouteOutcome | None = None
    outcome: RouteOutcome | None = None
    if asked.regime == UNION:
        after = _first(asked.decide(asked.known.measure(UNION_MEASURE)), TREATY_ROUTES)
        outcome = _inside_union(asked, measure, after)
    elif asked.regime != ANNOUNCED:
        outcome = _chosen(asked, measure)
    if outcome is None:
        return Opening(
            terms.id, terms.title, name, "", 0.0, None, None, inside, (), None, None, TODAY
        )
    begun = after.months[1] if after else 0.0
    months = begun + outcome.months[1]
    found = Opening(
        terms.id,
        terms.title,
        name,
        outcome.route.name,
        0.0,
        months,
        months_later(TODAY, months),
        inside,
        tuple(group[0] for group in outcome.blocking) if outcome.ballot.blocks else (),
        outcome,
        after,
        TODAY,
    )
    return replace(found, probability=found.by(asked.by))


def _chosen(asked: _Asked, measure: Measure) -> RouteOutcome | None:
    """The best of the routes that the regime allows."""
    decision = asked.decide(measure)
    if asked.regime == BEST_ROUTE:
        return decision.best
    if asked.regime == TREATY:
        return _first(decision, TREATY_ROUTES)
    return next((each for each in decision.routes if each.ballot.blocks), None)


def _first(decision: Decision, names: tuple[str, ...]) -> RouteOutcome | None:
    return next((each for each in decision.routes if each.route.name in names), None)


def _inside_union(
    asked: _Asked, measure: Measure, after: RouteOutcome | None
) -> RouteOutcome | None:
    """A qualified majority among those that can found the union; None without a treaty for it."""
    if after is None:
        return None
    route = Route(
        UNION,
        "Qualified majority in a defence union",
        (Step(1, "decision of the union", True, "members", None, UNION_RULE),),
        "none",
        "none",
        asked.known.routes[UNION_MONTHS_OF].months,
        "none",
        after.route.voters,
        0,
        (),
        0.0,
        1.0,
        (),
    )
    known = replace(asked.known, routes={**asked.known.routes, UNION: route})
    inside = replace(measure, routes=(UNION,), months=None, ratification=None, cases=frozenset())
    return asked.decide(inside, known).best
