"""Where what is ordered is made: the work of each state in a product, and its European content.

From: industry/systems, the memberships, the scenario's coalition.  To: the levers of policy in
`vallum.planner`.

    made_in[s,n] = (design [n in D] / |D| + (1 - design) [n in P] / |P|) (1 - us)      [share]

D are the states that hold the design, P those that build it, `us` the part of American components
where a system has some; that part is made in the United States.  Where Europe holds a design and
builds it, P are its European plants: they make what Europeans order.

European are the states that the Union's rule for its loans names (its members, the EEA and
Ukraine) and whoever else stands in the coalition.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import xarray as xr

from vallum.errors import Problem, UserError, did_you_mean
from vallum.scenario.coalition import MEMBERSHIP_DATE
from vallum.world.catalogue import UKRAINE
from vallum.world.context import Context, zeros
from vallum.world.needs import DOMAINS
from vallum.world.provenance import FactRow, Labels, Step

AMERICAN = "USA"
BY_LAW = ("EU", "EEA_EFTA")
"""Groups whose industry counts as European under the Union's rule; Ukraine's counts too."""


def build_content(context: Context) -> None:
    """Add made_in and european_content over the products of the catalogue.

    `product_at_home` of european_content: whoever orders it makes it; made_in is 0 there.
    Raises UserError where a lever of the scenario names a category or an element that is not there.
    """
    products = [str(name) for name in context.arrays["unit_price"]["product"].values]
    _refuse_unknown(context)
    listed = {row["system"]: (row, fact) for row, fact in context.facts("industry/systems")}
    offered = {row["system"]: fact for row, fact in context.facts("industry/orderable")}
    europe = european_states(context)
    work = {name: _work(context, listed[name][0], europe) for name in products if name in listed}
    states = sorted({state for shares in work.values() for state in shares} | {*context.members})
    made_in, content = zeros(product=products, state=states), zeros(product=products)
    facts = {name: listed[name][1] if name in listed else offered[name] for name in products}
    for name in products:
        content[name] = 1.0 if name not in work else 0.0
        context.ledger.record("european_content", (name,), facts[name])
        for state, share in work.get(name, {}).items():
            made_in[name, state] = share
            context.ledger.record("made_in", (name, state), facts[name])
            if state in europe:
                content[name] += share
    meaning = "part of the value of an order that a state's industry makes"
    context.add("made_in", made_in, "share", meaning)
    at_home = xr.DataArray([name not in work for name in products], dims="product")
    labelled = content.labelled().assign_coords(product_at_home=at_home)
    meaning = "part of the value of an order that is made in Europe"
    context.add("european_content", labelled, "share", meaning)
    _explain(context, work, facts, europe)


def european_states(context: Context) -> dict[str, FactRow | None]:
    """States whose work is European content, and the membership that makes it so.

    None: by the rule's own word (Ukraine) or as a member of the coalition.
    """
    by_law: dict[str, FactRow | None] = {
        row["state"]: fact
        for row, fact in context.facts("governance/memberships")
        if row["group"] in BY_LAW and (row["to"] or "9999") >= MEMBERSHIP_DATE
    }
    others = dict.fromkeys((UKRAINE, *context.members))
    return {state: fact for state, fact in (others | by_law).items() if state != AMERICAN}


def _work(context: Context, row: dict[str, Any], europe: Collection[str]) -> dict[str, float]:
    """State -> its part of the value of one system; adds up to 1."""
    design = row["design_states"].split(";")
    built = (row["producing_states"] or row["design_states"]).split(";")
    own = [state for state in built if state in europe]
    if own and any(state in europe for state in design):
        built = own
    american = (
        context.parameters["content_us_components"] if row["us_content"] == "components" else 0.0
    )
    held = context.parameters["content_design_share"]
    work = {AMERICAN: american} if american else {}
    for states, part in ((design, held), (built, 1 - held)):
        for state in states:
            work[state] = work.get(state, 0.0) + part / len(states) * (1 - american)
    return work


def _explain(
    context: Context,
    work: dict[str, dict[str, float]],
    facts: dict[str, FactRow],
    europe: Mapping[str, FactRow | None],
) -> None:
    parameters = ("content_design_share", "content_us_components")

    def made(labels: Labels) -> Step:
        if labels[0] not in work:
            return Step("made by whoever orders it", facts=(facts[labels[0]],))
        words = "work of a state = its part of the design and of the building, less American parts"
        cells = tuple(("parameter", (name,)) for name in parameters)
        return Step(words, cells, (facts[labels[0]],))

    def content(labels: Labels) -> Step:
        (name,) = labels
        if name not in work:
            return Step("European: made by whoever orders it", facts=(facts[name],))
        inside = tuple(("made_in", (name, state)) for state in work[name] if state in europe)
        members = (fact for state in work[name] if (fact := europe.get(state)))
        assumed = context.assumed("coalition.include", "coalition.partners", "coalition.exclude")
        words = "European content = the work of the Union, the EEA, Ukraine and the coalition"
        return Step(words, inside, (facts[name], *members, *assumed))

    context.ledger.derive("made_in", made)
    context.ledger.derive("european_content", content)


def _refuse_unknown(context: Context) -> None:
    """Names in the scenario's tables that only the evidence knows."""
    scenario, problems = context.scenario, list[Problem]()
    categories = sorted({str(c) for c in context.arrays["unit_price"]["product_category"].values})
    elements = [str(name) for name in context.arrays["weight"]["element"].values]
    for field, given, known, what in (
        (
            "procurement.max_types",
            scenario.procurement.max_types,
            categories,
            "category of systems",
        ),
        ("need.weights", scenario.need.weights, [*DOMAINS, *elements], "domain or force element"),
    ):
        for name in given:
            if name not in known:
                hint = did_you_mean(name, known) or f"; there are {', '.join(known)}"
                problems.append(scenario.problem(field, f"'{name}' is no {what}{hint}"))
    if not problems and not any(scenario.need.weights.get(name, 1.0) for name in DOMAINS):
        told = "leaves no domain with any weight: give one of them more than 0"
        problems.append(scenario.problem("need.weights", told))
    if problems:
        raise UserError(problems)
