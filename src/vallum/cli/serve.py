"""`vallum serve`: kept runs in a browser."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import typer

HERE_ONLY = "127.0.0.1"


def serve(
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; any but this machine's own needs "
        "--token-file.")
    ] = HERE_ONLY,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port.")] = 8000,
    token_file: Annotated[
        Path | None,
        typer.Option("--token-file", help="File with the token that readers give as password."),
    ] = None,
) -> None:  # fmt: skip
    """Serve the kept runs as pages and JSON; it reads only, and makes no run."""
    import logging

    import uvicorn

    from vallum.cli.jobs import open_store
    from vallum.cli.show import note
    from vallum.workbench import create_app

    token = _token(token_file)
    own = _is_own(host)
    _refuse_open(own, host, token)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    app = create_app(
        open_store(), token=token, hosts=("127.0.0.1", "localhost", "[::1]") if own else ("*",)
    )
    note(f"Vallum listens on http://{host}:{port} (end it with Ctrl-C).")
    uvicorn.run(app, host=host, port=port, access_log=False, log_level="warning")


def _refuse_open(own: bool, host: str, token: str | None) -> None:
    from vallum.errors import UserError

    if not own and token is None:
        raise UserError(
            f"--host {host} would let anyone who reaches this machine read all runs: "
            "give a --token-file too"
        )


def _is_own(host: str) -> bool:
    """Whether only this machine reaches it."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _token(file: Path | None) -> str | None:
    from vallum.errors import Problem, UserError

    if file is None:
        return None
    try:
        token = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as reason:
        raise UserError(Problem("the token cannot be read", str(file))) from reason
    if len(token) < 16:
        raise UserError(Problem("the token is too short: 16 letters or more", str(file)))
    return token
