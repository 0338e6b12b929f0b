"""What `vallum deterrent` shows."""

from __future__ import annotations

from vallum.cli.show import NOTHING, heading, number, percent, say, table
from vallum.evidence import Evidence
from vallum.study.deterrent import KEYS, Deterrent, Option
from vallum.world.institutions import institutions

MOST = 8


def show_deterrent(found: Deterrent) -> None:
    """The options side by side, and what stands today."""
    france, britain = found.today["FRA"], found.today["GBR"]
    say(
        f"Today France spends about EUR {number(france)} bn a year on its nuclear force and "
        f"Britain EUR {number(britain)} bn on its whole nuclear enterprise. At least "
        f"{number(found.hosted)} American bombs are reported in Europe; none of them would stay "
        "if the United States took them home."
    )
    heading("Options, from least to most change")
    table(
        ["option", "what it is", "submarines", "aircraft", "more a year [EUR bn]", "first step"],
        [
            [
                each.name,
                each.title,
                number(each.boats),
                number(each.aircraft),
                _cost(each),
                NOTHING if each.chance is None else percent(each.chance),
            ]
            for each in found.options
        ],
    )
    say(
        "First step: chance that the dialogue with partners is agreed by the end of 2029 (`vallum "
        "decide nuclear_dialogue`); no later step has a coded route. Costs are our shares of "
        "published yearly costs, low to high. Who decides, what treaties say and who pays: "
        "`vallum deterrent OPTION`."
    )


def show_option(each: Option, evidence: Evidence) -> None:
    """One option in full."""
    names = institutions(evidence).names
    say(f"{each.title}: {each.what}.")
    heading("What it is")
    table(
        ["", ""],
        [
            ["forces", f"{number(each.boats)} submarines, {number(each.aircraft)} aircraft, about "
             f"{number(each.warheads)} warheads owned"],
            ["more a year", f"EUR {_cost(each)} bn"],
            ["who decides", each.decides],
            ["what treaties say", each.limits],
            ["depends on", each.dependency],
            ["backed by", ", ".join(names.get(s, s) for s in each.backers) or NOTHING],
            ["against", ", ".join(names.get(s, s) for s in each.against) or NOTHING],
            ["sources", each.source.replace(";", ", ")],
        ],
    )  # fmt: skip
    if each.shares:
        heading("Who would pay, EUR bn a year, central")
        by_output = list(each.shares["gdp"])
        table(
            ["state", *KEYS.values()],
            [
                [names.get(s, s), *(number(each.shares[key][s]) for key in KEYS)]
                for s in by_output[:MOST]
            ],
        )
        if len(by_output) > MOST:
            say(f"and {len(by_output) - MOST} more (`--json`)")
    say(each.note)


def _cost(each: Option) -> str:
    low, central, high = each.cost
    return f"{number(central)} ({number(low)} to {number(high)})" if high else number(0)
