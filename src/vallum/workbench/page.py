"""What all pages share: templates, the reader's runs, a run by its id, jobs.

To: the pages.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import Path as InPath
from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from vallum.store import StoredRun
from vallum.workbench.guard import FIELD, form_token
from vallum.workbench.shelf import Shelf

if TYPE_CHECKING:
    from vallum.workbench.bench import Bench

HERE = Path(__file__).parent
RunId = Annotated[str, InPath(pattern="^[0-9a-f]{12}$", description="Id of a kept run")]
JobId = Annotated[str, InPath(pattern="^[0-9a-f]{32}$", description="Id of a job")]
TABS: list[tuple[str, str]] = []
"""Label and address, after /runs/ID, of each page that a run has; filled by `pages`."""
AT_START: list[Callable[[], object]] = []
"""What a server makes ready at its start, so that no reader waits for it; filled by `pages`."""
OF_RUN: list[Callable[[StoredRun], object]] = []
"""The same of a run, one of the newest; raises UserError where the run has no such page."""
OF_A_PLAN = ("/plan", "/money")
"""Those of them that only a run with a plan has."""
_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.globals["form_token"] = form_token.get
_TEMPLATES.globals["form_field"] = FIELD
_TEMPLATES.globals["tabs"] = TABS
_TEMPLATES.globals["of_a_plan"] = OF_A_PLAN


def page(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    return HTMLResponse(_TEMPLATES.get_template(template).render(**values), status)


def text_of(template: str, **values: Any) -> str:
    """A page as text, to be packed: it must say nothing of who asks, and hold no form that changes
    something."""
    return _TEMPLATES.get_template(template).render(**values)


def unpacked(request: Request, packed: bytes, media_type: str, **headers: str) -> Response:
    """An answer that is kept compressed, as the reader takes it."""
    takes = "gzip" in request.headers.get("accept-encoding", "")
    headers |= {"Vary": "Accept-Encoding"} | ({"Content-Encoding": "gzip"} if takes else {})
    return Response(
        packed if takes else gzip.decompress(packed), media_type=media_type, headers=headers
    )


def owner_of(request: Request) -> str:
    """Whose request it is; empty where everybody shares everything."""
    return str(request.scope.get("owner", ""))


def store_of(request: Request) -> Shelf:
    """The runs that this reader sees."""
    return Shelf(request.app.state.store, owner_of(request))


def run_of(request: Request, id_: str) -> StoredRun:
    """Raises UserError where no such run is kept."""
    return store_of(request).get(id_)


def bench_of(request: Request) -> Bench:
    """What the server keeps between requests: jobs and the live model."""
    bench: Bench = request.app.state.bench
    return bench


def name_file(name: str, address: Callable[[], str]) -> None:
    """Let templates call a file by name: `{{ file_style() }}`."""
    _TEMPLATES.globals[f"file_{name}"] = address
