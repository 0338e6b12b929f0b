"""Public debt as tables and sentences for people, and as a chart in a file.

From: answers of `vallum.finance.debt`.  To: `vallum debt`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from vallum.cli.show import NOTHING, heading, note, percent, say, table
from vallum.finance.debt import LAST_YEAR, READINGS, StateDebt
from vallum.finance.debt.escape import net_expenditure_growth
from vallum.finance.debt.targets import LEAST

WORDS = {
    "main_adjustment": "debt falls for ten years after adjustment, or ends at 60 % or less",
    "lower_spb": "the same with a balance lower by 0.5 points",
    "adverse_r_g": "the same with rates 0.5 points higher and growth 0.5 lower, for good",
    "financial_stress": "the same with rates a point or more higher for a year",
    "deficit_reduction": "the deficit stays at or below 3 % for ten years",
    "stochastic": "debt is not higher five years on with 70 % probability",
    "debt_safeguard": "debt safeguard: debt falls by 1 point a year (0.5 below 90 %)",
    "deficit_resilience": "deficit resilience: steps of a least size towards a 1.5 % deficit",
    "edp": "deficit procedure: steps of at least 0.5 while the deficit is above 3 %",
}
SHOWN = (2025, 2035, LAST_YEAR)
PATHS = {
    "binding": "adjusted as the rules ask",
    "no_policy_change": "balance of 2024 held",
    "binding_with_extra": "as the rules ask, and the escape clause used",
    "with_plan": "as the rules ask, and the plan borrowed on top",
    "with_plan_safe": "of it SAFE loans alone",
    "with_plan_national_budget": "of it national bonds alone",
    "with_plan_escape_clause": "of it under the escape clause alone",
}
ITEMS = {
    "shocks": "shocks (yearly history and mean rate variances)",
    "maturing_share": "share of debt falling due (the source's is negative)",
    "short_rate": "a market short rate",
    "long_rate": "a market long rate",
}


def show_state(held: StateDebt, names: Mapping[str, str]) -> None:
    """One state: what it means, targets, paths, fan, what was imputed."""
    name = names.get(held.state, held.state)
    for line in meaning(held, name):
        say(line)
    heading(f"Structural primary balance before ageing, {held.end_year}, % of GDP")
    table(
        ["criterion", "target", "a year", "what it asks"],
        _targets(held),
        right={"target", "a year"},
    )
    heading("Public debt, % of GDP")
    shown = sorted({*SHOWN, held.end_year})
    table(
        ["path", *map(str, shown)],
        [
            [words, *(f"{held.debt(year, path):.1f}" for year in shown)]
            for path, words in PATHS.items()
            if path in held.paths
        ],
        right=set(map(str, shown)),
    )
    if held.fan:
        heading("Five years of shocks as they have been, % of GDP")
        rows = [
            [str(year), *(f"{held.fan[share][at]:.1f}" for share in held.fan)]
            for at, year in enumerate(held.fan_years)
        ]
        heads = [f"{share} % below" for share in held.fan]
        table(["year", *heads], rows, right=set(heads))
    say()
    say(f"Reading of the rules, {held.reading}: {READINGS[held.reading]}.")
    if held.case.imputed:
        words = ", ".join(ITEMS.get(item, item) for item in held.case.imputed)
        say(f"Imputed for {name}: {words}.")


def meaning(held: StateDebt, name: str) -> list[str]:
    """What the figures say, in sentences."""
    step = held.yearly_step
    moved = "tighten" if step > 0 else "loosen"
    start, end = held.debt(2025), held.debt(LAST_YEAR)
    first = (
        f"{name} must {moved} its budget by {abs(step):.2f} % of GDP a year until "
        f"{held.end_year}: from a structural primary balance of {held.spb_start:.2f} % to "
        f"{held.spb_end:.2f} %."
        if step > 0
        else f"{name} may {moved} its budget by {abs(step):.2f} % of GDP a year until "
        f"{held.end_year}: to a structural primary balance of {held.spb_end:.2f} %."
    )
    lines = [first, f"What decides is {held.criterion}: {WORDS.get(held.criterion, 'a floor')}."]
    lines.append(
        f"Debt then goes from {start:.0f} % of GDP in 2025 to {end:.0f} % in {LAST_YEAR}; with the "
        f"balance of 2024 held it would be {held.debt(LAST_YEAR, 'no_policy_change'):.0f} %."
    )
    if held.chance_of_falling is not None:
        lines.append(
            f"On that path debt is not higher in {held.end_year + 5} than in {held.end_year} with "
            f"a chance of {percent(held.chance_of_falling)}."
        )
    if held.case.expenditure_pct:
        growth = net_expenditure_growth(held.case, held.binding)
        low, high = min(growth), max(growth)
        lines.append(
            f"Net expenditure may grow by {low:.1f} to {high:.1f} % a year; more than 0.3 % of GDP "
            "above that in a year, or 0.6 % in all, shows on the control account."
        )
    if "binding_with_extra" in held.paths:
        more = held.debt(2028, "binding_with_extra") - held.debt(2028)
        later = held.debt(LAST_YEAR, "binding_with_extra") - end
        lines.append(
            f"The escape clause adds {more:.1f} points of debt by 2028 and {later:.1f} by "
            f"{LAST_YEAR}, interest included, if nothing is saved elsewhere."
        )
    return lines


def show_many(states: Sequence[StateDebt], names: Mapping[str, str]) -> None:
    """Every state on a line, highest debt first."""
    ordered = sorted(states, key=lambda held: -held.debt(2025))
    first = ordered[0]
    say(
        f"Adjustment over {first.years} years from 2025; balance: structural primary, before "
        "ageing, % of GDP; debt on the binding path, % of GDP."
    )
    years = [f"debt {year}" for year in SHOWN]
    heads = ["state", "balance 2024", "asked", "a year", "binds", *years, "held 2041", "falls"]
    cells = [
        [
            names.get(held.state, held.state),
            f"{held.spb_start:.2f}",
            f"{held.spb_end:.2f}",
            f"{held.yearly_step:+.2f}",
            held.criterion,
            *(f"{held.debt(year):.0f}" for year in SHOWN),
            f"{held.debt(LAST_YEAR, 'no_policy_change'):.0f}",
            percent(held.chance_of_falling),
        ]
        for held in ordered
    ]
    table(heads, cells, right={*heads} - {"state", "binds"})
    say(
        "asked: balance at the end of the adjustment; held: with the balance of 2024; falls: chance"
    )
    say("that debt is not higher five years after the adjustment. One state: vallum debt CODE.")


def draw_chart(
    states: Sequence[StateDebt], names: Mapping[str, str], file: Path, *, many: bool, own: bool
) -> None:
    """The fan of one state, or small multiples of all.  Raises UserError for a wrong ending."""
    from vallum.report.debt_charts import SOURCE, debt_fan, debt_multiples
    from vallum.report.framed import save_figure

    source = "Own projection by the Commission's method; inputs of a file." if own else SOURCE
    figure = (
        debt_multiples(states, names, source)
        if many
        else debt_fan(states[0], names.get(states[0].state, states[0].state), source)
    )
    save_figure(figure, file)
    note(f"{file}: {figure.title}")


def _targets(held: StateDebt) -> list[list[str]]:
    after = {
        "edp": held.edp,
        "debt_safeguard": held.debt_safeguard,
        "deficit_resilience": held.deficit_resilience,
    }
    rows = [_target(held, name, held.targets[name]) for name in held.targets if name != "binding"]
    rows += [_target(held, name, value) for name, value in after.items() if value is not None]
    return [*rows, _target(held, "binding", held.targets["binding"])]


def _target(held: StateDebt, name: str, target: float | None) -> list[str]:
    words = WORDS.get(name, f"all together; what decides: {held.criterion}")
    if target is None:
        return [name, NOTHING, NOTHING, "not asked: no shocks are known"]
    if target <= LEAST:
        return [name, f"{target:.0f} or less", NOTHING, words]
    step = (target - held.spb_start) / held.years
    return [name, f"{target:.3f}", f"{step:+.2f}", words]
