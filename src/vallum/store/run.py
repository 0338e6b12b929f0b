"""One kept run: its id, what its folder holds, and reading it back.

Fed by: a finished study.  To: `Store`, comparisons, exports.

    <id>/run.json               what made it, and its headline (canonical: sorted keys)
    <id>/scenario.yaml          the scenario with every value resolved
    <id>/tables/<frame>.parquet
    <id>/results/<dataset>.nc
    <id>/report.html            where a report was made

None of these bytes depends on clock, host or process.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from functools import cache, cached_property
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import polars as pl
import xarray as xr
import yaml

import vallum
from vallum.errors import Problem, UserError, did_you_mean
from vallum.store.netcdf import read_netcdf, write_netcdf

ID_LENGTH = 12
RUN_FILE, SCENARIO_FILE, REPORT_FILE = "run.json", "scenario.yaml", "report.html"
TABLES, RESULTS = "tables", "results"
LIBRARIES = ("highspy", "linopy", "numpy", "polars", "xarray")
"""Libraries that decide the bytes of a result."""
NO_PLAN = "none"
"""The mode of a run without a plan."""
LAYOUT = 1
"""The number of this folder layout; goes up when an older Vallum could not read it."""

ReportWriter = Callable[[Path], None] | str | None
"""The report as text, or a function that writes it to the path it is given, or none."""


class ScenarioLike(Protocol):
    """What the store needs of a scenario."""

    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    def digest(self) -> str: ...
    def model_dump(self, *, mode: str) -> dict[str, Any]: ...


class StudyLike(Protocol):
    """What the store needs of a finished study; `headline` is a dataclass."""

    @property
    def scenario(self) -> Any: ...  # a ScenarioLike; pydantic's own signature is wider
    @property
    def headline(self) -> Any: ...
    @property
    def evidence_digest(self) -> str: ...
    @property
    def seed(self) -> int: ...
    @property
    def mode(self) -> str: ...
    @property
    def previous(self) -> str: ...
    def frames(self) -> dict[str, pl.DataFrame]: ...
    def datasets(self) -> dict[str, xr.Dataset]: ...


def run_id(
    scenario: ScenarioLike, *, evidence_digest: str, seed: int, mode: str, previous: str = ""
) -> str:
    """The id of the run that answers this question with this code: 12 hexadecimal digits.

    First digits of the SHA-256 over scenario (assumptions, name and words), evidence, code, seed,
    mode of planning, and the run whose plan it follows, if any.  A scenario's digest may leave out
    its title; the report shows it, so the id must not.
    """
    made_from = [
        scenario.digest(),
        scenario.name,
        scenario.model_dump(mode="json"),
        evidence_digest,
        vallum.__version__,
        code_digest(),
        int(seed),
        mode,
        *([previous] if previous else []),
    ]
    return hashlib.sha256(json.dumps(made_from, sort_keys=True).encode()).hexdigest()[:ID_LENGTH]


def id_of(study: StudyLike) -> str:
    """The id under which a finished study is kept."""
    return run_id(
        study.scenario,
        evidence_digest=study.evidence_digest,
        seed=study.seed,
        mode=study.mode,
        previous=study.previous,
    )


@cache
def code_digest() -> str:
    """SHA-256 over the Python files of the installed package; read once a process."""
    package = Path(vallum.__file__).parent
    digest = hashlib.sha256()
    for file in sorted(package.rglob("*.py"), key=lambda path: path.relative_to(package).parts):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(package).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def write_run(study: StudyLike, report: ReportWriter, folder: Path) -> None:
    """Write everything a run keeps into `folder`, which must not exist yet."""
    scenario: ScenarioLike = study.scenario
    frames, datasets = study.frames(), study.datasets()
    (folder / TABLES).mkdir(parents=True)
    (folder / RESULTS).mkdir()
    for name, frame in frames.items():
        # Row groups of one size: their bounds would else follow how the frame was put together.
        frame.rechunk().write_parquet(_table_file(folder, name), row_group_size=2**18)
    for name, dataset in datasets.items():
        write_netcdf(dataset, _result_file(folder, name))
    resolved = yaml.safe_dump(
        scenario.model_dump(mode="json"), sort_keys=False, allow_unicode=True, width=100
    )
    (folder / SCENARIO_FILE).write_text(resolved, encoding="utf-8", newline="\n")
    record = _record(study, list(frames), list(datasets))
    (folder / RUN_FILE).write_text(_canonical(record), encoding="utf-8", newline="\n")
    if isinstance(report, str):
        (folder / REPORT_FILE).write_text(report, encoding="utf-8", newline="\n")
    elif report is not None:
        report(folder / REPORT_FILE)


@dataclasses.dataclass(frozen=True)
class StoredRun:
    """A run read back from its folder; tables are read when asked for.

    `headline` holds the fields of the study's headline as JSON keeps them (years as text keys).
    """

    folder: Path
    record: Mapping[str, Any]

    @classmethod
    def read(cls, folder: Path) -> StoredRun:
        """Open a run's folder.  Raises UserError where `run.json` is missing or damaged."""
        file = folder / RUN_FILE
        try:
            record = json.loads(file.read_text(encoding="utf-8"))
            layout = record["layout"]
            run = cls(folder, record)
            _ = (run.id, run.name, run.title, run.seed, run.headline["sentence"])
        except OSError as reason:
            raise _damaged(file, f"cannot be read ({reason.strerror})") from reason
        except (ValueError, KeyError, TypeError) as reason:
            raise _damaged(file, "is damaged") from reason
        if layout > LAYOUT:
            raise UserError(
                Problem("was kept by a newer Vallum than this one; update Vallum", str(file))
            )
        return run

    @property
    def id(self) -> str:
        return str(self.record["id"])

    @property
    def name(self) -> str:
        """The scenario's name."""
        return str(self.record["scenario"]["name"])

    @property
    def title(self) -> str:
        """The scenario's title."""
        return str(self.record["scenario"]["title"])

    @property
    def seed(self) -> int:
        return int(self.record["seed"])

    @property
    def mode(self) -> str:
        """How it was planned; `none` for a run without a plan."""
        # Runs kept before there were plans name no mode.
        return str(self.record.get("mode", NO_PLAN))

    @property
    def headline(self) -> dict[str, Any]:
        return dict(self.record["headline"])

    @property
    def inputs(self) -> dict[str, str]:
        """Digests of the scenario and the evidence."""
        return dict(self.record["inputs"])

    @property
    def versions(self) -> dict[str, str]:
        """Vallum, its code's digest, and the libraries that decide the bytes."""
        return dict(self.record["versions"])

    @property
    def report(self) -> Path | None:
        file = self.folder / REPORT_FILE
        return file if file.exists() else None

    @cached_property
    def scenario(self) -> dict[str, Any]:
        """The scenario with every value resolved."""
        file = self.folder / SCENARIO_FILE
        try:
            values = yaml.safe_load(file.read_text(encoding="utf-8"))
        except (OSError, ValueError, yaml.YAMLError) as reason:
            raise _damaged(file, "cannot be read") from reason
        if not isinstance(values, dict):
            raise _damaged(file, "is damaged")
        return values

    @property
    def frame_names(self) -> list[str]:
        return list(self.record["frames"])

    @property
    def dataset_names(self) -> list[str]:
        return list(self.record["datasets"])

    def frames(self) -> dict[str, pl.DataFrame]:
        """All tables, in the study's order."""
        return {name: self.frame(name) for name in self.frame_names}

    def frame(self, name: str) -> pl.DataFrame:
        """One table.  Raises UserError where the run has no such table."""
        self._require("table", name, self.frame_names)
        file = _table_file(self.folder, name)
        try:
            return pl.read_parquet(file)
        except (OSError, pl.exceptions.PolarsError) as reason:
            raise _damaged(file, "cannot be read") from reason

    def datasets(self) -> dict[str, xr.Dataset]:
        """All labelled results, in the study's order."""
        return {name: self.dataset(name) for name in self.dataset_names}

    def dataset(self, name: str) -> xr.Dataset:
        """One labelled result.  Raises UserError where the run has none of that name."""
        self._require("result", name, self.dataset_names)
        file = _result_file(self.folder, name)
        try:
            return read_netcdf(file)
        except (OSError, ValueError, TypeError) as reason:
            raise _damaged(file, "cannot be read") from reason

    def _require(self, what: str, name: str, known: list[str]) -> None:
        if name not in known:
            near = did_you_mean(name, known) or f"; it has {', '.join(known) or 'none'}"
            raise UserError(f"run {self.id} has no {what} '{name}'{near}")


