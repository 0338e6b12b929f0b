"""Scenarios as tables, and what a file of one must be called.

From: scenarios.  To: `vallum scenario`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from vallum.cli.show import heading, say, table
from vallum.errors import Problem, UserError
from vallum.scenario import Assumption, Scenario, origins, shipped_names

FILE_ENDINGS = (".yaml", ".yml")


def show_shipped(presets: Iterable[Scenario], studies: Iterable[Scenario]) -> None:
    table(["name", "title"], [[one.name, one.title] for one in presets])
    heading("Studies, as scenarios: vallum scoreboard re-runs them")
    table(["name", "title"], [[one.name, one.title] for one in studies])
    print()
    say("All values of one: vallum scenario show NAME. Your own: vallum scenario new --to my.yaml")


def show_fields(scenario: Scenario, members: Sequence[str]) -> None:
    say(f"{scenario.name}: {scenario.title}")
    if scenario.description:
        say(" ".join(scenario.description.split()))
    heading("Every assumption")
    rows = [[one.field, _with_unit(one), one.set_by] for one in origins(scenario)]
    table(["field", "value", "set by"], rows)
    say("What each field means: vallum scenario new shows it; for editors: vallum scenario schema.")
    heading(f"The coalition: {len(members)} states")
    say(" ".join(members))


def _with_unit(one: Assumption) -> str:
    """Numbers carry their unit; a year, a list or a word speaks for itself."""
    is_number = one.value.replace(".", "", 1).isdigit()
    return f"{one.value} {one.unit}" if is_number and one.unit not in (None, "year") else one.value


def seen_from(to: Path, base: str, text: str) -> str:
    """The text of a new scenario, its `extends` written as a path from the new file's folder."""
    if base in shipped_names():
        return text
    import os

    path = Path(os.path.relpath(base, to.parent)).as_posix()
    before, _, after = text.partition("\nextends: ")
    return f'{before}\nextends: "{path}"\n{after.partition(chr(10))[2]}'


def refuse_other_ending(to: Path) -> None:
    if to.suffix.lower() not in FILE_ENDINGS:
        said = f"is no name for a scenario: it must end in {' or '.join(FILE_ENDINGS)}"
        raise UserError(Problem(said, str(to)))


def is_there(scenario: str) -> bool:
    """Whether there is something to check: a preset, or a file that can be opened."""
    if scenario in shipped_names():
        return True
    try:
        with Path(scenario).open("rb"):
            return True
    except (OSError, ValueError):
        return False
