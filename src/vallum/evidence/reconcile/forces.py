"""Equipment, people and needs: which of several counts or lists stands.

From: forces tables, economy/armed_forces, requirements/needs.  To: the list of disagreements, and
`vallum.world.spreads`, which lets sampled futures reach as far as the other counts lie.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from vallum.evidence.load import Evidence
from vallum.evidence.reconcile.readings import (
    Conflict,
    Reading,
    Row,
    leave_out,
    read,
    read_sum,
    set_apart,
)

COUNTED_AS: dict[str, tuple[str, ...]] = {
    "attack_heli": ("attack_heli",),
    "combat_aircraft": ("fighter", "strike_bomber"),
    "destroyers_frigates": ("destroyer", "frigate"),
    "mbt": ("mbt",),
    "mrl": ("mrl",),
    "sp_artillery": ("sp_artillery",),
    "submarines": ("attack_submarine_conventional", "attack_submarine_nuclear", "ssbn"),
    "tanker": ("tanker",),
    "towed_artillery": ("towed_artillery",),
}
"""Category of forces/second_counts -> the inventory's words that it adds up.

Left out: counts of one design with what is laid up (`leopard_2_all`).
"""
GROUPS = frozenset({"EUROPE", "EU27", "NATO", "WORLD"})
"""Totals of groups: whose armies they add up is not stated, so no sum stands against them."""
PERSONNEL = ("active", "reserve")
YEARS_APART = 1
"""Counts of people further apart than this differ by what has changed in between."""


def in_service(row: Row) -> bool:
    """Whether a row of forces/inventory counts: active, and the whole of what the state has."""
    return bool(row["status"] == "active" and row["theatre"] == "total")


def compare_counts(evidence: Evidence) -> list[Conflict]:
    """What the inventory adds up to by state and category, against second counts."""
    held: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in evidence.table("forces/inventory").iter_rows(named=True):
        if in_service(row):
            held[row["state"], row["category"]].append(row)
    counted: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for row in evidence.table("forces/second_counts").iter_rows(named=True):
        if row["category"] in COUNTED_AS and row["state"] not in GROUPS:
            other = read(row, row["other_total"], row["source"], year=row["year"])
            if row["independent"] == "no":
                other = leave_out(other, "the inventory rests on the same count")
            counted[row["state"], row["category"]].append(other)
    found: list[Conflict] = []
    for (state, category), others in sorted(counted.items()):
        rows = [row for word in COUNTED_AS[category] for row in held[state, word]]
        total = sum(row["quantity"] for row in rows)
        years = [row["year"] for row in rows if row["year"] is not None]
        said = f"inventory, rows: {len(rows)}" if rows else "inventory: no row, so none"
        ours = read_sum(rows, total, said, year=max(years, default=None))
        found += set_apart("counts", (state, category), "units", ours, others, states=[state])
    return found


def uncompared_counts(evidence: Evidence) -> list[str]:
    """Second counts that nothing in the inventory stands against, and why."""
    others = evidence.table("forces/second_counts").iter_rows(named=True)
    told = []
    for row in others:
        count = f"{row['state']} {row['category']} {row['other_total']:,.0f} ({row['source']})"
        if row["state"] in GROUPS:
            told.append(f"{count}: whose forces the total adds up is not stated")
        elif row["category"] not in COUNTED_AS:
            told.append(f"{count}: one design, what is laid up included")
    return told


def compare_people(evidence: Evidence) -> list[Conflict]:
    """Active and reserve soldiers by state, from every count of about the same year."""
    counts: dict[tuple[str, str], list[Reading]] = defaultdict(list)
    for row in evidence.table("forces/personnel").iter_rows(named=True):
        for kind in PERSONNEL:
            if row[kind] is not None:
                at = (row["state"], kind)
                counts[at].append(read(row, row[kind], "count of soldiers", year=row["year"]))
    published: dict[str, list[Row]] = defaultdict(list)
    for row in evidence.table("economy/armed_forces").iter_rows(named=True):
        published[row["state"]].append(row)
    found: list[Conflict] = []
    for (state, kind), readings in sorted(counts.items()):
        newest = newest_count([one.year for one in readings])
        chosen = readings[newest]
        others = [one for at, one in enumerate(readings) if at != newest]
        if kind == "active":
            others += [_armed_forces(row, chosen.value) for row in published[state]]
        others = [
            leave_out(one, f"more than {YEARS_APART} year apart") if _apart(one, chosen) else one
            for one in others
        ]
        found += set_apart("people", (state, kind), "persons", chosen, others, states=[state])
    return found


def newest_count(years: Sequence[int | None]) -> int:
    """Place of the newest of several counts; the first of several of one year."""
    return max(range(len(years)), key=lambda at: (years[at] or 0, -at))


def compare_needs(evidence: Evidence) -> list[Conflict]:
    """What published lists ask for, by element, basis and scope."""
    main = {
        row["contingency"]
        for row in evidence.table("requirements/contingencies").iter_rows(named=True)
        if row["nested"] == "main"
    }
    lists: dict[tuple[str, str, str, str], list[Row]] = defaultdict(list)
    for row in evidence.table("requirements/needs").iter_rows(named=True):
        if row["basis"] == "reference":  # feeds sizing rules, which name their list themselves
            continue
        # Both main sets read the same published lists.
        name = "main" if row["contingency"] in main else row["contingency"]
        lists[name, row["element"], row["basis"], row["scope"]].append(row)
    found: list[Conflict] = []
    for key, rows in sorted(lists.items()):
        ranked = sorted(rows, key=lambda row: -float(row["quantity_central"]))
        chosen, *others = (
            read(
                row,
                row["quantity_central"],
                row["list"],
                low=row["quantity_low"],
                high=row["quantity_high"],
            )
            for row in ranked
        )
        found += set_apart("needs", key, "units", chosen, others)
    return found


def _armed_forces(row: Row, count: float) -> Reading:
    """NATO's or another's figure; a range without a figure agrees with a count inside it."""
    low, value, high = (
        None if row[end] is None else row[end] * 1000 for end in ("low", "central", "high")
    )
    if value is None:
        value = min(max(count, low or 0.0), count if high is None else high)
    return read(row, value, "armed forces", year=row["year"], low=low, high=high)


def _apart(one: Reading, chosen: Reading) -> bool:
    return abs((one.year or 0) - (chosen.year or 0)) > YEARS_APART
