"""The same for what a plan decides besides its core: levers, upkeep, people, common fleets.

From: `vallum.study.plan_records`.  To: `vallum.study.lineage_plan`.
"""

from __future__ import annotations

from vallum.study import lineage_money, lineage_ukraine
from vallum.study.lineage_people import behind_costs, behind_people
from vallum.study.plan_records import WORDS, Cells, PlanRecords
from vallum.world.pooling import POOL
from vallum.world.provenance import Labels, Step

FIELD_OF = {
    "european_content": "procurement.european_content_min",
    "joint_share": "procurement.joint_share_min",
    "us_end": "procurement.us_systems_until",
    "fair_cost": "money.fair_cost",
    "industry_return": "procurement.industry_return_min",
}
"""Lever of `plan_levers` -> the scenario's field; any other is a national exception."""


class PartFormulas(PlanRecords):
    """Formulas for the tables of a plan's parts."""

    def _levers(self, column: str, key: Labels) -> Step:
        """What a lever asks is the scenario's; what is found follows from orders and their work."""
        lever, where, _ = key
        asked = FIELD_OF.get(lever, "procurement.national_exception")
        if column == "asked":
            return Step("asked by the scenario", facts=self._assumed(asked))
        states = [where] if where in self._ordered else sorted(self._ordered)
        if lever == "industry_return":  # whoever orders may give work to a state
            states = sorted(self._ordered)
        pairs = [(n, s) for n in states for s in self._ordered[n]]
        cells: Cells = tuple(("planned", pair) for pair in pairs)
        systems = sorted({s for _, s in pairs})
        if lever == "european_content":
            cells += tuple(("european_content", (s,)) for s in systems)
        elif lever == "industry_return":
            known = self.world["made_in"]["state"].values
            cells += tuple(("made_in", (s, where)) for s in systems if where in known)
        elif lever == "fair_cost":
            cells += tuple(("gdp", (n, self._ready)) for n in states)
        words = "counted over the orders of the plan, by value"
        return Step(words, cells, self._assumed(asked))

    def _consolidation(self, column: str, key: Labels) -> Step:
        capped = self._assumed("procurement.max_types")
        if column == "cap":
            return Step("the most types that the scenario allows", facts=capped)
        own = self.results.frames["plan_catalogue"]
        systems = own.filter(own["category"] == key[0])["system"].to_list()
        pairs = [(n, s) for s in systems for n in self._buyers.get(s, ())]
        prices = tuple(("unit_price", (s,)) for s in systems)
        words = "counted over the orders of the category"
        if column.endswith("_without"):
            words += " in the plan without the cap"
        return Step(words, (*(("planned", pair) for pair in pairs), *prices), capped)

    def _changes(self, column: str, key: Labels) -> Step:
        state, system, *_ = key
        weight = ("parameter", ("persistence_weight",))
        if column == "was":
            return Step("ordered in the plan that is followed", (weight,))
        if self.results.row("plan_changes", key)["why"]:
            return Step("this plan cannot place the order of the older one", (weight,))
        planned = (("planned", (state, system)),)
        return Step("ordered in this plan, which changes the older one as little as it can",
                    (*planned, weight))  # fmt: skip

    def _upgrades(self, column: str, key: Labels) -> Step:
        state, upgrade, year = key
        fleet = ("upgradable", (state, upgrade, int(year)))
        if column == "quantity":
            terms = tuple((f"upgrade_{name}", (upgrade,)) for name in ("price", "lead", "rate"))
            category = self.results.row("plan_upgrades", key)["category"]
            words = f"upgrades of what is still in service: {WORDS}"
            return Step(words, (fleet, *terms, *self._needs_of(category)))
        if column == "adds":
            counts = (("counts_before", fleet[1]), ("counts_after", (upgrade, int(year))))
            words = "adds = quantity x (what one counts after - before)"
            return Step(words, (("plan_upgrades/quantity", key), *counts))
        cells = (("plan_upgrades/quantity", key), ("upgrade_price", (upgrade,)))
        return Step("cost = quantity x price of the upgrade", cells)

    def _spares(self, column: str, key: Labels) -> Step:
        state, category, year = key
        if column == "quantity":
            names = ("spares_recoverable", "spares_lead")
            bounds = tuple(("parameter", (name,)) for name in names)
            words = f"readiness brought back, of what is withheld: {WORDS}"
            lost = ("withheld", (state, category, int(year)))
            return Step(words, (lost, *bounds, *self._needs_of(category)))
        cells = (("plan_spares/quantity", key), ("keeping", (category,)))
        return Step("cost = readiness brought back x price of keeping it", cells)

    def _people(self, column: str, key: Labels) -> Step:
        bought = tuple(("planned", (key[0], name)) for name in self._ordered.get(key[0], ()))
        brigade = self._brigade(key[0], int(key[2]))
        return behind_people(self.world, column, key, bought=bought, brigade=brigade)

    def _licensed(self, system: str) -> Cells:
        """What stands behind new licences, where the system can have any."""
        if system not in self._shared:
            return ()
        names = ("licence_most", "licence_lead")
        return (("licence_known", (system,)), *(("parameter", (name,)) for name in names))

    def _licences(self, column: str, key: Labels) -> Step:
        system, year = key
        shared = self._licensed(system)
        if column == "added":
            words = f"licensed capacity that begins in {year}: {WORDS}"
            return Step(words, (("line", (system, self._ready)), ("line_made", key), *shared))
        words = "cost = units a year x unit price x licence_cost"
        own = (("unit_price", (system,)), ("parameter", ("licence_cost",)))
        return Step(words, (("plan_licences/added", key), *own))

    def _part_cost(self, column: str, key: Labels) -> Step:
        state, year = key
        if column == "pool":
            payers = self._payers if state == POOL else [state]
            paid = tuple(("plan_pool_members/paid_eur_bn", (payer, year)) for payer in payers)
            words = "pool = what the state pays into common fleets; below zero: what the pool gets"
            return Step(words, paid)
        if column == "crews":
            bought = tuple(("planned", (state, name)) for name in self._ordered.get(state, ()))
            words = "crews = recruiting and training by kind, and pay of crews beyond today's"
            pay = ("parameter", ("person_cost",))
            return Step(words, (*behind_costs(self.world, key), *bought, pay))
        if column == "licences":
            arrays = ("unit_price", "licence_known")
            shared = tuple((array, (name,)) for name in sorted(self._shared) for array in arrays)
            names = ("licence_cost", "licence_lead", "licence_most")
            assumed = tuple(("parameter", (name,)) for name in names)
            words = "licences = the state's share of what second lines under licence cost"
            return Step(words, (*shared, *assumed, ("plan_money", key)))
        if column == "instruments":
            return lineage_money.part_of_costs(self, key)
        if column == "ukraine":
            return lineage_ukraine.donated(self, key)
        price = {"upgrades": "paid_at_order", "spares": "spares_cost"}[column]
        rows = self._rows_of(f"plan_{column}", state)
        cells = tuple((f"plan_{column}/cost_eur_mn", row) for row in rows)
        words = f"{column} = what the state pays for them, in the year it is paid"
        return Step(words, (*cells, ("parameter", (price,))))
