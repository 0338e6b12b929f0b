"""What every answer carries and every request must show.

To: the app.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import logging
import time
from collections.abc import Awaitable, Callable

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse

LOG = logging.getLogger("vallum.workbench")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OPEN_TO_ALL = ("/health",)
Next = Callable[[Request], Awaitable[Response]]


def guard(token: str | None) -> Callable[[Request, Next], Awaitable[Response]]:
    """A middleware: refuse who lacks the token, set the headers, log one JSON line."""

    async def guarded(request: Request, call_next: Next) -> Response:
        begun = time.perf_counter()
        if token and request.url.path not in OPEN_TO_ALL and not _shows(request, token):
            response: Response = PlainTextResponse(
                "This workbench asks for its token, as the password.\n",
                401,
                {"WWW-Authenticate": 'Basic realm="Vallum", charset="UTF-8"'},
            )
        else:
            response = await call_next(request)
        for name, value in HEADERS.items():
            response.headers[name] = value
        told = {
            "method": request.method,
            "path": request.url.path,
            "status": response.status_code,
            "ms": round(1000 * (time.perf_counter() - begun), 1),
        }
        LOG.info(json.dumps(told))
        return response

    return guarded


def _shows(request: Request, token: str) -> bool:
    """Whether the request shows the token: as bearer, or as the password of any user name."""
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    if kind.lower() == "basic":
        try:
            given = base64.b64decode(given, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return False
    return hmac.compare_digest(given.encode(), token.encode())
