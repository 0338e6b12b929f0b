"""`vallum serve`: the workbench in a browser."""

from __future__ import annotations

from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import typer

HERE_ONLY = "127.0.0.1"


def serve(
    *,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; any but this machine's own needs "
        "--token-file.")
    ] = HERE_ONLY,
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="Port.")] = 8000,
    token_file: Annotated[
        Path | None,
        typer.Option("--token-file", help="File with the token that readers give as password; "
        "with several, one a line, each has runs of its own."),
    ] = None,
    presets: Annotated[
        bool,
        typer.Option("--presets/--no-presets", help="Solve, in the background, the shipped "
        "scenarios that no run is kept of."),
    ] = True,
    name: Annotated[
        list[str] | None,
        typer.Option("--name", help="Name under which a reverse proxy asks; can be repeated."),
    ] = None,
    memory: Annotated[
        int, typer.Option("--memory", min=1024, help="Most memory of a run [MB of addresses].")
    ] = 16384,
    minutes: Annotated[
        int, typer.Option("--minutes", min=1, max=600, help="Longest that a run may take.")
    ] = 30,
    warm: Annotated[
        bool,
        typer.Option("--warm/--no-warm", help="Draw the newest runs at the start, so that no "
        "reader waits for it."),
    ] = True,
) -> None:  # fmt: skip
    """Serve the workbench: verdicts, what-if, scenarios run in full, comparison, facts, JSON."""
    import logging

    import uvicorn
    from altair.utils.schemapi import disable_debug_mode

    from vallum.cli.jobs import open_store, refuse_unwritable
    from vallum.cli.show import note
    from vallum.scenario import preset_names
    from vallum.workbench import create_app
    from vallum.workbench.jobs import Limits

    tokens = _tokens(token_file)
    own = _is_own(host)
    _refuse_open(own, host, tokens)
    disable_debug_mode()  # Altair then trusts our charts, which the tests check: a third faster
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    store = open_store()
    refuse_unwritable(store.folder)
    hosts = ("127.0.0.1", "localhost", "[::1]", *(name or ())) if own else (name or ("*",))
    app = create_app(
        store,
        token=tokens,
        hosts=hosts,
        presets=preset_names() if presets else (),
        limits=Limits(memory_mb=memory, seconds=60 * minutes),
        warm=warm,
    )
    note(f"Vallum listens on http://{host}:{port} (end it with Ctrl-C).")
    uvicorn.run(
        app, host=host, port=port, access_log=False, log_level="warning",
        timeout_graceful_shutdown=5,
    )  # fmt: skip


def _refuse_open(own: bool, host: str, tokens: list[str]) -> None:
    from vallum.errors import UserError

    if not own and not tokens:
        raise UserError(
            f"--host {host} would let anyone who reaches this machine read all runs and make "
            "more: give a --token-file too"
        )


def _is_own(host: str) -> bool:
    """Whether only this machine reaches it."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def _tokens(file: Path | None) -> list[str]:
    """The tokens, one a line; lines that begin with # are notes."""
    from vallum.errors import Problem, UserError

    if file is None:
        return []
    try:
        lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as reason:
        raise UserError(Problem("the token cannot be read", str(file))) from reason
    tokens = [line for line in lines if line and not line.startswith("#")]
    if not tokens or any(len(token) < 16 for token in tokens):
        raise UserError(Problem("the token is too short: 16 letters or more", str(file)))
    if len(set(tokens)) < len(tokens):
        raise UserError(Problem("two lines hold the same token", str(file)))
    return tokens
