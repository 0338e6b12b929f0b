"""How a study of futures looks in a terminal."""

from __future__ import annotations

from vallum.cli.show import heading, say, table
from vallum.futures.explore import Explored
from vallum.futures.findings import SLIGHT, Findings

MOST_DRIVERS = 8


def show_findings(study: Explored, found: Findings) -> None:
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
    _show_policies(found)
    say(
        f"Run {study.run}, kept in {study.folder}. Solved by the live model, over the coalition as "
        f"one: its stand-alone year is that of plans by state in {found.same_year * 100:.0f} % of "
        f"those it was held against, and within a year in {found.within_a_year * 100:.0f} % "
        "(docs/validation/live.md). Shares are of futures drawn from stated ranges "
        "(requirements/uncertainties), not chances."
    )


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
