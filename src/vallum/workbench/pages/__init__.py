"""The pages: one module, one template and one test each.

Registering is one line in `PAGES`; a page that every run has adds a line to `TABS`: its label, and
its address after /runs/ID.
"""

from vallum.workbench.page import TABS
from vallum.workbench.pages import (
    compare,
    decisions,
    evidence,
    field,
    figure,
    futures,
    home,
    jobs,
    money,
    report,
    runs,
    scenario,
    sections,
    settlement,
    support,
    verdict,
    whatif,
    why,
)

PAGES = (
    home.router,
    verdict.router,
    sections.router,
    runs.router,
    figure.router,
    decisions.router,
    field.router,
    futures.router,
    money.router,
    settlement.router,
    support.router,
    why.router,
    report.router,
    whatif.router,
    scenario.router,
    jobs.router,
    compare.router,
    evidence.router,
)
"""The first match answers."""

TABS[:] = [
    ("Verdict", ""),
    ("Forces and gaps", "/gaps"),
    ("Plan", "/plan"),
    ("Industry", "/industry"),
    ("Money", "/money"),
    ("Field", "/field"),
    ("Report", "/report"),
]
