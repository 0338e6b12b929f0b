"""The door: run one command, and end with the exit code and the one sentence that fit.

From: the words after `vallum`.  To: the exit code: 0 done, 1 a check found faults, 2 the user's
input is wrong, 3 our own bug, 130 interrupted.
"""

from __future__ import annotations

import gc
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

INTERRUPTED_SENTENCE = "Interrupted: nothing half-written was left behind."


def main(args: Sequence[str] | None = None) -> None:
    """Run the command that `args` name (default: those of this process) and exit."""
    # Facts stay for as long as the process does: to look through them again and again for garbage
    # takes a tenth of a run.
    gc.set_threshold(50_000, 50, 50)
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
    except BrokenPipeError:
        return _close_quietly()
    except (Exception, KeyboardInterrupt) as fault:
        return _tell(fault)
    return DONE


def _tell(fault: BaseException) -> int:
    """Say in a sentence what went wrong; return the exit code that fits."""
    if isinstance(fault, VallumError):
        sentence, exit_code = str(fault), fault.exit_code
    elif isinstance(fault, typer.TyperException):
        sentence, exit_code = _usage_sentence(fault), WRONG_INPUT
    elif isinstance(fault, KeyboardInterrupt | typer.Abort | EOFError):
        sentence, exit_code = INTERRUPTED_SENTENCE, INTERRUPTED
    else:
        # Only needed where something went wrong, and not quick to import.
        import traceback

        traceback.print_exception(fault, file=sys.stderr)
        sentence, exit_code = f"{type(fault).__name__}: {fault}", OWN_BUG
    print(sentence, file=sys.stderr)
    if exit_code == OWN_BUG:
        print(OWN_BUG_SENTENCE, file=sys.stderr)
    return exit_code


def _usage_sentence(fault: typer.TyperException) -> str:
    """What was typed wrong and which help to read, in one sentence."""
    context = getattr(fault, "ctx", None)
    command = context.command_path if context else "vallum"
    said = " ".join(fault.format_message().split()).rstrip(".").replace(". Did you", "; did you")
    return f"{said[:1].lower()}{said[1:]} (`{command} --help` says what can be typed)"


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
