"""The door: run one command, and end with the exit code and the one sentence that fit.

From: the words after `vallum`.  To: the exit code: 0 done, 1 a check found faults, 2 the user's
input is wrong, 3 our own bug, 130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

import typer
from typer.main import get_command

from vallum.cli.app import app
from vallum.errors import VallumError

DONE, WRONG_INPUT, OWN_BUG, INTERRUPTED = 0, 2, 3, 130

OWN_BUG_SENTENCE = (
    "this is our own bug, not a fault in what you typed; please report it with the lines above"
)


def main(args: Sequence[str] | None = None) -> None:
    """Run the command that `args` name (default: those of this process) and exit."""
    sys.exit(run_command(sys.argv[1:] if args is None else args))


def run_command(args: Sequence[str]) -> int:
    """Run one command; return its exit code.  Every fault is told on standard error."""
    _never_fail_on_letters()
    try:
        with get_command(app).make_context("vallum", list(args) or ["--help"]) as context:
            context.command.invoke(context)
        sys.stdout.flush()
    except typer.Exit as end:
        return end.exit_code
    except VallumError as fault:
        return _tell(str(fault), fault.exit_code)
    except typer.TyperException as fault:
        return _tell(_usage_sentence(fault), WRONG_INPUT)
    except (KeyboardInterrupt, typer.Abort, EOFError):
        return _tell("Interrupted: nothing half-written was left behind.", INTERRUPTED)
    except BrokenPipeError:
        return _close_quietly()
    except Exception as bug:
        return _tell_own_bug(bug)
    return DONE


def _tell(sentence: str, exit_code: int) -> int:
    print(sentence, file=sys.stderr)
    if exit_code == OWN_BUG:
        print(OWN_BUG_SENTENCE, file=sys.stderr)
    return exit_code


def _tell_own_bug(bug: Exception) -> int:
    # Only needed where something went wrong, and not quick to import.
    import traceback

    traceback.print_exception(bug, file=sys.stderr)
    return _tell(f"{type(bug).__name__}: {bug}", OWN_BUG)


def _usage_sentence(fault: typer.TyperException) -> str:
    """What was typed wrong and which help to read, in one sentence."""
    context = getattr(fault, "ctx", None)
    command = context.command_path if context else "vallum"
    said = " ".join(fault.format_message().split()).rstrip(".")
    return f"{said[:1].lower()}{said[1:]}; `{command} --help` says what can be typed"


def _never_fail_on_letters() -> None:
    """A terminal that lacks a letter shows a question mark for it."""
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors="replace")


def _close_quietly() -> int:
    """The reader of our output had enough (`vallum gaps | head`), which is no fault."""
    # Python flushes standard output once more at its end, and would complain then.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return DONE


if __name__ == "__main__":
    main()
