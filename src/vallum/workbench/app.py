"""The app: pages, API, health, and how faults are told."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.trustedhost import TrustedHostMiddleware

import vallum
from vallum.errors import UserError
from vallum.store import Store
from vallum.workbench import api
from vallum.workbench.guard import guard
from vallum.workbench.page import HERE, page
from vallum.workbench.pages import PAGES

NOT_HERE = "There is no such page."


def create_app(
    store: Store, *, token: str | None = None, hosts: Sequence[str] = ("127.0.0.1", "localhost")
) -> FastAPI:
    """An app that reads this store.

    token: who does not show it sees nothing but /health; hosts: names under which it answers, so
    that a page elsewhere cannot read it by giving its own name this machine's address.
    """
    # The pages that FastAPI makes of the OpenAPI load scripts from another host.
    app = FastAPI(
        title="Vallum", version=vallum.__version__, docs_url=None, redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )  # fmt: skip
    app.state.store = store
    app.include_router(api.router)
    for router in PAGES:
        app.include_router(router)
    app.add_api_route("/health", health, tags=["health"])
    app.add_api_route("/style.css", style, include_in_schema=False)
    app.add_api_route("/favicon.ico", no_icon, include_in_schema=False, status_code=204)
    app.add_exception_handler(UserError, _not_found)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _told)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    app.middleware("http")(guard(token))
    return app


def health() -> dict[str, str]:
    """That the server answers, and its version."""
    return {"status": "ok", "version": vallum.__version__}


def no_icon() -> Response:
    """Browsers ask for an icon on their own; there is none."""
    return Response(status_code=204)


def style() -> FileResponse:
    return FileResponse(HERE / "style.css", media_type="text/css")


def _not_found(request: Request, fault: Exception) -> Response:
    # The store's sentence names its folder, which is no reader's business.
    folder = str(request.app.state.store.folder)
    return _say(request, 404, str(fault).replace(f" in '{folder}'", ""))


def _malformed(request: Request, fault: Exception) -> Response:
    return _say(request, 404 if not _for_programs(request) else 422, NOT_HERE)


def _told(request: Request, fault: Exception) -> Response:
    status = fault.status_code if isinstance(fault, HTTPException) else 500
    sentence = NOT_HERE if status == 404 else str(getattr(fault, "detail", fault))
    return _say(request, status, sentence)


def _say(request: Request, status: int, sentence: str) -> Response:
    if _for_programs(request):
        return JSONResponse({"detail": sentence}, status)
    return page("fault.html", status=status, code=status, sentence=sentence)


def _for_programs(request: Request) -> bool:
    return request.url.path.startswith("/api/")
