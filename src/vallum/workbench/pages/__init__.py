"""The pages: one module, one template and one test each; registering is one line below."""

from vallum.workbench.pages import decisions, figure, runs, verdict

PAGES = (
    verdict.router,
    runs.router,
    figure.router,
    decisions.router,
)
"""The first match answers."""
