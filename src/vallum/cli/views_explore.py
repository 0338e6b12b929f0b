"""How a study of futures looks in a terminal."""

from __future__ import annotations

from vallum.cli.show import heading, say, table
from vallum.forces.tables import DOMAIN_TITLES
from vallum.futures.check import Checked
from vallum.futures.explore import Explored
from vallum.futures.findings import SLIGHT, Findings, Fixed
from vallum.futures.screening import Effect
from vallum.futures.search import Search

MOST_DRIVERS = 8


def show_findings(study: Explored, found: Findings, checked: tuple[Checked, ...]) -> None:
    """The finding in words, then the tables behind it."""
    say(found.sentence)
    heading("Share of futures in which the core set stands alone")
    # Years before the first and after the last change say nothing new.
    shares = found.stand_alone
    years = [y for y in shares if y == found.ready_by or shares[y] > 0]
    table(
        ("by", "futures"),
        [(str(year), f"{shares[year] * 100:.1f} %") for year in years],
        right=("by", "futures"),
    )
    _show_each(found)
    if not found.drivers:
        say("Too few futures, or too little difference between them, to say what drives them.")
    else:
        heading("What the shortfall hangs on (share of its variance)")
        rows = [
            (d.title, f"{d.first_order * 100:.0f} %", f"{d.total * 100:.0f} %")
            for d in found.drivers[:MOST_DRIVERS]
        ]
        table(("uncertainty", "by itself", "in all"), rows, right=("by itself", "in all"))
        say(f"The fit behind this table foretells {(found.explained or 0) * 100:.0f} % of it.")
    if found.boxes:
        heading(f"Where the plan fails: not standing alone by {found.by}")
        boxes = [
            ("; ".join(b.conditions), f"{b.density * 100:.0f} %", f"{b.coverage * 100:.0f} %")
            for b in found.boxes
        ]
        heads = ("conditions", "of these fail", "of all failures")
        table(heads, boxes, right=heads[1:])
    if found.rules:
        heading("The same question answered by a tree")
        rules = [
            ("; ".join(r.conditions), f"{r.density * 100:.0f} %", f"{r.coverage * 100:.0f} %")
            for r in found.rules
        ]
        heads = ("conditions", "of these fail", "of all failures")
        table(heads, rules, right=heads[1:])
    _show_policies(found)
    if found.signposts:
        heading("Signposts")
        for post in found.signposts:
            say(post.sentence)
    if found.fixed is not None:
        _show_fixed(found, found.fixed)
    if checked:
        _show_checked(checked)
    charts = "; report.html there has charts" if (study.folder / "report.html").is_file() else ""
    say(
        f"Run {study.run}, kept in {study.folder}{charts}. Solved by the "
        "live model, over the coalition as one: its stand-alone year is that of plans by state in "
        f"{found.same_year * 100:.0f} % of those it was held against, and within a year in "
        f"{found.within_a_year * 100:.0f} % (docs/validation/live.md). Shares are of futures "
        "drawn from stated ranges (requirements/uncertainties), not chances."
    )


def show_effects(effects: tuple[Effect, ...], trajectories: int) -> None:
    """What a screening says."""
    heading("What moving one uncertainty through its range does (Morris)")
    rows = [
        (each.title, f"{each.mu_star:.2f} ± {each.interval:.2f}", f"{each.sigma:.2f}")
        for each in effects[:MOST_DRIVERS]
    ]
    heads = ("uncertainty", "points of shortfall", "spread")
    table(heads, rows, right=heads[1:])
    least = sum(each.mu_star < SLIGHT for each in effects)
    say(
        f"From {trajectories} moves of each. A wide spread: the effect hangs on all others. "
        f"{least} of {len(effects)} uncertainties do nothing."
    )


def show_search(sought: Search) -> None:
    """What the search found before the study."""
    heading(f"Policies that no other of {sought.tried} tried beats in every figure")
    rows = [
        (
            f"{'* ' if each.policy in sought.picked else ''}{each.title} ({each.policy})",
            f"{each.fails * 100:.0f} %",
            f"{each.mean_shortfall:.2f}",
            f"{each.worst_regret:.2f}",
            f"{each.mean_cost_eur_bn:,.0f}",
            str(each.decisions),
        )
        for each in sought.front
    ]
    heads = ("policy", f"fails by {sought.by}", "shortfall", "regret", "cost, EUR bn", "decisions")
    table(heads, rows, right=heads[1:])
    say(
        f"Tried: {sought.tried} of {sought.possible} combinations, in {sought.futures} futures "
        "other than those of the study. Fails: not standing alone by then. A decision is a lever "
        "moved. Those with * were taken into the study above."
    )


def _show_each(found: Findings) -> None:
    """Domains and contingencies by the years that say most."""
    rows = [(DOMAIN_TITLES.get(name, name), by) for name, by in found.by_domain.items()]
    rows += [
        (f"{name.replace('_', ' ').capitalize()}, in place", by)
        for name, by in found.in_place.items()
    ]
    if not rows:
        return
    years = sorted({found.ready_by, found.by, max(found.stand_alone)})
    heading("Share of futures in which each stands alone")
    table(
        ("domain or contingency", *(f"by {year}" for year in years)),
        [(title, *(f"{by[year] * 100:.0f} %" for year in years)) for title, by in rows],
        right=tuple(f"by {year}" for year in years),
    )


def _show_fixed(found: Findings, fixed: Fixed) -> None:
    heading(f"Orders of the central plan until {fixed.until}, against foresight")
    years = [y for y in fixed.stand_alone if y == found.ready_by or found.stand_alone[y] > 0]
    rows = [
        (str(y), f"{found.stand_alone[y] * 100:.1f} %", f"{fixed.stand_alone[y] * 100:.1f} %")
        for y in years
    ]
    heads = ("stands alone by", "with foresight", "with those orders")
    table(heads, rows, right=heads)
    say(
        f"Not to foresee adds {fixed.mean_lost:.2f} points of shortfall on average, "
        f"{fixed.worst_lost:.2f} at worst."
    )


def _show_checked(checked: tuple[Checked, ...]) -> None:
    heading("Futures planned by state, beside the live model")
    rows = [
        (
            f"{each.future}: {each.why}",
            f"{each.live_alone or 'never'} / {each.state_alone or 'never'}",
            f"{each.live_self_reliance * 100:.1f} / {each.state_self_reliance * 100:.1f} %",
            f"{each.live_shortfall:.1f} / {each.state_shortfall:.1f}",
        )
        for each in checked
    ]
    heads = ("future", "alone from (live / by state)", "self-reliance", "shortfall")
    table(heads, rows, right=heads[1:])


def _show_policies(found: Findings) -> None:
    if found.regret.height < 2:
        return
    heading("Policies, the least regretted first")
    rows = [
        (
            row["title"],
            f"{row['stands_alone'] * 100:.0f} %",
            f"{row['mean_shortfall']:.2f}",
            f"{row['p90_regret']:.2f}",
            f"{row['worst_regret']:.2f}",
        )
        for row in found.regret.to_dicts()
    ]
    heads = ("policy", f"alone by {found.by}", "shortfall", "regret in 9 of 10", "at worst")
    table(heads, rows, right=heads[1:])
    if found.information.height and float(found.information["points"][0]) >= SLIGHT:
        best = found.information.row(0, named=True)
        say(
            f"Worth most to know before choosing: {best['title']} "
            f"({best['points']:.3f} points of shortfall)."
        )
    elif found.information.height:
        say("No single fact, known beforehand, would change which policy is best on average.")
