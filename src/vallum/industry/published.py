"""Our count of types beside the published one, with the types that make the difference.

From: industry/fragmentation, industry/type_changes, forces/inventory.
To: `vallum.industry.picture`.

    designs then = types in the inventory now - types that came since + types that left since

counted for the EU of 28 states and for the United States, whose types in service the Munich
Security Conference and McKinsey counted from The Military Balance of 2016.  They printed numbers
and no lists; what may have been counted apart (national versions of one design, armed trainers)
is named, not added.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from vallum.evidence.reconcile.forces import in_service
from vallum.industry.families import Families, read_table
from vallum.world import World

COUNTED = 2016
"""Year of the published counts; where they leave a kind out, the next year that has it stands."""
AREAS = ("EUROPE", "USA")


def compare_published(world: World, families: Families) -> pl.DataFrame:
    """One row for each kind and area with a published count.

    counted: types in forces/inventory now; then: designs of 2016 as above, null where the
    inventory does not list the kind (missiles, torpedoes) or the count is of all kinds; types,
    left, came, perhaps: names, joined by ;;
    reading: why the counts agree or do not.
    """
    held = _held(world)
    changes: dict[tuple[str, str, str], list[str]] = {}
    for row, _ in read_table(world, "industry/type_changes"):
        changes.setdefault((row["published"], row["state"], row["change"]), []).append(
            row["family"]
        )
    rows = []
    for (kind, area), (year, count) in sorted(_published(world).items()):
        known = kind in families.published
        now = families.published.get(kind, set()) & held[area]
        left, came, perhaps = (
            sorted(changes.get((kind, area, change), [])) for change in ("left", "came", "perhaps")
        )
        then = len((now - set(came)) | set(left)) if known else None
        rows.append(
            {
                "kind": kind,
                "area": area,
                "year": year,
                "published": count,
                "counted": len(now) if known else None,
                "then": then,
                "difference": None if then is None else then - count,
                "types": "; ".join(sorted(now)),
                "left": "; ".join(left),
                "came": "; ".join(came),
                "perhaps": "; ".join(perhaps),
                "reading": _reading(kind, known, then, count, perhaps),
            }
        )
    whole = ("year", "published", "counted", "then", "difference")
    schema: dict[str, Any] = {"kind": pl.String, "area": pl.String} | dict.fromkeys(whole, pl.Int64)
    schema |= dict.fromkeys(("types", "left", "came", "perhaps", "reading"), pl.String)
    return pl.DataFrame(rows, schema=schema)


def _reading(kind: str, known: bool, then: int | None, count: int, perhaps: list[str]) -> str:
    """Why the two counts agree or do not."""
    if not known or then is None:
        if kind.startswith("all"):
            return "the sum of kinds of which no list was printed"
        return "forces/inventory lists none of this kind"
    if then == count:
        return "reproduced"
    short = count - then
    if 0 < short <= len(perhaps):
        return f"{short} short: some of what stands under perhaps will have counted apart"
    if short > 0:
        return f"{short} short, of which {len(perhaps)} at most explained: no list was printed"
    return f"{-short} more than printed: some here will have counted as one"


def _published(world: World) -> dict[tuple[str, str], tuple[int, int]]:
    """(kind, area) -> year and count: of the year counted, else of the first later one."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for row in world.evidence.table("industry/fragmentation").sort("year").iter_rows(named=True):
        if row["indicator"] != "types_in_service" or row["state"] not in AREAS:
            continue
        if row["year"] >= COUNTED and row["central"] is not None:
            found.setdefault((row["category"], row["state"]), (row["year"], int(row["central"])))
    return found


def _held(world: World) -> dict[str, set[str]]:
    """Area -> types in active service, by the inventory; all kinds that the published counts have,
    whether a force element takes them or not."""
    parts: dict[str, set[str]] = {}
    for row, _ in read_table(world, "industry/type_families"):
        if row["vocabulary"] == "type":
            parts.setdefault(row["system"], set()).add(row["family"])
    memberships = world.evidence.table("governance/memberships")
    union = set(memberships.filter(pl.col("group") == "EU")["state"].to_list()) | {"GBR"}
    held: dict[str, set[str]] = {area: set() for area in AREAS}
    for row in world.evidence.table("forces/inventory").iter_rows(named=True):
        if not in_service(row) or not row["quantity"]:
            continue
        area = "USA" if row["state"] == "USA" else "EUROPE" if row["state"] in union else None
        if area:
            held[area] |= parts.get(row["system"], {row["system"]})
    return held
