"""The style sheet and the script, each one file for all pages, named by what they hold.

To: the app.
"""

from __future__ import annotations

import hashlib
from functools import cache

from fastapi import APIRouter, Response

from vallum.report import BASE_STYLE
from vallum.workbench.page import HERE, name_file

router = APIRouter(include_in_schema=False)
SCRIPTS = ("workbench.js", "charts.js")
KEEP = {"Cache-Control": "public, max-age=31536000, immutable"}


@router.get("/style.css")
def style() -> Response:
    return Response(_style(), media_type="text/css", headers=KEEP)


@router.get("/workbench.js")
def script() -> Response:
    return Response(_script(), media_type="text/javascript", headers=KEEP)


@router.get("/favicon.ico", status_code=204)
def no_icon() -> Response:
    """Browsers ask for an icon on their own; there is none."""
    return Response(status_code=204)


@cache
def _style() -> str:
    own = (HERE / "style.css").read_text(encoding="utf-8")
    return BASE_STYLE.read_text(encoding="utf-8") + own


@cache
def _script() -> str:
    return "\n".join((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


# A new version of a file has a new address, so browsers may keep the old one for ever.
name_file("style", lambda: f"/style.css?{_digest(_style())}")
name_file("script", lambda: f"/workbench.js?{_digest(_script())}")
