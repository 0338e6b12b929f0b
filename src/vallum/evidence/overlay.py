"""A user's own facts laid over the shipped ones: rows replace rows with the same key, or join them.

From: a folder laid out as `tables/` (CSV or XLSX).  To: loading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from vallum.errors import Problem, UserError, did_you_mean, which_known
from vallum.evidence.schema import Table

SUFFIXES = (".csv", ".xlsx")
PLACE, ROW, IS_IN = "_place", "_row", "_is_in"
"""Columns made on the way: no column of a table begins with an underscore."""


@dataclass(frozen=True)
class Frames:
    """The tables of a set of facts: as text cells, and typed; the same rows in the same order."""

    text: dict[str, pl.DataFrame]
    typed: dict[str, pl.DataFrame]


def find_overlay_files(
    folder: Path, tables: Mapping[str, Table], left_out: Mapping[str, Table]
) -> tuple[dict[str, Path], list[Problem]]:
    """The overlay's file for each table it touches, and every file or folder it cannot use.

    left_out: tables that this load does without (SIPRI's, when only open data are wanted)
    Raises UserError where `folder` is no folder or holds no table at all.  Hidden files and a
    spreadsheet programme's lock files are passed over.
    """
    if not folder.exists():
        raise UserError(Problem("there is no such folder to take data from", str(folder)))
    if not folder.is_dir():
        said = "is a file; give the folder that holds it, laid out as forces/inventory.csv"
        raise UserError(Problem(said, str(folder)))
    found: dict[str, Path] = {}
    problems: list[Problem] = []
    groups = {name.split("/")[0] for name in [*tables, *left_out] if "/" in name}
    try:
        entries = [entry for path in _visible(folder) for entry in _open_group(path, groups)]
    except OSError as error:
        raise UserError(Problem(f"cannot be read: {error.strerror}", str(folder))) from error
    for path in entries:
        name = path.relative_to(folder).with_suffix("").as_posix()
        if name in found:
            said = f"the table {name} comes twice, also as {found[name].name}; keep one"
            problems.append(Problem(said, str(path)))
        elif problem := _refuse(path, folder, tables, left_out):
            problems.append(problem)
        else:
            found[name] = path
    if not found and not problems:
        said = "holds no table; lay files out as forces/inventory.csv or .xlsx, and sources.csv"
        raise UserError(Problem(said, str(folder)))
    return found, problems


def lay_over(shipped: Frames, overlay: Frames, tables: Mapping[str, Table]) -> Frames:
    """Shipped rows and an overlay's as one set.

    A row that replaces another takes its place; new rows follow in the overlay's order.  A row for
    a table replaces a row of that key in the table's twin as well.
    """
    text, typed = dict(shipped.text), dict(shipped.typed)
    for name in sorted(overlay.typed):
        over = overlay.typed[name]
        for other, table in tables.items():
            if name == table.twin_of or other == tables[name].twin_of:
                keep = ~_has_key_in(typed[other], over, table.key)
                text[other], typed[other] = text[other].filter(keep), typed[other].filter(keep)
        order = _places(typed[name], over, tables[name].key)
        text[name] = pl.concat([text[name], overlay.text[name]])[order]
        typed[name] = pl.concat([typed[name], over])[order]
    return Frames(text, typed)


def _places(below: pl.DataFrame, over: pl.DataFrame, key: tuple[str, ...]) -> pl.Series:
    """Row numbers, in `below` followed by `over`, of the rows that stay, in their final order."""
    # An overlay row stands where the row it replaces stood: what it does not change keeps its
    # place, so repeating shipped rows in an overlay changes nothing, not even the digest.
    place = below.select(key).with_row_index(PLACE)
    over_place = (
        over.select(key)
        .with_row_index(ROW)
        .join(place, on=list(key), how="left", nulls_equal=True, maintain_order="left")
        .select(pl.col(ROW) + below.height, pl.col(PLACE))
    )
    kept = place.select(pl.col(PLACE).alias(ROW), PLACE).filter(~_has_key_in(below, over, key))
    everyone = pl.concat([kept.cast(pl.Int64), over_place.cast(pl.Int64)])
    return everyone.sort(PLACE, nulls_last=True, maintain_order=True)[ROW]


def _has_key_in(rows: pl.DataFrame, others: pl.DataFrame, key: tuple[str, ...]) -> pl.Series:
    keys = others.select(key).unique().with_columns(pl.lit(value=True).alias(IS_IN))
    joined = rows.select(key).join(
        keys, on=list(key), how="left", nulls_equal=True, maintain_order="left"
    )
    return joined[IS_IN].fill_null(value=False)


def _open_group(path: Path, groups: set[str]) -> list[Path]:
    """A known group's folder stands for what lies in it; anything else for itself."""
    return _visible(path) if path.is_dir() and path.name in groups else [path]


def _visible(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if not path.name.startswith((".", "~$")))


def _refuse(
    path: Path, folder: Path, tables: Mapping[str, Table], left_out: Mapping[str, Table]
) -> Problem | None:
    """Why a file or folder of an overlay cannot be used; None where it can."""
    relative = path.relative_to(folder)
    name = relative.with_suffix("").as_posix()
    if name in left_out:
        twin = left_out[name].twin_of
        instead = f"; put your rows into {twin}" if twin else ""
        return Problem(f"this table is left out when only open data are used{instead}", str(path))
    if name in tables and path.suffix.lower() in SUFFIXES:
        return None
    if name in tables and not path.is_dir():
        return Problem(f"'{path.suffix}' is not read; save it as .csv or .xlsx", str(path))
    known = sorted(tables)
    if path.is_dir() and len(relative.parts) == 1:
        groups = sorted({other.split("/")[0] for other in known if "/" in other})
        near = did_you_mean(path.name, groups) or f"; the groups are {', '.join(groups)}"
        return Problem(f"there is no group of tables '{path.name}'{near}", str(path))
    alike = did_you_mean(name, known) or did_you_mean(path.stem, known) or _same_stem(path, known)
    end = alike or which_known(name, known, "tables", "vallum evidence list")
    return Problem(f"there is no table '{name}'{end}", str(path))


def _same_stem(path: Path, known: list[str]) -> str:
    """A table put at the top of the overlay instead of into its group's folder."""
    inside = [name for name in known if name.split("/")[-1] == path.stem]
    return "; did you mean " + " or ".join(f"'{name}'" for name in inside) + "?" if inside else ""
