"""What units cost and what money buys, as tables for people.

From: `vallum.study.unit_cost`.  To: `vallum unit`, `vallum buys`.
"""

from __future__ import annotations

from vallum.cli.show import heading, number, percent, say, table
from vallum.finance.force_mix import Bought
from vallum.finance.unit_cost import GROUPS, Group, Range, UnitCost
from vallum.world import World
from vallum.world.prices import PRICE_YEAR

TITLES: dict[Group, str] = {
    "direct": "direct: the unit itself",
    "support": "support: units that serve it",
    "overhead": "overhead: schools, bases, headquarters",
}


def show_unit(bill: UnitCost, world: World) -> None:
    """The whole, then the bill line by line."""
    say(
        f"{bill.title}: one costs EUR {_money(bill.total('once').central)} once and "
        f"{_money(bill.total('yearly').central)} a year; over {bill.years} years, purchase "
        f"included, {_money(bill.per_year.central)} a year."
    )
    for item in bill.makeup.items:
        others = len(item.alternatives) - 1
        rest = (
            f"the {bill.choice} of {others + 1} by price" if others else "no other may be ordered"
        )
        held = number(item.quantity(world))
        say(f"Equipped with {held} {item.product} ({rest}).")
    heading(f"EUR mn at {PRICE_YEAR} prices: low - central - high")
    heads = ["part", "people", "once", "a year", f"over {bill.years} years, a year"]
    rows = [
        [
            TITLES[group],
            _range(bill.people[group]),
            _range(bill.total("once", group)),
            _range(bill.total("yearly", group)),
            _range(bill.spread(group)),
        ]
        for group in GROUPS
    ]
    people = bill.people["direct"] + bill.people["support"] + bill.people["overhead"]
    whole = [people, bill.total("once"), bill.total("yearly"), bill.per_year]
    rows.append(["all", *(_range(each) for each in whole)])
    table(heads, rows, right=set(heads[1:]))
    for when, words in (("once", "Once"), ("yearly", "Every year")):
        heading(f"{words}, EUR mn")
        heads = ["part", "line", "low", "central", "high", "facts", "seen in print"]
        lines = [line for line in bill.lines if line.when == when]
        table(
            heads,
            [
                [
                    line.group,
                    line.words,
                    _figure(line.cost.low),
                    _figure(line.cost.central),
                    _figure(line.cost.high),
                    str(line.facts),
                    percent(line.verified),
                ]
                for line in lines
            ],
            right=set(heads[2:]),
        )
    say()
    say(
        f"Over its life of {bill.years} years EUR {_money(bill.life.central)}, discounted by "
        f"{100 * bill.rate:g} % a year; nothing is taken to be left of the purchase. Low and high: "
        "everything a line rests on at that end at once. --json names cells and sources."
    )


def show_bought(bought: Bought) -> None:
    """How many of each, then where the money goes."""
    mix = bought.mix
    bundles = mix.buys(bought.eur_bn)
    cost = mix.cost()
    if bought.lacking:
        say(
            f"EUR {bought.eur_bn:g} bn a year raise and keep {percent(bundles.central)} of what is "
            f"lacking in {bought.ready_by} ({percent(bundles.low)} to {percent(bundles.high)}); "
            f"all of it takes EUR {_range(cost)} bn a year over {bought.years} years."
        )
    else:
        say(
            f"EUR {bought.eur_bn:g} bn a year raise and keep the mix {number(bundles.central)} "
            f"times ({number(bundles.low)} to {number(bundles.high)}); once, it takes "
            f"EUR {_range(cost)} bn a year over {bought.years} years."
        )
    heading(f"What EUR {bought.eur_bn:g} bn a year raise and keep ({PRICE_YEAR} prices)")
    heads = ["element", "units", "low", "high", "lacking", "one, EUR mn a year", "EUR bn a year"]
    heads += ["direct", "support", "overhead"]
    rows = []
    for name, bill in mix.costs.items():
        units = mix.units(name, bought.eur_bn)
        parts = [bundles.central * mix.part(name, group) for group in GROUPS]
        rows.append(
            [
                bill.title,
                number(units.central),
                number(units.low),
                number(units.high),
                number(bought.lacking.get(name)),
                _figure(bill.per_year.central),
                *(f"{part:.2f}" for part in (sum(parts), *parts)),
            ]
        )
    parts = [bundles.central * sum(mix.part(name, g) for name in mix.weights) for g in GROUPS]
    rows.append(["all", *[""] * 5, *(f"{part:.2f}" for part in (sum(parts), *parts))])
    table(heads, rows, right=set(heads[1:]))
    if bought.left_out:
        say(f"Lacking, but nothing that may be ordered serves them: {', '.join(bought.left_out)}.")
    say("The same money every year, purchases spread over the years. Low: all costs at their high "
        "end at once. Kit inside brigades and batteries inside all units count once.")  # fmt: skip


def _range(found: Range) -> str:
    return f"{_figure(found.low)} - {_figure(found.central)} - {_figure(found.high)}"


def _figure(value: float) -> str:
    """As `number`, and small figures with two digits that count: a shell costs EUR 4,500.

    >>> _figure(0.0045), _figure(1234.5), _figure(0)
    ('0.0045', '1,234', '0')
    """
    return f"{value:.2g}" if 0 < value < 0.1 else number(value)


def _money(mn: float) -> str:
    """
    >>> _money(6510.2), _money(24.9), _money(0.0045)
    ('6.5 bn', '25 mn', '4,500')
    """
    if mn >= 1000:
        return f"{number(mn / 1000)} bn"
    return f"{number(mn)} mn" if mn >= 0.1 else f"{number(mn * 1e6)}"
