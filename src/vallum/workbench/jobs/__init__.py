"""Runs made in the background: a bounded queue, one process a job, records that outlive a kill.

From: what a reader asks for.  To: pages and API.
"""

from vallum.workbench.jobs.queue import Jobs, Limits, TooManyError
from vallum.workbench.jobs.record import ENDED, Job, State

__all__ = ["ENDED", "Job", "Jobs", "Limits", "State", "TooManyError"]
