"""What the server keeps between requests: the jobs, the live model, drawn runs warm.

To: the app and its pages.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from vallum.errors import UserError
from vallum.planner.plan import MODES
from vallum.store import NO_PLAN, Store, run_id
from vallum.workbench.asked import DEFAULT, Asked
from vallum.workbench.cards import cards, newest_of_presets
from vallum.workbench.drawn import drawn
from vallum.workbench.facts import preset, shipped
from vallum.workbench.jobs import Job, Jobs, Limits
from vallum.workbench.live import LiveModel
from vallum.workbench.page import AT_START, OF_RUN
from vallum.workbench.shelf import Shelf, folder_of
from vallum.workbench.studies import Wanted

LOG = logging.getLogger("vallum.workbench")
RUN_MODES = (*MODES, NO_PLAN)
DEFAULT_MODE = "close_gaps"
STUDY = "explore"
"""Stands where a job that plans names its mode."""
SEED = 0
"""Of central values: a run's id holds it."""
WITH_JOINT = ("procurement.joint_share_min={2030: 0.5}",)
"""As the lever of the what-if page asks for joint orders, at any share."""
WARM_RUNS, WHOLLY_WARM = 8, 4
"""Newest runs whose verdicts are made ready at the start, and those with all their pages."""


class Bench:
    """Made with the app; `start` and `stop` frame its life as a server.

    mode: how runs are planned that say nothing of it.
    """

    def __init__(
        self, store: Store, limits: Limits | None = None, mode: str = DEFAULT_MODE
    ) -> None:
        self.store = store
        self.mode = mode
        self.jobs = Jobs(
            store.folder,
            runs_of=lambda owner: folder_of(store.folder, owner),
            limits=limits,
            done=self._warm_job,
        )
        self.live = LiveModel()
        self._ending = Event()

    def start(self, *, presets: Sequence[str] = (), warm: bool = True) -> None:
        """Queue the presets that no run is kept of, start working, and draw the newest runs."""
        newest = newest_of_presets(cards(Shelf(self.store, "")))
        solved = {name for name, item in newest.items() if item.mode == self.mode}
        for name in sorted(presets, key=lambda name: name != DEFAULT):  # what most ask for first
            if name not in solved:
                self.jobs.submit(base=name, mode=self.mode, title=preset(name).title, ours=True)
        self.jobs.start()
        if warm:
            Thread(target=self._warm, name="vallum-warm", daemon=True).start()

    def stop(self) -> None:
        self._ending.set()
        self.jobs.stop()

    def submit(
        self,
        asked: Asked,
        mode: str,
        owner: str,
        facts: Callable[[Path], None] | None = None,
    ) -> Job:
        """Queue a run; facts writes the reader's own into a folder.

        Raises UserError where it does not hold together, TooManyError.
        """
        if mode not in RUN_MODES:
            raise UserError(
                f"'{mode[:40]}' is no mode of planning; there are {', '.join(RUN_MODES)}"
            )
        title = asked.scenario().title
        return self.jobs.submit(
            base=asked.base,
            changes=asked.changes,
            mode=mode,
            title=title,
            owner=owner,
            facts=facts,
        )

    def submit_study(self, wanted: Wanted, owner: str) -> Job:
        """Queue a study of futures, or the rest of one.  Raises TooManyError."""
        return self.jobs.submit(
            base=wanted.base,
            changes=wanted.changes,
            mode=STUDY,
            title=f"{wanted.futures:,} futures of {wanted.base}",
            owner=owner,
            study=wanted.run,
            words=wanted.words,
        )

    def kept(self, asked: Asked, mode: str, owner: str) -> str | None:
        """Id of the run that answers exactly this with these facts and this code, if it is kept."""
        id_ = run_id(asked.scenario(), evidence_digest=shipped().digest(), seed=SEED, mode=mode)
        shelf = Shelf(self.store, owner)
        return id_ if shelf.owns(id_) or id_ in self.store._ids() else None

    def _warm(self) -> None:
        """Read the facts and draw the newest runs, presets first, so that nobody waits for them."""
        shipped()
        # Declares the programmes, which takes seconds: with joint orders, without Ukraine as a
        # member, and as the preset has it.
        for changes in (WITH_JOINT, ("coalition.exclude=[UKR]",), ()):
            self.live.ask(Asked(changes=changes))
        found = cards(Shelf(self.store, ""))
        presets = list(newest_of_presets(found).values())
        first = presets + [item for item in found if item not in presets]
        for item in first[:WARM_RUNS]:
            if not self._ending.is_set():
                self._draw(self.store, item.id)
        for make in AT_START:
            if not self._ending.is_set():
                make()
        for item in first[:WHOLLY_WARM]:
            self._draw_pages(self.store, item.id)

    def _warm_job(self, job: Job) -> None:
        if job.study:
            return
        store = Shelf(self.store, job.owner)
        Thread(target=self._draw_all, args=(store, job.run), daemon=True).start()

    def _draw_all(self, store: Store, id_: str) -> None:
        self._draw(store, id_)
        self._draw_pages(store, id_)

    def _draw_pages(self, store: Store, id_: str) -> None:
        """All pages of a run that take more than a moment, as far as it has them."""
        for make in OF_RUN:
            if not self._ending.is_set():
                with suppress(UserError):
                    make(store.get(id_))

    def _draw(self, store: Store, id_: str) -> None:
        try:
            drawn(store.get(id_)).warm()
        except UserError as fault:
            LOG.warning("run %s could not be drawn: %s", id_, fault)
