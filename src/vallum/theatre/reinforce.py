"""Who arrives when: a flow of brigades over time through the graph of corridors.

From: `network`, homes with ready brigades.  To: `vallum.study.reinforce`, `vallum.study.campaign`.

    least   sum over ways  flow * arrival [days]  +  2 * horizon * left behind
    with    flows of a home's tier               <= its ready brigades
            all flows + left behind               = brigades asked for
            flows that take a resource on a day  <= its room on that day

Ways are priced in until none would pay (Ford and Fulkerson 1958; Tomlin 1966), so that the optimum
is that of the flow on the whole graph expanded over time, hour by hour.  Brigades are sums of
loads: a brigade may travel in parts, on several ways and days.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np

from vallum.errors import Problem, UserError
from vallum.optim import NotSolvedError
from vallum.theatre.network import Movement, Network
from vallum.theatre.routes import DAY, NEVER, Router, Way

TOLERANCE = 1e-6
ROUNDS = 400
PER_HOME = 12
"""So many new ways of a home's tier go in at a time."""
SCARCE = 2.0
"""A brigade left behind costs as much as one that arrives after so many horizons."""


@dataclass(frozen=True)
class Home:
    """Where brigades stand.  tier: 0 the first to be ready; foreign: a border must be crossed."""

    place: str
    tier: int
    brigades: float
    foreign: bool


@dataclass(frozen=True)
class Flow:
    """Part of a home's brigades that goes one way.  quantity [brigades]."""

    home: Home
    way: Way
    quantity: float


@dataclass(frozen=True)
class Reinforcement:
    """Arrivals at one place.

    arrived (day): brigades that came by the end of each day, day 1 first; prices: named resource
    -> brigade-days that one brigade a day more room would save; rounds: of pricing.
    """

    network: Network
    asked: float
    days: int
    arrived: tuple[float, ...]
    flows: tuple[Flow, ...]
    prices: dict[str, float]
    waiting: float
    rounds: int

    @property
    def total(self) -> float:
        return self.arrived[-1]

    def day_of(self, brigades: float) -> int | None:
        """First day by whose end so many have come; None: not by the last."""
        for day, there in enumerate(self.arrived, start=1):
            if there >= brigades - 1e-4:
                return day
        return None

    def mean_day(self) -> float:
        """Mean day of arrival; whoever does not come counts with the last day."""
        return self.waiting / self.asked


def reinforce(
    network: Network,
    homes: Sequence[Home],
    goal: str,
    *,
    brigades: float,
    days: int,
    movement: Movement,
) -> Reinforcement:
    """Move so many brigades from their homes to a place as early as the graph lets them.

    Raises UserError where brigades or days are not positive, or nothing of the graph leads there.
    """
    if brigades <= 0:
        raise UserError(Problem(f"{brigades} should be above 0", field="brigades"))
    if not 1 <= days <= 365:
        raise UserError(Problem(f"{days} should lie within 1 and 365", field="days"))
    goals = network.at(goal)
    if not goals:
        raise UserError(Problem(f"no link leads to {goal}", field="to"))
    master = _Master(network, homes, brigades, days)
    router = Router(network, goals, days)
    starts = [_starts(network, home, movement, days) for home in homes]
    rounds = 0
    while True:
        rounds += 1
        prices, worth = master.solve()
        cost, taken = router.price(prices)
        added = 0
        for k in range(len(homes)):
            nodes, hours = starts[k]
            if not nodes or not hours:
                continue
            found = cost[np.ix_(nodes, hours)]
            best = found.argmin(axis=0)
            gain = worth[k] - found[best, np.arange(len(hours))]
            for place in np.argsort(-gain, kind="stable")[:PER_HOME]:
                if gain[place] <= TOLERANCE or found[best[place], place] >= NEVER:
                    break
                way = router.follow(taken, nodes[best[place]], hours[place])
                added += master.add(k, way)
        if not added:
            break
        if rounds == ROUNDS:
            raise NotSolvedError(f"ways still pay after {ROUNDS} rounds of pricing")
    return master.read(rounds)


