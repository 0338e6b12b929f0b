"""The same for a plan's tables: what stands behind an order, a cost, a line, a bottleneck.

From: a run's tables and its World.  To: `vallum.study.lineage`.

One programme decides all orders at once, so in the end each of them depends on every need, price,
line and budget.  A chain names what bears on the figure itself: the needs that the system serves,
its price, lead time and line, who may order it, and the money of the state that does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from vallum.planner.inputs import SUMMED
from vallum.study import lineage_money, lineage_ukraine
from vallum.study.figures import plain
from vallum.study.lineage_parts import PartFormulas
from vallum.study.lineage_people import kind_titled
from vallum.study.plan_records import WORDS, Cells
from vallum.world.pooling import POOL
from vallum.world.provenance import Labels, Step

_LINE_LEADS = tuple(f"line_lead_{kind}" for kind in ("munitions", "land", "air", "ships"))


class PlanFormulas(PartFormulas):
    """Formulas for the tables of a plan; none where the run has no plan."""

    def formulas(self) -> dict[str, Callable[[Labels], Step]]:
        """Name of a figure (`table/column`) or of a step between -> its formula."""
        made: dict[str, Callable[[Labels], Step]] = {
            "plan_adds": self._adds,
            "planned": self._planned,
            "ready_by": self._ready_by,
        }
        for table in self.results.tables():
            if of := _BY_TABLE.get(plain(table)):
                for column in self.results.figures_of(table):
                    made[f"{table}/{column}"] = partial(of, self, column)
        return made

    def _ready_by(self, _: Labels) -> Step:
        return Step(
            "the year in which forces should be ready", facts=self._assumed("need.ready_by")
        )

    def _planned(self, key: Labels) -> Step:
        """Orders of one state for one system."""
        state, system = key
        row = self.results.row("plan_catalogue", (system,))
        year = self._ready
        needs: list[tuple[str, Labels]] = []
        for element in filter(None, row["serves"].split(";")):
            at = (self._main, element, year)
            needs += [("gaps/need", at), ("gaps/have", at)]
        own: list[tuple[str, Labels]] = [
            ("unit_price", (system,)),
            ("lead", (system,)),
            ("equivalence", (system,)),
        ]
        own += [("line", (system, year)), ("line_committed", (system, year))]
        bounds: Cells = (("eligible", (state, system)), ("plan_money", (state, year)))
        if state == POOL:  # its money is the members'
            bounds += tuple(
                cell
                for n in self.world.members
                for cell in (("pool_key", (n,)), ("plan_money", (n, year)))
            )
        return Step(f"order: {WORDS}", (*needs, *own, *bounds), self._levers_set)

    def _orders(self, column: str, key: Labels) -> Step:
        state, system, _, channel, _ = key
        planned = ("planned", (state, system))
        if column == "quantity":
            return Step("quantity: what the state orders of the system", (planned,))
        own = (("unit_price", (system,)), ("slope", (system,)), ("batch", (system,)))
        names = ["learning_share", "line_fixed_share"]
        words = "cost = quantity x unit price at the volume that is ordered together"
        if channel == "joint":
            names.append("joint_overhead")
            words += " x (1 + joint_overhead)"
        return Step(words, (planned, *own, *(("parameter", (name,)) for name in names)))

    def _costs(self, column: str, key: Labels) -> Step:
        state, year = key
        if column == "money":
            return Step("money that the plan may spend", (("plan_money", key),))
        systems = self._ordered.get(state, ())
        bought = tuple(("planned", (state, system)) for system in systems)
        prices = tuple(("unit_price", (system,)) for system in systems)
        if column == "total":
            return self._total_cost(key)
        if column in ("pool", "upgrades", "spares", "crews", "licences", "ukraine", "instruments"):
            return self._part_cost(column, key)
        names = {
            "purchases": ("paid_at_order",),
            "brigade_kit": ("brigade_kit",),
            "people": ("person_cost",),
            "lines": ("line_cost", "line_growth", *_LINE_LEADS),
        }
        parameters = tuple(("parameter", (name,)) for name in names[column])
        if column == "purchases":
            words = "purchases = payments for orders by milestone, and their upkeep"
            kept = tuple(("upkeep", (system,)) for system in systems)
            return Step(words, (*bought, *prices, *kept, *parameters))
        if column == "lines":
            ramped = tuple(("unit_price", (system,)) for system in self._systems)
            words = "lines = the state's share of what growing lines cost"
            return Step(words, (*ramped, *parameters, ("plan_money", key)))
        brigade = (("people", (state,)), *self._brigade(state, int(year)))
        words = {
            "brigade_kit": "brigade kit = brigades newly formed x the kit that no table lists",
            "people": "people = soldiers of brigades beyond today's x cost of a soldier",
        }[column]
        return Step(words, (*brigade, *parameters))

    def _total_cost(self, key: Labels) -> Step:
        parts = [
            name for name in self.results.figures_of("plan_costs") if name not in ("total", "money")
        ]
        cells = tuple((f"plan_costs/{name}", key) for name in parts)
        return Step(f"total = {' + '.join(parts).replace('_', ' ')}", cells)

    def _lines(self, column: str, key: Labels) -> Step:
        system, _ = key
        line, signed = ("line", key), ("line_committed", key)
        if column == "signed":
            return Step("signed orders that the line still has to make", (signed,))
        if column == "planned":
            cells = tuple(("planned", (state, system)) for state in self._buyers.get(system, ()))
            if not cells:
                return Step("the plan orders none of it", (line, signed))
            return Step("planned = what all states order, in the year it arrives", cells)
        growth = (("parameter", ("line_growth",)), ("parameter", ("line_growth_ships",)))
        return Step("capacity = the line as announced, and as far as the plan lets it grow",
                    (line, signed, *growth, *self._licensed(system)),
                    self._assumed("procurement.line_pace"))  # fmt: skip

    def _catalogue(self, column: str, key: Labels) -> Step:
        (system,) = key
        if column == "lead_years":
            return Step("lead time from order to the middle of a batch", (("lead", key),))
        if column == "price_stated_eur_mn":
            known = system in self.world["price"]["product"].values
            return Step("price as a source states it", (("price", key),) if known else ())
        return Step("price of the package, the one that the plan pays", (("unit_price", key),))

    def _scale(self, column: str, key: Labels) -> Step:
        (system,) = key
        if column == "batch":
            return Step("reference batch of the category", (("batch", key),))
        if column == "unit_price_eur_mn":
            return Step(
                "price of the package in a batch of the reference size", (("unit_price", key),)
            )
        cells: Cells = tuple(("planned", (state, system)) for state in self._buyers[system])
        if column in ("units", "joint_units", "states", "states_joint"):
            return Step("counted over the orders of all states", cells)
        cells += tuple((name, key) for name in ("unit_price", "slope", "batch"))
        names = ("learning_share", "line_fixed_share", "joint_overhead")
        cells += tuple(("parameter", (name,)) for name in names)
        words = {
            "price_paid_eur_mn": "mean price of all orders, each at the volume ordered together",
            "price_alone_eur_mn": "mean price if each state placed its orders nationally",
            "saving_eur_bn": "joint orders at their price against the price of each state alone",
        }[column]
        return Step(words, cells)

    def _bottlenecks(self, column: str, key: Labels) -> Step:
        constraint, where = key
        row = self.results.row("bottlenecks", key)
        state = {name: code for code, name in self.world.state_names.items()}.get(where, where)
        year = int(row["year"])
        cells: Cells = {
            "production line": (("line", (where, year)), ("line_committed", (where, year))),
            "money": (("plan_money", (state, year)),),
            "soldiers": (("people", (state,)),),
            "recruits": (("recruits", (state, year)),),
            "training places": (("training_places", kind_titled(self.world, where)),),
        }[constraint]
        words = {
            "shadow_price": f"shadow price: {WORDS}; what one more unit would take off",
            "relief": "relief = shadow prices x 10 % more of it in every year",
            "evidence_share": "part of the fact rows behind the bound that are not imputed",
        }.get(column, "the year in which it binds most")
        return Step(words, cells)

    def _sweep(self, column: str, key: Labels) -> Step:
        words = "the plan solved again with this share of a rise in spending outside the catalogue"
        money = tuple(("plan_money", (state, self._ready)) for state in self._states)
        marginal = ("outside_marginal", "equipment_marginal", "support_marginal")
        return Step(words, (*money, *(("parameter", (name,)) for name in marginal)))

    def _adds(self, key: Labels) -> Step:
        """What the plan adds to a state's element until a year."""
        state, element, _ = key
        own = self._ordered.get(state, ())
        helpful = [name for name in own if self._counts(name, element)]
        kept = self._kept(state, element)
        given = lineage_ukraine.gifts_of(self, key)
        if not helpful and not kept and not given:
            return Step("the plan adds nothing to this element in this state")
        cells = (*(("planned", (state, name)) for name in helpful), *kept, *given)
        words = "what the plan adds = what has arrived until then, as it counts"
        words += ", less what is given to Ukraine" if given else ""
        return Step(words, cells)

    def _kept(self, state: str, element: str) -> Cells:
        """Upgrades and spares of a state that an element takes."""
        kinds = self.taken.get(element, frozenset()) | {element, *SUMMED.get(element, ())}
        return tuple(
            (f"{table}/quantity", key)
            for table in ("plan_upgrades", "plan_spares")
            if table in self.results.frames
            for key, row in self._records(table, state)
            if row["category"] in kinds
        )

    def _counts(self, system: str, element: str) -> bool:
        row = self.results.row("plan_catalogue", (system,))
        return element in row["serves"].split(";") or row["category"] in SUMMED.get(element, ())


_BY_TABLE: Mapping[str, Callable[..., Step]] = {
    "plan_orders": PlanFormulas._orders,
    "plan_deliveries": PlanFormulas._orders,
    "plan_costs": PlanFormulas._costs,
    "plan_lines": PlanFormulas._lines,
    "plan_catalogue": PlanFormulas._catalogue,
    "plan_scale": PlanFormulas._scale,
    "plan_levers": PlanFormulas._levers,
    "plan_consolidation": PlanFormulas._consolidation,
    "plan_changes": PlanFormulas._changes,
    "plan_upgrades": PlanFormulas._upgrades,
    "plan_spares": PlanFormulas._spares,
    "plan_people": PlanFormulas._people,
    "plan_licences": PlanFormulas._licences,
    "bottlenecks": PlanFormulas._bottlenecks,
    "outside_sweep": PlanFormulas._sweep,
    **lineage_ukraine.TABLES,
    **lineage_money.TABLES,
}
