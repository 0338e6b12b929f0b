"""Why our figures differ from published ones: the reasons behind the validation page.

To: `vallum.report.validation`.  Reasons are readings of the sources' notes, not traced line by line
unless they say so.
"""

from __future__ import annotations

AIR_DEFENCE = ("sam_long", "sam_medium", "sam_short", "vshorad")

BIG_STATES = ("DEU", "FRA", "GBR", "ITA", "ESP", "POL", "TUR", "GRC")

SECOND_COUNTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "mbt": ("Tanks", ("tank",)),
    "combat_aircraft": ("Combat aircraft", ("combat_aircraft",)),
    "destroyers_frigates": ("Destroyers and frigates", ("destroyer", "frigate")),
}
"""The other count's word -> how we print it, our categories."""

_STRIKE = "the other count of 2020 takes fighters alone, ours takes strike aircraft too"

_REASONS: dict[tuple[str, str, str], str] = {
    ("DEU", "combat_aircraft", "gfp2020"): f"{_STRIKE} (Tornado)",
    ("ITA", "combat_aircraft", "gfp2020"): f"{_STRIKE} (Tornado, AMX)",
    ("TUR", "combat_aircraft", "gfp2020"): _STRIKE,
    ("DEU", "mbt", "gfp2020"): "a count of 2020; two newer ones that do not "
    "rest on our source agree within 6 %",
    ("FRA", "mbt", "gfp2020"): "the count of 2020 holds Leclerc in store and older tanks; the "
    "ministry counted 222 in 2019",
    ("FRA", "destroyers_frigates", "gfp2020"): "six ships of the Floreal class are frigates there "
    "and patrol ships here",
    ("GBR", "destroyers_frigates", "gfp2020"): "Type 23 frigates have left service since 2020 "
    "without successors",
    ("GRC", "mbt", "digi24_gr"): "the other count leaves out several hundred in reserve; here they "
    "are in stock, but most weigh nothing, for their age; open",
    ("ITA", "mbt", "gfp2020"): "200 Ariete were built; half are in service while the others are "
    "rebuilt or laid up",
    ("POL", "mbt", "enikos_gr"): "the press count (under 600) leaves out some 365 T-72 and PT-91 "
    "in poor state, which here weigh half or nothing; open",
}


def second_count_reason(state: str, category: str, source: str) -> str | None:
    """Why our total differs from this second count; None where no reason is on file."""
    return _REASONS.get((state, category, source))


_LARGER = "Bruegel-Kiel's longer list counts here, as the larger."
_SAME = "The list is what the United States would take away; our gap adds what Europe loses itself."

SHORTFALLS: dict[str, dict[str, str]] = {
    "replace_us_iiss": {
        "title": "IISS 2025",
        "tank": _LARGER,
        "ifv": "The list counts here in full; new vehicles on order close most of the hole.",
        "attack_helicopter": "What leaves service and American upkeep offset new Apaches.",
        "combat_aircraft": "A large part of the fleet is American or awaits American deliveries, "
        "which come a year late, while old fighters leave.",
        "uav_male": _SAME,
        "destroyer": _SAME,
        "carrier": "No carrier joins before the late 2030s.",
        "submarine_nuclear": "Boats under construction arrive; none is ordered to replace American "
        "ones.",
        "mpa": "Aircraft on order close part of the hole.",
        "sam_long": "Batteries on order close the hole by number; missiles for them are not "
        "counted.",
    },
    "nato_east_without_us": {
        "title": "Bruegel-Kiel 2025",
        "brigade": "NATO's total counts here, for it is larger than today's brigades and 50 more.",
        "tank": _SAME,
        "ifv": "IISS's larger figure counts here.",
        "artillery": "Guns and launchers on order exceed the list.",
        "shell_155mm": "Stocks are imputed from one German figure; contracted shells exceed the "
        "list by 2027, while use in war would empty them.",
    },
    "us_force_model_cut_2026": {
        "title": "US cut of June 2026",
        "carrier": "A part of what IISS counts in full.",
        "combat_aircraft": "A part of what IISS counts in full.",
        "uav_male": "A part of what IISS counts in full.",
    },
    "nato": {
        "brigade": "NATO counted brigades as they stood in 2021; ours are limited by modern kit "
        "and people after home reserves.",
        "air_defence_unit": "NATO counted all types; ours leaves out obsolete ones and home "
        "reserves.",
    },
}
"""List -> its title and, by element, why our gap differs."""
