"""The app: pages, API, health, and how faults are told."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware

import vallum
from vallum.errors import UserError
from vallum.store import Store
from vallum.workbench import answers, api
from vallum.workbench.bench import DEFAULT_MODE, Bench
from vallum.workbench.files import router as files
from vallum.workbench.guard import HEADERS, Guard
from vallum.workbench.jobs import Limits, TooManyError
from vallum.workbench.page import page
from vallum.workbench.pages import PAGES

NOT_HERE = "There is no such page."
OWN_BUG = "This is our own fault, not yours. It stands in the server's log; please report it."


def create_app(
    store: Store,
    *,
    token: str | Sequence[str] | None = None,
    hosts: Sequence[str] = ("127.0.0.1", "localhost"),
    presets: Sequence[str] = (),
    limits: Limits | None = None,
    warm: bool = True,
    mode: str = DEFAULT_MODE,
) -> FastAPI:
    """An app over this store.

    token: who does not show it, or one of them, sees nothing but /health; with several each has
    runs of its own.  hosts: names under which it answers, so that a page elsewhere cannot read it
    by giving its own name this machine's address.  presets: scenarios that are run at the start
    where no run of them is kept.  limits: of jobs.  warm: draw the newest runs at the start.
    mode: how runs are planned that say nothing of it.
    """
    bench = Bench(store, limits, mode)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        bench.start(presets=presets, warm=warm)
        yield
        bench.stop()

    # The pages that FastAPI makes of the OpenAPI load scripts from another host.
    app = FastAPI(
        title="Vallum", version=vallum.__version__, docs_url=None, redoc_url=None,
        openapi_url="/api/v1/openapi.json", description=api.DESCRIPTION, lifespan=life,
    )  # fmt: skip
    app.state.store = store
    app.state.bench = bench
    for router in (*api.ROUTERS, *answers.ROUTERS, *PAGES, files):
        app.include_router(router)
    app.add_api_route("/health", health, tags=["health"])
    app.add_exception_handler(UserError, _not_found)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _told)
    app.add_exception_handler(Exception, _own_bug)
    app.add_middleware(GZipMiddleware, minimum_size=800, compresslevel=6)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=list(hosts))
    tokens = [token] if isinstance(token, str) else list(token or ())
    app.add_middleware(Guard, tokens=tokens)
    return app


def health(request: Request) -> dict[str, str | int]:
    """That the server answers, its version, and how many runs wait or go on."""
    jobs = request.app.state.bench.jobs
    return {"status": "ok", "version": vallum.__version__, "jobs": jobs.open}


def _not_found(request: Request, fault: Exception) -> Response:
    # The store's sentence names its folder, which is no reader's business.
    common = request.app.state.store.folder
    told = str(fault)
    for folder in (f"{common}/readers/{request.scope.get('owner', '')}", str(common)):
        told = told.replace(f" in '{folder}'", "")
    return _say(request, 429 if isinstance(fault, TooManyError) else 404, told)


def _malformed(request: Request, fault: Exception) -> Response:
    if not _for_programs(request):
        return _say(request, 404, NOT_HERE)
    found = fault.errors() if isinstance(fault, RequestValidationError) else []
    told = "; ".join(f"{'.'.join(map(str, item['loc'][1:]))}: {item['msg']}" for item in found)
    return _say(request, 422, told or NOT_HERE)


def _told(request: Request, fault: Exception) -> Response:
    status = fault.status_code if isinstance(fault, HTTPException) else 500
    sentence = NOT_HERE if status == 404 else str(getattr(fault, "detail", fault))
    return _say(request, status, sentence)


def _own_bug(request: Request, fault: Exception) -> Response:
    answer = _say(request, 500, OWN_BUG)
    answer.headers.update(HEADERS)  # this one is made outside the guard
    return answer


def _say(request: Request, status: int, sentence: str) -> Response:
    if _for_programs(request):
        return JSONResponse({"detail": sentence}, status)
    return page("fault.html", status=status, code=status, sentence=sentence)


def _for_programs(request: Request) -> bool:
    return request.url.path.startswith("/api/")