def _starts(
    network: Network, home: Home, movement: Movement, days: int
) -> tuple[list[int], list[int]]:
    """Nodes of a home and the hours at which loads may leave it, one a day."""
    # A permit is asked for when the order comes: it runs beside the notice.
    wait = max(movement.notice_days[home.tier], movement.permit_days if home.foreign else 0.0)
    first = int(np.ceil(wait * DAY + movement.load_h))
    return network.at(home.place), list(range(first, days * DAY + 1, DAY))


class _Master:
    """The programme over the ways known so far."""

    def __init__(self, network: Network, homes: Sequence[Home], brigades: float, days: int) -> None:
        self.network, self.homes, self.brigades, self.days = network, homes, brigades, days
        self._highs: Any = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in {
            "output_flag": False, "threads": 1, "random_seed": 0,
            "primal_feasibility_tolerance": 1e-9, "dual_feasibility_tolerance": 1e-9,
        }.items():  # fmt: skip
            self._highs.setOptionValue(option, value)
        none = np.array([], np.int32), np.array([])
        self._highs.addRow(brigades, brigades, 0, *none)
        for home in homes:
            self._highs.addRow(-highspy.kHighsInf, home.brigades, 0, *none)
        only = np.array([0], np.int32), np.array([1.0])
        self._highs.addCol(SCARCE * days, 0.0, highspy.kHighsInf, 1, *only)
        self._rows: dict[tuple[int, int], int] = {}
        self._ways: list[tuple[int, Way]] = []
        self._known: set[tuple[int, Way]] = set()

    def add(self, home: int, way: Way) -> int:
        """Take a way in; 0 if it is known, as a solve's last digits may ask for it again."""
        if (home, way) in self._known:
            return 0
        self._known.add((home, way))
        taken: dict[int, float] = {0: 1.0, 1 + home: 1.0}
        for resource, day in way.takes:
            row = self._rows.get((resource, day))
            if row is None:
                row = self._rows[resource, day] = self._highs.getNumRow()
                none = np.array([], np.int32), np.array([])
                room = self.network.room[resource]
                self._highs.addRow(-highspy.kHighsInf, room, 0, *none)
            taken[row] = taken.get(row, 0.0) + 1.0
        rows, values = np.array(list(taken), np.int32), np.array(list(taken.values()))
        self._highs.addCol(way.end_h / DAY, 0.0, highspy.kHighsInf, len(rows), rows, values)
        self._ways.append((home, way))
        return 1

    def solve(self) -> tuple[np.ndarray[Any, np.dtype[np.float64]], list[float]]:
        """Prices (resource, day) [days], and what a brigade of each home is worth [days]."""
        self._highs.run()
        status = self._highs.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise NotSolvedError(f"the solver ended with '{status}'")
        duals = np.asarray(self._highs.getSolution().row_dual)
        prices = np.zeros((len(self.network.room), self.days + 1))
        for (resource, day), row in self._rows.items():
            prices[resource, day] = max(0.0, -duals[row])
        worth = [float(duals[0] + duals[1 + k]) for k in range(len(self.homes))]
        return prices, worth

    def read(self, rounds: int) -> Reinforcement:
        solution = np.asarray(self._highs.getSolution().col_value)
        prices, _ = self.solve()
        flows = tuple(
            Flow(self.homes[home], way, float(quantity))
            for (home, way), quantity in zip(self._ways, solution[1:], strict=True)
            if quantity > 1e-9
        )
        arrived = np.zeros(self.days)
        for flow in flows:
            arrived[max(0, -(-flow.way.end_h // DAY) - 1)] += flow.quantity
        waiting = sum(f.quantity * f.way.end_h / DAY for f in flows) + self.days * float(
            solution[0]
        )
        by_name = {
            self.network.named[k]: float(total)
            for k, total in enumerate(prices.sum(axis=1))
            if total > TOLERANCE
        }
        ranked = dict(sorted(by_name.items(), key=lambda pair: (-pair[1], pair[0])))
        return Reinforcement(
            self.network,
            self.brigades,
            self.days,
            tuple(float(x) for x in np.cumsum(arrived)),
            flows,
            ranked,
            waiting,
            rounds,
        )
