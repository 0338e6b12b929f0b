"""How many interceptors air defence must have in stock: a rule, as for shells.

From: `vallum.world.needs`, `vallum.world.equipment`.  To: `vallum.forces`.

    requirement[k,m,stock] = batteries[k,c] * interceptors_per_battery_day * days_of_supply
    batteries[k,c]         = total[k,c], or what Europe has in the base year + replace_us[k,c]

k the main contingency, m a munition, c the category of batteries that fires it.  Batteries kept at
home need missiles, too: none are taken off.  All of it is imputed: no European state publishes what
a battery must have.
"""

from __future__ import annotations

from vallum.world.context import Context
from vallum.world.equipment import STORED
from vallum.world.needs import allies_and_members, need_set
from vallum.world.provenance import Labels, Step

A_DAY = {
    "interceptor_long": "interceptors_per_battery_day_long",
    "interceptor_medium": "interceptors_per_battery_day_medium",
}
DAYS = "days_of_supply"
ALLIANCE = "NATO"
"""Whose own batteries count besides those of its European members."""


def build_interceptors(context: Context) -> None:
    """Add the need for interceptors to `requirement` and mark it in `imputed`.

    Only where the scenario's set of needs takes rules, and no list of it names the missile.
    """
    if not need_set(context).sized:
        return  # such a set asks for what its lists name, and for nothing else
    requirement = context.arrays["requirement"].copy()
    imputed = context.arrays["imputed"].copy()
    context.arrays["requirement"], context.arrays["imputed"] = requirement, imputed
    main = str(requirement["contingency"].values[0])
    elements = requirement["element"].values
    scope = sorted({*allies_and_members(context), ALLIANCE} & {*context.states})
    base = context.arrays["counted_base"].sel(state=scope).sum("state")
    asked_for = requirement.sel(contingency=main).sum("basis")
    # A published list comes before a rule.
    ruled = [name for name in A_DAY if name in elements and not asked_for.sel(element=name)]
    for munition in ruled:
        rate = A_DAY[munition]
        fired = STORED[munition][0]
        asked = requirement.sel(contingency=main, element=fired)
        total, replace = (float(asked.sel(basis=basis)) for basis in ("total", "replace_us"))
        batteries = total or float(base.sel(category=fired)) + replace
        need = batteries * context.parameters[rate] * context.parameters[DAYS]
        cell = {"contingency": main, "element": munition, "basis": "stock"}
        requirement.loc[cell] = need
        imputed.loc[cell] = 1
        for name in (rate, DAYS):
            for fact in context.ledger.facts("parameter", (name,)):
                context.ledger.record("requirement", (main, munition, "stock"), fact)
    _explain(context, main, tuple(scope), tuple(ruled))


def _explain(context: Context, main: str, scope: tuple[str, ...], ruled: tuple[str, ...]) -> None:
    before = context.ledger.formulas["requirement"]
    requirement = context.arrays["requirement"]

    def formula(labels: Labels) -> Step:
        contingency, munition, basis = labels
        if contingency != main or munition not in ruled or basis != "stock":
            return before(labels)
        fired = STORED[munition][0]
        whole = float(requirement.sel(contingency=main, element=fired, basis="total"))
        words = "requirement = batteries needed x interceptors a day x days of supply (imputed)"
        if whole:
            return Step(words, (("requirement", (main, fired, "total")),))
        held = tuple(("counted_base", (state, fired)) for state in scope)
        return Step(words, (("requirement", (main, fired, "replace_us")), *held))

    context.ledger.derive("requirement", formula)
