"""What `vallum generate` shows."""

from __future__ import annotations

from vallum.cli.show import heading, number, percent, say, table
from vallum.evidence import Evidence
from vallum.forces.generate import UNIT
from vallum.study.generate import Generated
from vallum.world.institutions import institutions
from vallum.world.missions import shipped_missions


def show_missions() -> None:
    """The shipped missions."""
    heading("Shipped missions")
    table(
        ["mission", "title", "troops", "from", "months"],
        [
            [name, each.title, f"{each.troops:,}", str(each.from_year), str(each.months)]
            for name, each in shipped_missions().items()
        ],
    )


def show_generated(found: Generated, evidence: Evidence) -> None:
    """The answer in a sentence, who serves when, what it takes away, what is missing."""
    force, names = found.force, institutions(evidence).names
    for line in force.summary():
        say(line)
    rotations = [int(r) for r in force.units["rotation"].values]
    states = [str(s) for s in force.units["state"].values]
    whole = {s: int(force.units.sel(state=s).sum()) for s in states}
    heading(f"Battalions of a thousand by rotation of {force.mission.tour_months} months")
    table(
        ["state", *(str(r) for r in rotations), "in all", "of what it could send"],
        [
            [
                names.get(s, s) + ("*" if s in found.assumed else ""),
                *(number(int(force.units.sel(state=s, rotation=r))) for r in rotations),
                str(whole[s]),
                percent(whole[s] / force.supply[s].units),
            ]
            for s in sorted(states, key=lambda s: (-whole[s], s))
            if whole[s]
        ],
    )
    if found.assumed:
        say("* no coded position: taken as willing")
    say(
        f"The pool is as many soldiers as {number(found.brigades)} brigades, {found.from_north:,} "
        "of them from states around the Baltic: what it ties down is missing there. Deployment "
        f"costs EUR {number(found.cost_eur_bn_per_year)} bn a year beyond pay (imputed)."
    )
    if not force.feasible:
        heading("What is missing")
        for rotation, lack in zip(rotations, force.missing.values, strict=True):
            if lack:
                say(f"- rotation {rotation}: {int(lack) * UNIT:,} soldiers")
    if force.unwilling:
        heading("Who sends nobody, and could")
        table(
            ["state", "could send", "why not"],
            [
                [names.get(s, s), f"{n * UNIT:,}", force.supply[s].why_not]
                for s, n in sorted(force.unwilling.items(), key=lambda pair: -pair[1])
            ],
        )
    proven = "exactly" if force.gap == 0 else f"within {100 * force.gap:.2f} %"
    say(f"Proven {proven}. Readiness, floors and cost are planning assumptions.")
