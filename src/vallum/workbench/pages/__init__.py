"""The pages: one module, one template and one test each; registering is one line below."""

from vallum.workbench.pages import figure, futures, money, runs, verdict

PAGES = (
    verdict.router,
    runs.router,
    figure.router,
    futures.router,
    money.router,
)
"""The first match answers."""
