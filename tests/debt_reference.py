"""The reference runs in `finance/debt_peer`, as files and numbers that tests can use."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from vallum.finance.debt import Case, read_cases

HERE = Path(__file__).parent / "finance" / "debt_peer"


def write_inputs(path: Path) -> Path:
    """The inputs in the form that `--inputs` reads: state,item,year,value."""
    lines = ["state,item,year,value"]
    with (HERE / "inputs.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            state, item = row.pop("state"), row.pop("item")
            for year, value in row.items():
                if value:
                    lines.append(f"{state},{item},{'' if year == 'single' else year},{value}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@cache
def peer_cases(folder: Path) -> dict[str, Case]:
    return read_cases(write_inputs(folder / "inputs.csv"))


def reference_paths() -> dict[tuple[str, int, str], tuple[float | None, list[float]]]:
    """(state, years, path) -> target, debt by year from 2024."""
    found = {}
    with (HERE / "paths.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for state, years, path, target, *debt in rows:
            known = float(target) if target else None
            found[state, int(years), path] = known, [float(value) for value in debt]
    return found


def reference_fans() -> dict[tuple[str, int, str], dict[int, list[float]]]:
    """(state, years, path) -> year -> percentiles 10, 30, 50, 70, 90."""
    found: dict[tuple[str, int, str], dict[int, list[float]]] = {}
    with (HERE / "fans.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for state, years, path, year, *values in rows:
            found.setdefault((state, int(years), path), {})[int(year)] = [*map(float, values)]
    return found
