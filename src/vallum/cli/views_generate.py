"""What `vallum generate` shows."""

from __future__ import annotations

import xarray as xr

from vallum.cli.show import heading, number, percent, say, table
from vallum.evidence import Evidence
from vallum.forces.generate import UNIT, ForceGeneration
from vallum.study.generate import Generated
from vallum.world.institutions import institutions
from vallum.world.missions import shipped_missions


def show_missions() -> None:
    """The shipped missions."""
    heading("Shipped missions")
    table(
        ["mission", "title", "troops", "from", "months"],
        [
            [
                name,
                each.title,
                f"{each.troops:,}" if each.troops else "",
                str(each.from_year),
                str(each.months),
            ]
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
    _show_coverage(force)
    heading(f"Soldiers by rotation of {force.mission.tour_months} months")
    sizes = xr.DataArray(list(force.soldiers.values()), coords={"element": list(force.soldiers)})
    soldiers = (force.sent * sizes).sum("element")
    table(
        ["state", *(str(r) for r in rotations), "in all", "against its ready land force", "sends"],
        [
            [
                names.get(s, s) + ("*" if s in found.assumed else ""),
                *(f"{int(soldiers.sel(state=s, rotation=r)):,}" for r in rotations),
                f"{int(soldiers.sel(state=s).sum()):,}",
                percent(float(soldiers.sel(state=s).sum()) / force.supply[s].ready),
                _sends(force, s),
            ]
            for s in sorted(states, key=lambda s: (-int(soldiers.sel(state=s).sum()), s))
            if whole[s]
        ],
        right={*(str(r) for r in rotations), "in all", "against its ready land force"},
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
        for name, size in force.soldiers.items():
            lacks = [int(n) for n in force.lacking.sel(element=name).values]
            if any(lacks):
                by_rotation = ", ".join(f"{n} in rotation {r}" for r, n in enumerate(lacks, 1) if n)
                title = force.elements[name].title
                say(f"- {title} ({size:,} soldiers each): {by_rotation}")
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


def _show_coverage(force: ForceGeneration) -> None:
    """What is asked for and what is there in every rotation, by element and by role."""
    covered = force.covered
    heading("By element: units at one time")
    table(
        ["element", "soldiers each", "asked", "in every rotation", "uncovered"],
        [
            [force.elements[n].title, f"{force.soldiers[n]:,}", str(asked), str(covered[n]),
             str(asked - covered[n])]
            for n, asked in force.asked_by.items()
        ],
    )  # fmt: skip
    if force.mission.roles:
        heading("By role, the first filled first")
        table(["role", "in every rotation", "lacks"], [list(line) for line in force.role_lines()])


def _sends(force: ForceGeneration, state: str) -> str:
    """Units by element, in all rotations together; what a caveat keeps away."""
    units = force.sent.sel(state=state).sum("rotation")
    parts = [
        f"{int(units.sel(element=name))} {name.replace('_', ' ')}"
        for name in force.asked_by
        if int(units.sel(element=name))
    ]
    kept = [name.replace("_", " ") for name in force.asked_by
            if name in force.supply[state].caveats]  # fmt: skip
    return "; ".join([", ".join(parts), *(f"no {name}" for name in kept)])
