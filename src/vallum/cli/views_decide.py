"""What `vallum decide` reads and shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from vallum.cli.show import counted, heading, number, percent, say, table
from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.governance.decide import Decision, decide_on
from vallum.governance.own_measure import read_measure
from vallum.governance.reason import reason
from vallum.governance.sequence import Sequence as Order
from vallum.governance.timing import holdout_months
from vallum.world.agenda import Agenda, agenda
from vallum.world.institutions import TODAY
from vallum.world.records import veto_records

ALL = "all"
FILES = (".yaml", ".yml")
MINDS = 8


def read_flips(words: Sequence[str]) -> dict[str, float]:
    """`HUN=0.5` as a position.  Raises UserError for anything else."""
    found = {}
    for word in words:
        state, given, value = word.partition("=")
        try:
            found[state.strip()] = float(value)
        except ValueError:
            given = ""
        if not given:
            raise UserError(f"--flip {word}: write a state and its position, such as HUN=0.5")
    return found


def decided(
    measure: str,
    *,
    by: str | None,
    day: str | None,
    flips: Sequence[str],
    without: Sequence[str],
    data: Path | None,
) -> tuple[tuple[Decision, ...], Agenda]:
    """One decision, or those on all measures.  Raises UserError for anything wrong."""
    evidence = Evidence.load(data)
    known = agenda(evidence)
    if measure == ALL:
        asked = [known.measures[name] for name in sorted(known.measures)]
    elif measure.endswith(FILES):
        own, known = read_measure(Path(measure), known)
        asked = [own]
    else:
        asked = [known.measure(measure)]
    on = check_day(day, "--on") or TODAY
    late = holdout_months(veto_records(evidence), on)
    given = read_flips(flips)
    found = tuple(
        decide_on(
            known,
            each,
            late,
            by=check_day(by, "--by"),
            day=on,
            flips=given,
            without=frozenset(without),
        )
        for each in asked
    )
    return found, known


def check_day(word: str | None, option: str) -> str | None:
    """The same.  Raises UserError for what is no day."""
    from datetime import date

    if word is None:
        return None
    try:
        return date.fromisoformat(word).isoformat()
    except ValueError:
        raise UserError(f"{option} {word}: write a day as YYYY-MM-DD") from None


def show_all(found: Sequence[Decision], known: Agenda) -> None:
    """Every measure by its best route."""
    ranked = sorted(found, key=lambda each: (-each.best.probability, each.measure.name))
    likely = sum(each.best.probability >= 0.5 for each in ranked)
    say(
        f"{likely} of {counted(len(ranked), 'measure')} are more likely than not to be adopted by "
        f"{ranked[0].by} on their best route."
    )
    heading("Measures by their best route")
    table(
        ["measure", "best route", "by then", "months", "whose mind matters most"],
        [
            [
                each.measure.name,
                each.best.route.name,
                percent(each.best.probability),
                number(each.best.months[1]),
                _names(each.best.pivotal[:3], known.known.names) or "nobody's alone",
            ]
            for each in ranked
        ],
    )
    _say_what_it_rests_on(found)


def show_decision(found: Decision, order: Order | None, known: Agenda) -> None:
    """Routes, the best in words, whose mind matters, who can stop it."""
    names = known.known.names
    best = found.best
    say(
        f"{found.measure.title}: best route is {best.route.title}, with "
        f"{percent(best.probability)} by {found.by} (in the end {percent(best.in_the_end)}), "
        f"typically after {number(best.months[1])} months."
    )
    heading("Routes")
    table(
        ["route", "by then", "in the end", "months (5-95 %)", "whose mind matters most"],
        [
            [
                each.route.name,
                percent(each.probability),
                percent(each.in_the_end),
                f"{number(each.months[1])} ({number(each.months[0])}-{number(each.months[2])})",
                _names(each.pivotal[:4], names) or "nobody's alone",
            ]
            for each in found.routes
        ],
    )
    heading("Why")
    for each in found.routes:
        nearest = f" Nearest precedent: {each.precedent.name}." if each.precedent else ""
        say(f"- {each.route.name}: {reason(each, names)}.{nearest}")
    _show_minds(found, names)
    if best.blocking:
        heading("Who can stop the best route")
        for group in best.blocking:
            say(f"- {_names(group, names)}")
    if order is not None:
        heading("In which order")
        first, second = order.routes
        say(
            f"First {first}, and if that fails {second}: {percent(order.probability)} by "
            f"{found.by} (drawn, standard error {100 * order.error:.1f} points)."
        )
    _say_what_it_rests_on([found])


def _show_minds(found: Decision, names: Mapping[str, str]) -> None:
    best = found.best
    rows = [
        [
            names.get(each.state, each.state),
            percent(best.objection[each.state]),
            f"{100 * each.if_for:+.1f}",
            f"{100 * each.if_against:+.1f}",
        ]
        for each in best.worth[:MINDS]
    ]
    heading(f"What a changed mind is worth on {best.route.name} [points]")
    table(["state", "stands in the way", "sure to agree", "sure to oppose"], rows)


def _names(states: Sequence[str], names: Mapping[str, str]) -> str:
    return ", ".join(names.get(state, state) for state in states)


def _say_what_it_rests_on(found: Sequence[Decision]) -> None:
    imputed = sum(len(each.best.ballot.positions.imputed) for each in found)
    voters = sum(len(each.best.ballot.states) for each in found)
    say()
    say(
        f"Positions are coded judgements as of {found[0].day}, with spreads; {imputed} of {voters} "
        "on the best routes are imputed, as are the ease of routes and all spreads "
        "(`vallum evidence show governance/stances`). How well such chances did in the past: "
        "`vallum backtest`."
    )
