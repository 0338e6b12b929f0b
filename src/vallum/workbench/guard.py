"""What every answer carries and every request must show.

To: the app.  Plain ASGI, so that answers that go on for minutes pass through as they come.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import logging
import secrets
import time
from collections.abc import Sequence
from contextvars import ContextVar
from http.cookies import CookieError, SimpleCookie

from fastapi import HTTPException, Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOG = logging.getLogger("vallum.workbench")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "script-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
OPEN_TO_ALL = ("/health",)
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
LARGEST_BODY = 2 * 2**20
"""Bytes of a request."""
COOKIE = "vallum_form"
FIELD = "form_token"
"""Name of the hidden field in every form that changes something."""
OWNER_LETTERS = 24

form_token: ContextVar[str] = ContextVar("form_token", default="")
"""The token for the forms of the page that is being made."""


class TooLargeError(HTTPException):
    """A request's body is larger than anything here is."""

    def __init__(self) -> None:
        super().__init__(
            413, f"This is larger than {LARGEST_BODY // 2**20} MB, the most taken here."
        )


class Guard:
    """Refuse who lacks a token or comes from another site, set the headers, log one JSON line.

    tokens: none: everybody reads and asks; one: all who show it share everything; more: each has
    runs of their own (`scope["owner"]`, a digest of the token).
    """

    def __init__(self, app: ASGIApp, tokens: Sequence[str] = (), secret: bytes = b"") -> None:
        self.app = app
        self._tokens = tuple(tokens)
        self._secret = secret or secrets.token_bytes(32)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()
        headers = Headers(scope=scope)
        status = 500
        nonce, is_new = _nonce(headers)

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                answer = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    answer[name] = value
                answer.setdefault("Cache-Control", "no-store")
                if is_new and "text/html" in answer.get("content-type", ""):
                    kept = f"{COOKIE}={nonce}; Path=/; HttpOnly; SameSite=Strict"
                    answer.append("Set-Cookie", kept)
            await send(message)

        refused, owner = self._refuse(scope, headers)
        try:
            if refused is not None:
                await refused(scope, receive, sent)
                return
            scope["owner"] = owner
            scope["form_token"] = self._form_token(owner, nonce)
            form_token.set(scope["form_token"])
            await self.app(scope, _bounded(receive), sent)
        finally:
            told = {
                "method": scope["method"],
                "path": scope["path"],
                "status": status,
                "ms": round(1000 * (time.perf_counter() - begun), 1),
            }
            LOG.info(json.dumps(told))

    def _refuse(self, scope: Scope, headers: Headers) -> tuple[Response | None, str]:
        """The answer to somebody who may not ask this; else None and whose request it is."""
        owner = ""
        if self._tokens and scope["path"] not in OPEN_TO_ALL:
            shown = _shown(headers.get("authorization", ""))
            found = [known for known in self._tokens if hmac.compare_digest(shown, known.encode())]
            if not found:
                return PlainTextResponse(
                    "This workbench asks for its token, as the password.\n",
                    401,
                    {"WWW-Authenticate": 'Basic realm="Vallum", charset="UTF-8"'},
                ), ""
            owner = owner_of(found[0]) if len(self._tokens) > 1 else ""
        if scope["method"] in CHANGING:
            if _is_foreign(headers):
                return PlainTextResponse("A page of another site may not ask this.\n", 403), ""
            if headers.get("content-length", "0").isdigit() is False or (
                int(headers.get("content-length", "0")) > LARGEST_BODY
            ):
                said = str(TooLargeError().detail)
                return PlainTextResponse(f"{said}\n", 413), ""
        return None, owner

    def _form_token(self, owner: str, nonce: str) -> str:
        return hmac.new(self._secret, f"{owner}\0{nonce}".encode(), hashlib.sha256).hexdigest()


def owner_of(token: str) -> str:
    """Whose runs these are, from a token that cannot be read back from it."""
    return hashlib.sha256(b"vallum owner\0" + token.encode()).hexdigest()[:OWNER_LETTERS]


async def from_our_form(request: Request) -> None:
    """A dependency: the request comes from a form of ours.  Raises HTTPException (403)."""
    form = await request.form(max_files=2, max_fields=200)
    given = form.get(FIELD, "")
    known = str(request.scope["form_token"])
    if not isinstance(given, str) or not hmac.compare_digest(given.encode(), known.encode()):
        raise HTTPException(
            403, "This form is out of date: go back, load its page again, and send it once more."
        )


def _nonce(headers: Headers) -> tuple[str, bool]:
    """The browser's own random word, and whether it is new."""
    try:
        kept = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        kept = None
    if kept is not None and 16 <= len(kept.value) <= 64:
        return kept.value, False
    return secrets.token_urlsafe(24), True


def _is_foreign(headers: Headers) -> bool:
    """Whether a browser says that a page of another site asks."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return bool(origin) and str(origin).partition("://")[2] != headers.get("host", "")


def _bounded(receive: Receive) -> Receive:
    """Bodies that do not say how long they are end where they grow too long."""
    read = 0

    async def bounded() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > LARGEST_BODY:
            raise TooLargeError
        return message

    return bounded


def _shown(authorization: str) -> bytes:
    """The token that a request shows: as bearer, or as the password of any user name."""
    kind, _, given = authorization.partition(" ")
    if kind.lower() == "basic":
        try:
            given = base64.b64decode(given, validate=True).decode().partition(":")[2]
        except (binascii.Error, UnicodeDecodeError):
            return b""
    return given.encode()
