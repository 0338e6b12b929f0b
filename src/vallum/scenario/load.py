"""Which future to plan for: a preset or a file, what it extends, and what `--set` overrides.

From: YAML and XLSX files, the shipped presets.  To: everything that takes a Scenario.
All faults found in the values are told at once, each with file, line and dotted field.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path, PurePath
from typing import Any

from pydantic import ValidationError

from vallum.errors import Problem, UserError, did_you_mean
from vallum.scenario.faults import show, tell_faults, unknown_field
from vallum.scenario.fields import field_specs
from vallum.scenario.model import Scenario
from vallum.scenario.places import Place, nearest_place
from vallum.scenario.reading import MAX_BYTES, Path_, Tree, dotted, read_yaml
from vallum.scenario.workbook import parse_text, read_workbook

MAX_EXTENDS = 8
"""How many files may stand in a chain of `extends`."""

MAX_TOLD = 100
"""How many faults are told: a scenario has half as many fields, so it is another kind of file."""

_PRESETS = (
    "us_committed",
    "european_pillar",
    "us_absent",
    "us_adversarial",
    "coalition_of_the_willing",
    "eu_only",
)
_STUDIES = (
    "bruegel_kiel_2025",
    "iiss_2019_sea_lanes",
    "iiss_2019_war",
    "iiss_2025",
    "nato_2025",
    "rand_2016",
)
_SHIPPED = (*_PRESETS, *_STUDIES)
_NOT_INHERITED = ("title", "description")
_SUFFIXES = (".yaml", ".yml", ".xlsx")


def preset_names() -> list[str]:
    """The shipped scenarios: the four postures, then two examples of other coalitions."""
    return list(_PRESETS)


def study_names() -> list[str]:
    """The shipped scenarios that stand for published studies: `vallum scoreboard` re-runs them."""
    return list(_STUDIES)


def shipped_names() -> list[str]:
    """All shipped scenarios: the presets, then the studies."""
    return list(_SHIPPED)


ADDED_LATER: Mapping[str, Mapping[str, Any]] = {
    "decisions": {"regime": "announced"},
    "money": {"instruments": [], "deficit_rule": "shown"},
    "procurement": {"line_pace": 1, "orders_from": None},
}
"""Fields that older runs were kept without, with the only values that they could have had."""


def _with_later_fields(values: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(values)
    for group, more in ADDED_LATER.items():
        kept = values.get(group, {})
        found[group] = {**more, **kept} if isinstance(kept, Mapping) else kept
    return found


def restore_scenario(
    values: Mapping[str, Any], *, name: str, set_by: Mapping[str, str]
) -> Scenario:
    """A scenario from the resolved values that a run keeps.

    set_by: dotted field -> who set it, as the run's assumptions say.
    Raises UserError where the values are not those of a scenario, as after damage or in a run that
    another version has kept.
    """
    try:
        scenario = Scenario.model_validate(_with_later_fields(values))
    except ValidationError as error:
        first = error.errors()[0]
        field_name = ".".join(str(part) for part in first["loc"])
        raise UserError(
            f"the scenario kept as '{name}' cannot be read by this version "
            f"({field_name}: {first['msg']}); run it again"
        ) from error
    scenario._name = name
    scenario._places = {
        field_name: Place(shown=origin, set_by=origin) for field_name, origin in set_by.items()
    }
    return scenario


def load_scenario(name_or_path: str | Path, *, set_: Sequence[str] = ()) -> Scenario:
    """Read a scenario, fill in what it extends, apply overrides and check every value.

    name_or_path: a preset's or study's name, or a .yaml, .yml or .xlsx file.
    set_: overrides such as "us.enablers_leave=2030"; values as in YAML, lists as [DEU, FRA].

    Groups of fields merge with what the file extends; lists, tables and single values replace it,
    and so does null.  Title and description belong to one file and are not inherited: a file
    without a title is called by its name.
    Raises UserError with every fault.  Whether states, groups and contingencies exist is checked
    against the evidence by `resolve_coalition` and by World.
    """
    chain = _read_chain(_locate(str(name_or_path)))
    own = chain[0].source
    layer = _Layer({"title": own.name, "description": ""})
    for link in reversed(chain):
        inherited = link.layer if link is chain[0] else link.layer.without(_NOT_INHERITED)
        layer = layer.overlaid(inherited)
    overrides, problems = _read_overrides(set_)
    layer = layer.overlaid(overrides)
    places = {dotted(path): place for path, place in layer.places.items()}
    problems += [problem for link in chain for problem in link.problems]
    try:
        scenario = Scenario.model_validate(layer.data)
    except ValidationError as error:
        problems += tell_faults(
            error,
            lambda name: nearest_place(places, name) or own.place(None),
            nearest_first=_nearest_first(chain),
            nothing_inherited=not chain[-1].source.is_preset,
        )
        raise UserError(_in_order(problems, chain)) from None
    if problems:
        raise UserError(_in_order(problems, chain))
    scenario._name = own.name
    scenario._lineage = tuple(link.source.label for link in chain)
    scenario._places = places
    return scenario


@dataclass(frozen=True)
class _Source:
    """A preset or a file: `shown` as the user knows it, `label` without its folder."""

    name: str
    shown: str
    label: str
    path: Path | None = None

    @property
    def is_preset(self) -> bool:
        return self.path is None

    @property
    def identity(self) -> str:
        return self.shown if self.path is None else str(self.path.resolve())

    def place(self, line: int | None) -> Place:
        set_by = self.label if self.is_preset or line is None else f"{self.label}:{line}"
        return Place(self.shown, set_by, line)


@dataclass(frozen=True)
class _Layer:
    """Values, and who set each of them."""

    data: dict[str, Any] = field(default_factory=dict)
    places: dict[Path_, Place] = field(default_factory=dict)

    def overlaid(self, over: _Layer) -> _Layer:
        places = dict(self.places)
        data = _merge(self.data, over.data, (), places)
        return _Layer(data, {**places, **over.places})

    def without(self, keys: Iterable[str]) -> _Layer:
        return _Layer(
            {key: value for key, value in self.data.items() if key not in keys}, self.places
        )


@dataclass(frozen=True)
class _Link:
    """One file of a chain of `extends`."""

    source: _Source
    layer: _Layer
    problems: list[Problem]


def _merge(
    base: dict[str, Any], over: dict[str, Any], path: Path_, places: dict[Path_, Place]
) -> dict[str, Any]:
    """Groups merge, everything else replaces; forget who set what was replaced."""
    merged = dict(base)
    for key, value in over.items():
        here = (*path, key)
        below = base.get(key)
        if isinstance(value, dict) and isinstance(below, dict) and not _is_table(here):
            merged[key] = _merge(below, value, here, places)
            continue
        for old in [old for old in places if old[: len(here)] == here]:
            del places[old]
        merged[key] = value
    return merged


def _is_table(path: Path_) -> bool:
    spec = field_specs().get(dotted(path))
    return spec is not None and spec.kind == "table"


def _read_chain(source: _Source) -> list[_Link]:
    """The file itself first, then what it extends, up to the root."""
    chain: list[_Link] = []
    while True:
        tree = _read(source)
        parent = tree.data.pop("extends", None)
        line = tree.lines.pop(("extends",), None)
        places = {path: source.place(at) for path, at in tree.lines.items()}
        chain.append(_Link(source, _Layer(tree.data, places), tree.problems))
        if parent is None:
            return chain

        where = Problem("", source.shown, line, "extends")
        if not isinstance(parent, str):
            raise UserError(_at(where, f"{show(parent)} is not the name of a preset or a file"))
        source = _locate(parent, source, where)
        if source.identity in (link.source.identity for link in chain):
            circle = " -> ".join([*(link.source.shown for link in chain), source.shown])
            raise UserError(_at(where, f"goes in a circle: {circle}"))
        if len(chain) == MAX_EXTENDS:
            raise UserError(_at(where, f"the chain of extends is longer than {MAX_EXTENDS} files"))


def _locate(reference: str, child: _Source | None = None, where: Problem | None = None) -> _Source:
    """The preset or file that a name means; `child` is the file whose `extends` names it."""
    where = where or Problem("")
    if reference in _SHIPPED:
        told = f"{'preset' if reference in _PRESETS else 'study'} {reference}"
        return _Source(reference, told, told)
    pure = PurePath(reference)
    if child and child.path and pure.is_absolute():
        raise UserError(
            _at(where, f"'{reference}' is an absolute path: give a preset or a path from this file")
        )
    path = child.path.parent / pure if child and child.path else Path(reference)
    if pure.suffix.lower() not in _SUFFIXES:
        raise UserError(_at(where, _no_such_scenario(reference, path)))
    if not _is_file(path):
        told = (
            f"'{reference}' is not a file" if _exists(path) else f"there is no file '{reference}'"
        )
        hint = f"; did you mean the preset '{pure.stem}'?" if pure.stem in _SHIPPED else ""
        raise UserError(_at(where, told + hint))
    return _Source(pure.stem, str(path), pure.name, path)


def _no_such_scenario(reference: str, path: Path) -> str:
    if _exists(path):
        what = "a file" if _is_file(path) else "a folder"
        return f"'{reference}' is {what}, not a scenario: its name must end in .yaml, .yml or .xlsx"
    return (
        f"there is no preset '{reference}'{did_you_mean(reference, _SHIPPED)}"
        f" (presets: {', '.join(_PRESETS)}; studies: {', '.join(_STUDIES)}; "
        "the name of a file ends in .yaml, .yml or .xlsx)"
    )


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name too long for the file system
        return False


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False


def _read(source: _Source) -> Tree:
    if source.path is None:
        folder = "presets" if source.name in _PRESETS else "studies"
        shipped = resources.files("vallum.scenario") / folder / f"{source.name}.yaml"
        return read_yaml(shipped.read_bytes(), source.shown)
    try:
        with source.path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        told = f"cannot be read: {error.strerror or 'the system refused'}"
        raise UserError(Problem(told, source.shown)) from None
    read = read_workbook if source.path.suffix.lower() == ".xlsx" else read_yaml
    return read(content, source.shown)


def _read_overrides(set_: Sequence[str]) -> tuple[_Layer, list[Problem]]:
    """What `--set` says, as one layer, and the faults in it."""
    layer, problems, seen = _Layer(), list[Problem](), set[str]()
    for text in set_:
        name, _, value = (part.strip() for part in text.partition("="))
        path: Path_ = tuple(name.split("."))
        try:
            data = _override(name, value, seen)
        except ValueError as error:
            problems.append(Problem(str(error), "--set", None, name or None))
            continue
        for key in reversed(path):
            data = {key: data}
        layer = layer.overlaid(_Layer(data, {path: Place("--set", "--set")}))
        seen.add(name)
    return layer, problems


def _override(name: str, value: str, seen: set[str]) -> Any:
    """The value that one `--set` gives; raises ValueError."""
    if name == "extends":
        raise ValueError("cannot be overridden: name the scenario you want instead")
    if not name or not value:
        raise ValueError("sets nothing: write field=value, such as us.enablers_leave=2030")
    if name not in field_specs():
        raise ValueError(unknown_field(name))
    if name in seen:
        raise ValueError("is set twice: keep one of the two")
    return parse_text(name, value)


def _at(where: Problem, message: str) -> Problem:
    return Problem(message, where.file, where.line, where.field)


def _nearest_first(chain: list[_Link]) -> list[str]:
    return ["--set", *(link.source.shown for link in chain)]


def _in_order(problems: list[Problem], chain: list[_Link]) -> list[Problem]:
    """By file, nearest first, then by line: the order in which somebody would mend them."""
    rank = _nearest_first(chain)
    told = sorted(
        problems,
        key=lambda found: (rank.index(found.file or ""), found.line or 0, found.field or ""),
    )
    if (more := len(told) - MAX_TOLD) > 0:
        told[MAX_TOLD:] = [Problem(f"{more} more problems follow: is this the right file?")]
    return told
