"""What all pages share: templates, the store of the app, and a run by its id.

To: the pages.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import Path as InPath
from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from vallum.store import Store, StoredRun

HERE = Path(__file__).parent
RunId = Annotated[str, InPath(pattern="^[0-9a-f]{12}$", description="Id of a kept run")]
_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    return HTMLResponse(_TEMPLATES.get_template(template).render(**values), status)


def store_of(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


def run_of(request: Request, id_: str) -> StoredRun:
    """Raises UserError where no such run is kept."""
    return store_of(request).get(id_)
