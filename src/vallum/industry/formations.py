"""How well multinational formations can use each other's supplies.

From: the picture, forces/multinational.  To: `vallum industry`, contracts.

    I[f] = Rao index of formation f: P[i] = sum_n weight[f,n] p[n,i]     (`interoperability`)

weight: the part of each state in the formation.  Only equipment of land forces counts, since these
are land formations; members of a formation outside the coalition are left out and named.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from vallum.industry.families import read_table
from vallum.industry.interoperability import interoperability

if TYPE_CHECKING:
    from vallum.industry.picture import IndustryPicture

LAND = ("tank", "ifv", "artillery", "attack_helicopter", "sam_short", "vshorad")
"""Categories that land formations bring."""
PLACES = 6
SCHEMA = {
    "formation": pl.String,
    "title": pl.String,
    "states": pl.String,
    "outside": pl.String,
    "index": pl.Float64,
    "categories": pl.Int64,
    "weakest": pl.String,
    "weakest_index": pl.Float64,
}


def index_formations(picture: IndustryPicture) -> pl.DataFrame:
    """One row for each formation with at least two members in the coalition.

    index: 1 where all its members' pieces of a category are one type, mean over categories by
    value; weakest: the category with the least; states, outside: codes joined by ;.
    """
    members = set(picture.world.members)
    known: dict[tuple[str, str], dict[str, float]] = {}
    for row, _ in read_table(picture.world, "forces/multinational"):
        known.setdefault((row["formation"], row["title"]), {})[row["state"]] = row["weight"]
    rows: list[dict[str, Any]] = []
    for (name, title), weights in sorted(known.items()):
        inside = {state: weight for state, weight in sorted(weights.items()) if state in members}
        if len(inside) < 2 or not _holds(picture, inside):
            continue
        found = interoperability(picture, inside, categories=LAND)
        weakest = min(found.by_category, key=lambda kind: (found.by_category[kind], kind))
        rows.append(
            {
                "formation": name,
                "title": title,
                "states": ";".join(inside),
                "outside": ";".join(sorted(set(weights) - members)),
                "index": round(found.overall, PLACES),
                "categories": len(found.by_category),
                "weakest": weakest,
                "weakest_index": round(found.by_category[weakest], PLACES),
            }
        )
    return pl.DataFrame(rows, schema=SCHEMA)


def _holds(picture: IndustryPicture, states: dict[str, float]) -> bool:
    """Whether any of them holds anything that counts here."""
    land = [kind in LAND for kind in picture.data["category_of"].values]
    weighed = [state for state, weight in states.items() if weight > 0]
    held = picture.data["units"].sel(state=weighed).transpose("state", "type").values[:, land]
    return bool((held > 0).any())
