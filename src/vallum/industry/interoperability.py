"""How far forces can use each other's supplies: between two states, and in any group of them.

From: `vallum.industry.diagnose`.  To: study, `vallum industry`.

Compatibility of two types of one category:

    C[i,j] = 1 where i = j,  w where they share an ammunition or data-link family,  0 otherwise

A group (a coalition, a formation) is judged by Rao's quadratic entropy (Rao 1982), turned round:

    P[i] = sum_n weight[n] * p[n,i],  p[n,i] = units[n,i] / sum_j units[n,j]
    I    = 1 - sum_ij (1 - C[i,j]) * P[i] * P[j]  =  sum_ij P[i] * C[i,j] * P[j]

the chance that two pieces drawn from the group can serve each other, 1 where all is one type.
Without weights each piece counts alike (P is the pooled fleet).

A pair of states is judged by what each can do for the other:

    best[n,m]  = sum_i p[n,i] * max{C[i,j] : m holds j}
    index[n,m] = (best[n,m] + best[m,n]) / 2
    rao[n,m]   = sum_ij p[n,i] * C[i,j] * p[m,j]

so that a state always serves itself (index 1) whatever it holds; `rao` is the chance for two
pieces drawn one from each.  Over categories, the mean is weighted by the value held.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from vallum.errors import UserError, did_you_mean
from vallum.industry.families import Families, read_table
from vallum.world import World

if TYPE_CHECKING:
    from vallum.industry.picture import IndustryPicture

INTERFACE_WORTH = 0.5
"""w: a shared interface is worth half a shared type.  Our own choice, shown beside the shares
themselves, so that a reader may set another."""
ALL = "all"

Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Interoperability:
    """The index of a group, 0 to 1, by category and over all; categories that it does not hold
    are left out."""

    states: tuple[str, ...]
    by_category: dict[str, float]
    overall: float


def interoperability(
    picture: IndustryPicture,
    states: Iterable[str] | Mapping[str, float],
    *,
    interface_worth: float = INTERFACE_WORTH,
    categories: Iterable[str] | None = None,
) -> Interoperability:
    """I = 1 - sum_ij (1 - C[i,j]) P[i] P[j] of a coalition, list of states or formation, 0 to 1.

    states: ISO codes, whose fleets are pooled; or code -> weight, such as the brigades that each
    gives to a formation.  categories: only these; default all.
    Raises UserError for a state that the picture does not hold, a weight below zero, or a group
    that holds nothing.
    """
    weights = dict(states) if isinstance(states, Mapping) else None
    names = list(weights) if weights is not None else list(dict.fromkeys(states))
    _refuse_unknown(picture, names, weights)
    units = picture.data["units"].sel(state=names).transpose("state", "type").values
    groups = picture.data["category_of"].values
    worth = picture.data["price"].values
    found: dict[str, float] = {}
    value: dict[str, float] = {}
    chosen = {str(name) for name in groups}
    for category in sorted(chosen if categories is None else chosen & set(categories)):
        inside = groups == category
        held = units[:, inside]
        mixed = _mixed(held, None if weights is None else np.array(list(weights.values())))
        if mixed is None:
            continue
        same, shared = (part[np.ix_(inside, inside)] for part in picture.compatibility)
        matrix = _worth(same, shared, interface_worth)
        found[category] = float(np.clip(mixed @ matrix @ mixed, 0, 1))
        value[category] = float((held * worth[inside]).sum())
    if not found:
        raise UserError(f"{', '.join(names) or 'no state'}: nothing is held that could be compared")
    return Interoperability(tuple(names), found, _mean(found, value))


def _refuse_unknown(
    picture: IndustryPicture, names: list[str], weights: Mapping[str, float] | None
) -> None:
    known = [str(state) for state in picture.data["state"].values]
    for name in names:
        if name not in known:
            near = did_you_mean(name, known) or f"; known are {', '.join(known)}"
            raise UserError(f"'{name}' is not a state of this picture{near}")
        if weights is not None and weights[name] < 0:
            raise UserError(f"{name} has a weight below zero")


def _mixed(held: Floats, weights: Floats | None) -> Floats | None:
    """Shares of the types in the group; None where it holds nothing."""
    each = held.sum(axis=1)
    if weights is None:
        return held.sum(axis=0) / each.sum() if each.sum() > 0 else None
    counts = np.where(each > 0, weights, 0.0)
    if counts.sum() <= 0:
        return None
    shares = held / np.where(each > 0, each, 1.0)[:, None]
    return np.asarray((counts / counts.sum()) @ shares)


def _mean(figures: Mapping[str, float], value: Mapping[str, float]) -> float:
    """Weighted by value; plain where nothing has a price."""
    weight = {name: value[name] for name in figures}
    if sum(weight.values()) <= 0:
        weight = dict.fromkeys(figures, 1.0)
    return sum(figures[name] * weight[name] for name in figures) / sum(weight.values())


def _worth(same: Floats, shared: Floats, interface_worth: float) -> Floats:
    return np.asarray(np.maximum(same, interface_worth * shared))


def read_compatibility(world: World, families: Families) -> tuple[Floats, Floats]:
    """(same, shared): 0 or 1 by pair of types; every type shares with itself."""
    place = {family: at for at, family in enumerate(families.types)}
    faces: dict[tuple[str, str], list[int]] = {}
    for row, _ in read_table(world, "industry/interface_families"):
        # A row on a type that nobody lists any more says nothing.
        if families.types.get(row["family"]) == row["category"]:
            faces.setdefault((row["category"], row["interface"]), []).append(place[row["family"]])
    same = np.eye(len(place))
    shared = np.eye(len(place))
    for held in faces.values():
        shared[np.ix_(held, held)] = 1.0
    return same, shared


def compare_pairs(picture: IndustryPicture) -> pl.DataFrame:
    """One row for each pair of states and category that both hold, and for all categories.

    same_type, same_interface, neither: shares of the two states' pieces for which the other holds
    the same type, only one that shares an interface, or nothing that fits; the mean of both
    directions, adding up to 1.  index, rao: as above.
    """
    units = picture.data["units"].transpose("state", "type").values
    names = [str(state) for state in picture.data["state"].values]
    groups = picture.data["category_of"].values
    worth = picture.data["price"].values
    rows: list[dict[str, Any]] = []
    totals: dict[tuple[str, str], list[tuple[float, dict[str, float]]]] = {}
    for category in sorted({str(name) for name in groups}):
        inside = groups == category
        same, shared = (part[np.ix_(inside, inside)] for part in picture.compatibility)
        held = units[:, inside]
        value = held @ worth[inside]
        holders = np.flatnonzero(held.sum(axis=1) > 0)
        for at, first in enumerate(holders):
            for second in holders[at:]:
                figures = _pair(held[first], held[second], same, shared)
                pair = (names[first], names[second])
                rows.append({"state": pair[0], "other": pair[1], "category": category} | figures)
                both = float(value[first] + value[second])
                totals.setdefault(pair, []).append((both, figures))
    for (one, other), parts in totals.items():
        weights = [both for both, _ in parts]
        if sum(weights) <= 0:
            weights = [1.0] * len(parts)
        mean = {
            name: float(np.average([part[name] for _, part in parts], weights=weights))
            for name in parts[0][1]
        }
        rows.append({"state": one, "other": other, "category": ALL} | mean)
    frame = pl.DataFrame(rows).with_columns(pl.col(pl.Float64).round(6))
    return frame.sort(pl.col("category") != ALL, "category", "state", "other")


def _pair(first: Floats, second: Floats, same: Floats, shared: Floats) -> dict[str, float]:
    p, q = first / first.sum(), second / second.sum()
    one, back = _reach(p, q, same), _reach(q, p, same)
    any_one, any_back = _reach(p, q, shared), _reach(q, p, shared)
    alike, fits = (one + back) / 2, (any_one + any_back) / 2
    return {
        "same_type": alike,
        "same_interface": fits - alike,
        "neither": 1 - fits,
        "index": alike + INTERFACE_WORTH * (fits - alike),
        "rao": float(p @ _worth(same, shared, INTERFACE_WORTH) @ q),
    }


def _reach(p: Floats, q: Floats, fits: Floats) -> float:
    """Share of p for which q holds something that fits."""
    return float(p[(fits[:, q > 0] > 0).any(axis=1)].sum())
