"""Why a figure of a run is what it is: from a table's cell down to facts, scenario and rules.

From: a run's tables and the World that made them.  To: `vallum why RUN FIGURE`, the report.

Each table of the assessment is a layer of formulas over the World's own: the ledger of the World
goes on one floor up.  `vallum.study.lineage_plan` adds the plan's tables.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial
from itertools import product
from typing import Any

from vallum.study.figures import HEADLINE, UNITS, WITH_PLAN, Figure, Results, plain
from vallum.study.lineage_decisions import DecisionFormulas
from vallum.study.lineage_field import FieldFormulas
from vallum.study.lineage_headline import HEADLINE_UNITS, repeated
from vallum.study.lineage_industry import IndustryFormulas
from vallum.study.lineage_plan import PlanFormulas
from vallum.study.lineage_pooling import PoolingFormulas
from vallum.world import Answer, FactRow, World
from vallum.world.build import ALLIANCE
from vallum.world.names import PEOPLE, REASSURANCE
from vallum.world.needs import BASES
from vallum.world.prices import PRICE_YEAR
from vallum.world.provenance import Labels, Ledger, Rows, Step, by_place

Cell = tuple[str, Labels]
Cells = tuple[Cell, ...]
IN_PLACE = "in_place"


@dataclass(frozen=True)
class Lineage:
    """Answers for every figure of one run."""

    world: World
    results: Results

    def why(self, figure: Figure) -> Answer:
        """A figure's value, the steps behind it and the rows that it rests on.

        Raises UserError for an address that the run does not have.
        """
        rows, value = self.results.find(figure)
        if figure.table == HEADLINE:
            cells: Cells = ((HEADLINE, (figure.column, *figure.labels)),)
        else:
            key = partial(self.results.key_of, figure.table)
            cells = tuple((f"{figure.table}/{figure.column}", key(row)) for row in rows)
        chain: dict[str, None] = {}
        if len(cells) > 1:
            chain[f"{figure}: the sum of {len(cells)} rows of the table"] = None
        facts: Rows = {}
        for name, labels in cells:
            words, found = self._ledger.explain(name, labels)
            chain |= dict.fromkeys(words)
            facts |= by_place(found)
        return Answer(
            array=str(figure),
            labels={},
            value=float("nan") if value is None else value,
            unit=self._unit(figure, rows),
            chain=tuple(chain),
            rows=tuple(facts[place] for place in sorted(facts)),
        )

    def _unit(self, figure: Figure, rows: list[dict[str, Any]]) -> str:
        if figure.table == HEADLINE:
            return HEADLINE_UNITS[figure.column]
        if figure.column == "year" or figure.column in UNITS:
            return UNITS[figure.column]
        if plain(figure.table) in ("plan_costs",):
            return "EUR bn, 2025 prices"
        row = rows[0]
        if "element" in row:
            at = self.world["weight"]["unit"].sel(element=row["element"])
            return str(at.item())
        return str(row.get("unit", "units"))

    @cached_property
    def _ledger(self) -> Ledger:
        below = self.world.ledger
        plan = PlanFormulas(self.world, self.results)
        industry = IndustryFormulas(self.world, self.results)
        pooling = PoolingFormulas(self.world, self.results)
        decisions = DecisionFormulas(self.world, self.results)
        formulas = below.formulas | self._formulas() | plan.formulas()
        formulas = formulas | industry.formulas() | pooling.formulas() | decisions.formulas()
        formulas |= FieldFormulas(self.world, self.results).formulas()
        return Ledger(cells=below.cells, formulas=formulas, nothing=below.nothing)

    def _formulas(self) -> dict[str, Callable[[Labels], Step]]:
        made: dict[str, Callable[[Labels], Step]] = {
            "fielded_at_base": self._at_base,
            "quality": self._quality,
            "coalition": self._coalition,
            HEADLINE: self._headline,
        }
        for table in self.results.tables():
            if of := _BY_TABLE.get(plain(table)):
                for column in self.results.figures_of(table):
                    made[f"{table}/{column}"] = partial(of, self, table, column)
        return made

    # Forces

    def _gaps(self, table: str, column: str, key: Labels) -> Step:
        main = key[0] == self._main
        if column == "need":
            return self._need(table, key) if main else self._need_in_place(key)
        if column == "us":
            return self._american(table, key)
        if column == "have":
            return self._have(table, key) if main else self._ready(table, key)
        own = {name: (f"{table}/{name}", key) for name in ("need", "have", "us")}
        if column == "gap":
            return Step("gap = need - have - American part, or nothing", tuple(own.values()))
        if column == "met_share":
            return Step("met share = have / need, at most 1", (own["need"], own["have"]))
        words = "share without a verified row: of the rows behind the need or the stock, by size"
        return Step(words, (own["need"], own["have"]))

    def _need(self, table: str, key: Labels) -> Step:
        contingency, element, _ = key
        bases = [basis for basis in BASES if self._asked[contingency, element, basis] > 0]
        cells: list[Cell] = [("requirement", (contingency, element, basis)) for basis in bases]
        words = "need = the published total"
        if "replace_us" in bases:
            cells.append(("fielded_at_base", (element,)))
            words = "need = what Europe counted on in the base year + what the United States leaves"
            if "total" in bases:
                words += ", or the published total if that is larger"
            if self.world.us_counts:
                cells.append((f"{table}/have", key))
        elif "stock" in bases:
            words = "need = the stock that lists ask for"
        facts = self._assumed("need.set")
        return Step(words, tuple(cells), facts)

    def _need_in_place(self, key: Labels) -> Step:
        contingency, element, _ = key
        words = "need = units that must stand in place"
        facts = self._assumed("need.contingencies")
        if contingency == REASSURANCE:
            words += ", from the first year of the force"
            facts += self._assumed(f"{_MISSION}.from_year")
        return Step(words, (("requirement", (contingency, element, IN_PLACE)),), facts)

    def _american(self, table: str, key: Labels) -> Step:
        contingency, element, year = key
        lever = str(self.world["weight"]["lever"].sel(element=element).item())
        bases = (IN_PLACE,) if contingency != self._main else ("replace_us", "total")
        lever = lever if contingency == self._main else "troops"
        parts = [(name, (contingency, element, basis)) for basis in bases
                 for name in ("requirement", "us_part")]  # fmt: skip
        words = "American part = what the United States provides today x what is left of it then"
        need = (f"{table}/need", key)
        return Step(words, (*parts, ("presence", (lever, year)), need))

    def _have(self, table: str, key: Labels) -> Step:
        _, element, year = key
        suffix = WITH_PLAN if table.endswith(WITH_PLAN) else ""
        cells: list[Cell] = [
            (f"contributions{suffix}/units", (n, element, year)) for n in self._states
        ]
        words = "have = sum of what the members can field"
        taken = [
            ("requirement", (str(name), element, IN_PLACE))
            for name, nested in zip(self._contingencies, self._nested, strict=True)
            if nested == "no"
        ]
        if any(self._asks(cell) for cell in taken):
            cells += [cell for cell in taken if self._asks(cell)]
            cells.append(("availability", (element,)))
            words += " - units deployed outside"
        return Step(words, tuple(cells))

    def _ready(self, table: str, key: Labels) -> Step:
        contingency, element, year = key
        suffix = WITH_PLAN if table.endswith(WITH_PLAN) else ""
        cells: list[Cell] = [
            (f"contributions{suffix}/units", (n, element, year)) for n in self._states
        ]
        place = self._contingencies.index(contingency)
        earlier = [
            ("requirement", (name, element, IN_PLACE)) for name in self._contingencies[1:place]
        ]
        facts = self._assumed("need.contingencies", "need.concurrent")
        if REASSURANCE in self._contingencies[: place + 1]:
            facts += self._assumed(f"{_MISSION}.pool_per_deployed")
        words = "have = ready part of what the members can field, less what earlier needs take"
        found = (*cells, ("availability", (element,)), *filter(self._asks, earlier))
        return Step(words, found, facts)

    def _asks(self, cell: tuple[str, Labels]) -> bool:
        return self._asked[cell[1]] > 0

    def _contributions(self, table: str, column: str, key: Labels) -> Step:
        state, element, year = key
        if column == "share":
            every = tuple((f"{table}/units", (n, element, year)) for n in self._states)
            return Step("share = of what all members can field", every)
        cells: Cells = self._fielding(element, "counted", state, year)
        words = "units = what the scarcest item of the recipe allows, after home reserves"
        if state == ALLIANCE:
            cells += (("coalition", ()),)
            words += "; of alliance-owned fleets, the coalition's share"
        if table.endswith(WITH_PLAN):
            cells += (("plan_adds", (state, element, year)),)
            words += "; and what the plan adds"
        return Step(words, cells)

    def _at_base(self, key: Labels) -> Step:
        (element,) = key
        cells: Cells = ()
        for state in (*self.world.scope, ALLIANCE):
            cells += self._fielding(element, "counted_base", state)
        return Step("what Europe counted on = what its NATO allies field in the base year", cells)

    def _fielding(self, element: str, stock: str, state: str, *year: int) -> Cells:
        """The cells that say what a state can field of an element."""
        cells: list[Cell] = []
        for item in self._recipes[element]:
            cells.append(("recipe", (element, item)))
            if item == PEOPLE:
                cells.append(("people", (state,)))
            else:
                cells += [(stock, (state, item, *year)), ("home_reserve", (state, item))]
        return tuple(cells)

    def _coalition(self, _: Labels) -> Step:
        states = sorted({*self.world.members, *self.world.scope})
        words = "share in alliance-owned fleets = members' part of the European allies' output"
        facts = self._assumed("coalition.include", "coalition.exclude", "coalition.partners")
        return Step(words, tuple(("gdp", (state, PRICE_YEAR)) for state in states), facts)

    def _us_leaving(self, table: str, column: str, key: Labels) -> Step:
        element, year = key
        first = ("gaps/us", (self._main, element, int(self.world.years[0])))
        now = ("gaps/us", (self._main, element, year))
        words = {
            "us": "American part of the year",
            "us_first_year": "American part of the first year",
            "lost": "lost = American part of the first year - that of the year",
        }[column]
        return Step(words, {"us": (now,), "us_first_year": (first,)}.get(column, (first, now)))

    def _self_reliance(self, table: str, column: str, key: Labels) -> Step:
        contingency, year = key
        gaps = f"gaps{WITH_PLAN if table.endswith(WITH_PLAN) else ''}"
        met = tuple((f"{gaps}/met_share", (contingency, e, year)) for e in self._of(contingency))
        if column == "bottleneck":
            return Step("bottleneck = the smallest met share", met)
        weights = tuple(("weight", (element,)) for element in self._of(contingency))
        return Step(
            "index = mean over domains of the weighted mean of met shares", (*met, *weights)
        )

    def _stand_alone(self, table: str, column: str, key: Labels) -> Step:
        gaps = f"gaps{WITH_PLAN if table.endswith(WITH_PLAN) else ''}"
        members = self._members(key[0])
        met = tuple(
            (f"{gaps}/met_share", (self._main, element, int(year)))
            for element in members
            for year in self.world.years
        )
        words = "the first year from which every element of the set stays at 95 % or more"
        if column == "elements":
            return Step("the elements of the set", tuple(("weight", (e,)) for e in members))
        if column == "year_without_imputed":
            words += ", imputed needs left out"
        return Step(words, met)

    def _pooled(self, table: str, column: str, key: Labels) -> Step:
        (year,) = key
        words = {
            "national": "brigades that each state equips and mans alone, added up",
            "pooled": "brigades that the same kit and people would make if they were one pool",
        }[column]
        cells: Cells = ()
        for state in self.world.members:
            cells += self._fielding("brigade", "counted", state, year)
        return Step(words, cells)

    # Money and quality

    def _spending(self, table: str, column: str, key: Labels) -> Step:
        share = ("defence_share", key)
        if column == "pct_gdp":
            return Step("defence spending as a share of output", (share,))
        return Step("spending = share of output x output", (share, ("gdp", key)))

    def _spending_targets(self, table: str, column: str, key: Labels) -> Step:
        state, target = key
        years = [int(year) for year in self.world["defence_share"]["year"].values]
        words = f"the first year from which the share stays at {target:g} % of GDP or more"
        return Step(words, tuple(("defence_share", (state, year)) for year in years))

    def _quality_table(self, table: str, column: str, key: Labels) -> Step:
        return Step("counted over the fact rows of the quantity", (("quality", key),))

    def _quality_by_state(self, table: str, column: str, key: Labels) -> Step:
        (state,) = key
        stock = self.world["stock"]
        held = stock["system"].values[stock.sel(state=state).values > 0]
        cells = tuple(("stock", (state, str(name))) for name in held)
        return Step(
            "weighed over the facts on what the state has", cells, self._assumed("need.set")
        )

    def _quality_by_category(self, table: str, column: str, key: Labels) -> Step:
        (category,) = key
        known = category in self.world["counted_base"]["category"].values
        states = self.world.members if known else ()
        cells: list[Cell] = [("counted_base", (state, category)) for state in states]
        if category in self.world["weight"]["element"].values:
            cells += [("requirement", (self._main, category, basis)) for basis in BASES]
        return Step(
            "weighed over the facts on what there is and what is needed of it", tuple(cells)
        )

    def _quality(self, key: Labels) -> Step:
        (array,) = key
        rows = {fact: None for facts in self.world.ledger.cells[array].values() for fact in facts}
        return Step(f"each fact row behind {array}, once", facts=tuple(rows))

    def _headline(self, key: Labels) -> Step:
        name, *labels = (str(label) for label in key)
        judged = self._members("core") or self._members("all")
        return Step(f"headline: {name}", repeated(self.results, name, labels, self._main, judged))

    # The World's lists

    def _assumed(self, *names: str) -> tuple[FactRow, ...]:
        return self.world.assumed(*names)

    @cached_property
    def _recipes(self) -> dict[str, tuple[str, ...]]:
        """What an element takes, by element: looked up once, asked for by the ten thousand."""
        recipe = self.world["recipe"].transpose("element", "item")
        items = recipe["item"].values
        return {
            str(element): tuple(str(item) for item in items[needed > 0])
            for element, needed in zip(recipe["element"].values, recipe.values, strict=True)
        }

    @cached_property
    def _asked(self) -> dict[Labels, float]:
        """What is required, by contingency, element and basis."""
        required = self.world["requirement"].transpose("contingency", "element", "basis")
        labels = product(*(map(str, required[name].values) for name in required.dims))
        return dict(zip(labels, required.values.ravel().tolist(), strict=True))

    @property
    def _main(self) -> str:
        return self._contingencies[0]

    @cached_property
    def _contingencies(self) -> list[str]:
        return [str(name) for name in self.world["requirement"]["contingency"].values]

    @cached_property
    def _nested(self) -> list[str]:
        return [str(name) for name in self.world["requirement"]["nested"].values]

    @cached_property
    def _states(self) -> list[str]:
        return list(self.world.owners)

    def _of(self, contingency: str) -> list[str]:
        rows = self.results.frames["gaps"].to_dicts()
        return list(dict.fromkeys(r["element"] for r in rows if r["contingency"] == contingency))

    def _members(self, domain: str) -> list[str]:
        rows = [r for r in self.results.frames["gaps"].to_dicts() if r["contingency"] == self._main]
        if domain == "core":
            rows = [row for row in rows if row["core"]]
        elif domain != "all":
            rows = [row for row in rows if row["domain"] == domain]
        return list(dict.fromkeys(row["element"] for row in rows))


_MISSION = "ukraine.reassurance_force"
_BY_TABLE: Mapping[str, Callable[..., Step]] = {
    "gaps": Lineage._gaps,
    "contributions": Lineage._contributions,
    "us_leaving": Lineage._us_leaving,
    "self_reliance": Lineage._self_reliance,
    "stand_alone": Lineage._stand_alone,
    "pooled": Lineage._pooled,
    "spending": Lineage._spending,
    "spending_targets": Lineage._spending_targets,
    "quality": Lineage._quality_table,
    "quality_by_state": Lineage._quality_by_state,
    "quality_by_category": Lineage._quality_by_category,
}
