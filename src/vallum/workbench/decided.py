"""What the page of decisions shows, made once and kept: answers, figures, drawn charts.

From: governance, study, report.  To: the page, and the server, which makes the first answer while
nobody waits.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache, lru_cache, partial
from threading import Lock

from vallum.errors import UserError
from vallum.evidence.shapes import load_shapes
from vallum.governance.backtest import Backtest, backtest, shipped_episodes
from vallum.governance.decide import Decision, decide
from vallum.report.backtest_chart import calibration_plot
from vallum.report.coalition_chart import coalition_frontier
from vallum.report.decision_charts import routes_in_time, voters_strip
from vallum.report.figure import Figure
from vallum.report.stance_map import stance_map
from vallum.study.coalition import CoalitionPicture, find_coalitions
from vallum.workbench.facts import preset, shipped
from vallum.workbench.pictures import remembered
from vallum.world.agenda import Agenda, agenda

FIRST = "joint_bonds"
OF_MEASURE = {"voters": "Who stands where", "map": "Where they are", "routes": "How soon"}
OF_ALL = {"frontier": "Which coalition", "calibration": "How such forecasts did"}
"""Charts that are the same whatever is asked."""
CHARTS = OF_MEASURE | OF_ALL
BEHIND = "us_absent"
"""The scenario whose states could form a coalition."""
Asked = tuple[str, str, str, str]
"""Measure, state held, its position, state left out; empty words ask for nothing."""
_gathering = Lock()


def agenda_now() -> Agenda:
    return agenda(shipped())


@lru_cache(maxsize=64)
def answer(measure: str, state: str, position: str, without: str) -> Decision:
    """Raises UserError for an unknown measure or state, or a position that is none."""
    flips = {}
    if state and position:
        try:
            flips[state] = float(position)
        except ValueError:
            raise UserError(f"'{position}' is no position; give a number from -1 to 1") from None
    left = frozenset({without} if without else ())
    return decide(shipped(), measure, flips=flips, without=left)


@lru_cache(maxsize=96)
def figure(name: str, asked: Asked) -> Figure:
    """One of `CHARTS`.  Raises UserError for another one, and as `answer` does."""
    if name not in CHARTS:
        raise UserError(f"there is no chart '{name}'; there are {', '.join(CHARTS)}")
    if name in OF_ALL:
        with _gathering:
            return _of_all(name)
    found, names = answer(*asked), agenda_now().known.names
    if name == "routes":
        return routes_in_time(found)
    return voters_strip(found, names) if name == "voters" else stance_map(found, names, _shapes())


def key(name: str, asked: Asked) -> Hashable:
    """All that a chart depends on."""
    return "decisions", name, asked


def warm() -> None:
    """Make what the page shows before anything is asked of it."""
    asked = {name: (FIRST if name in OF_MEASURE else "", "", "", "") for name in CHARTS}
    for name in CHARTS:
        figure(name, asked[name])
    for name in CHARTS:
        for narrow in (False, True):
            shown = partial(figure, name, asked[name])
            remembered(key(name, asked[name]), shown, narrow=narrow)


@cache
def tested() -> Backtest:
    """Past decisions, forecast from what was known the day before."""
    facts = shipped()
    return backtest(facts, agenda_now(), shipped_episodes(facts))


@cache
def coalitions() -> CoalitionPicture:
    """Which of the scenario's states could form a coalition."""
    return find_coalitions(shipped(), preset(BEHIND))


@cache
def _of_all(name: str) -> Figure:
    if name == "calibration":
        return calibration_plot(tested())
    return coalition_frontier(coalitions(), agenda_now().known.names)


@cache
def _shapes() -> dict[str, object]:
    return load_shapes()