def leaves(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    """Dotted name and value of every field that holds a value, in their order."""
    for name, value in values.items():
        if isinstance(value, Mapping) and value:
            yield from leaves(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _record(study: StudyLike, frames: list[str], datasets: list[str]) -> dict[str, Any]:
    scenario: ScenarioLike = study.scenario
    libraries = {name: metadata.version(name) for name in LIBRARIES}
    return {
        "layout": LAYOUT,
        "id": id_of(study),
        "scenario": {"name": scenario.name, "title": scenario.title},
        "inputs": {"scenario": scenario.digest(), "evidence": study.evidence_digest},
        "versions": {"vallum": vallum.__version__, "code": code_digest(), **libraries},
        "seed": int(study.seed),
        "mode": study.mode,
        **({"previous": study.previous} if study.previous else {}),
        "headline": dataclasses.asdict(study.headline),
        "frames": frames,
        "datasets": datasets,
    }


def _canonical(record: dict[str, Any]) -> str:
    """JSON with sorted keys; a NaN is a bug of ours and raises ValueError."""
    text = json.dumps(_plain(record), sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False)
    return text + "\n"


def _plain(value: Any) -> Any:
    """Numpy's numbers as Python's; keys as text, so that they sort."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.item() if isinstance(value, np.generic) else value


def _damaged(file: Path, how: str) -> UserError:
    return UserError(Problem(f"{how}: delete this run and run its scenario again", file=str(file)))


def _table_file(folder: Path, name: str) -> Path:
    return folder / TABLES / f"{name}.parquet"


def _result_file(folder: Path, name: str) -> Path:
    return folder / RESULTS / f"{name}.nc"
