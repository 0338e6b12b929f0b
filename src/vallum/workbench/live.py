"""The live model, kept loaded: one answer at a time, the newest ones remembered.

From: `vallum.study.live`.  To: the what-if page and the API.
"""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock

from vallum.study.live import LiveAnswer, LiveSession
from vallum.workbench.asked import Asked
from vallum.workbench.facts import shipped

REMEMBERED = 512


class LiveModel:
    """Answers what a reader asks while moving a slider."""

    def __init__(self) -> None:
        self._session: LiveSession | None = None
        self._known: OrderedDict[Asked, LiveAnswer] = OrderedDict()
        self._lock = Lock()

    def ask(self, asked: Asked) -> LiveAnswer:
        """Raises UserError where the scenario does not hold together."""
        scenario = asked.scenario()
        with self._lock:
            if asked not in self._known:
                self._session = self._session or LiveSession(shipped())
                self._known[asked] = self._session.ask(scenario)
                while len(self._known) > REMEMBERED:
                    self._known.popitem(last=False)
            self._known.move_to_end(asked)
            return self._known[asked]
