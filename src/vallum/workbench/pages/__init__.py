"""The pages: one module, one template and one test each; registering is one line below."""

from vallum.workbench.pages import field, figure, runs, verdict

PAGES = (
    verdict.router,
    runs.router,
    figure.router,
    field.router,
)
"""The first match answers."""
