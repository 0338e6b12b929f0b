"""The same for common fleets, territorial defence and enablers: tables of one part of a plan each.

From: a run's tables and its World.  To: `vallum.study.lineage`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from vallum.planner.inputs import SUMMED
from vallum.study.figures import WITH_PLAN, Results, plain
from vallum.world import World
from vallum.world.build import ALLIANCE
from vallum.world.pooling import POOL
from vallum.world.provenance import Labels, Step

Cells = tuple[tuple[str, Labels], ...]


@dataclass(frozen=True)
class PoolingFormulas:
    """Formulas for these tables; none for those that the run does not have."""

    world: World
    results: Results

    def formulas(self) -> dict[str, Callable[[Labels], Step]]:
        """Name of a figure (`table/column`) -> its formula."""
        return {
            f"{table}/{column}": partial(of, self, column)
            for table in self.results.tables()
            if (of := _BY_TABLE.get(plain(table)))
            for column in self.results.figures_of(table)
        }

    def _territorial(self, column: str, key: Labels) -> Step:
        need, kept = ("territorial", key[:2]), ("at_home", key)
        if column == "need":
            return Step("what the state needs for its own territory", (need,))
        if column == "at_home":
            return Step("what it keeps at home anyway", (kept,))
        return Step("missing = need - what is kept at home, or nothing", (need, kept))

    def _planned_home(self, column: str, key: Labels) -> Step:
        if column in ("need", "at_home"):
            return self._territorial(column, key)
        state, category, _ = key
        bought = self._planned((state,), (category,))
        weight = self.world.assumed("need.territorial_weight")
        if column == "bought":
            words = "bought = what the plan orders for the state's own territory"
            return Step(words, (("territorial", key[:2]), *bought), weight)
        words = "missing = need - what is kept at home - what is bought for it"
        return Step(words, (("territorial", key[:2]), ("at_home", key), *bought), weight)

    def _pool(self, column: str, key: Labels) -> Step:
        category, year = key
        if column == "alliance_owned":
            words = "the coalition's part of what the alliance owns"
            return Step(words, (("counted", (ALLIANCE, category, year)), ("coalition", ())))
        asked = self.world.assumed("pooling.categories")
        words = {
            "pool_owned": "what has arrived for the pool until then, as it counts",
            "arrives": "what arrives for the pool in the year",
            "due_eur_bn": "payments by milestone for the pool's orders, and their upkeep",
        }[column]
        names = ("paid_at_order", "running_cost") if column == "due_eur_bn" else ()
        paid = tuple(("parameter", (name,)) for name in names)
        return Step(words, (*self._planned((POOL,), (category,)), *paid), asked)

    def _pool_members(self, column: str, key: Labels) -> Step:
        state, year = key
        own = ("pool_key", (state,))
        if column == "key":
            words = "key = the state's part of the pool's cost, among those who can pay that year"
            cells = (own, ("plan_money", (state, year)), ("parameter", ("pool_able",)))
            return Step(words, cells, self.world.assumed("pooling.payers"))
        spent = tuple(("plan_pool/due_eur_bn", (name, year)) for name in self._categories)
        words = "paid = key of the year x what the pool spends, as it falls due or ahead of it"
        return Step(words, (("plan_pool_members/key", key), *spent))

    def _enabler_costs(self, column: str, key: Labels) -> Step:
        element, _ = key
        name = "paid_at_order" if column == "purchase_eur_bn" else "running_cost"
        words = {
            "purchase_eur_bn": "payments by milestone for what the plan orders for the element",
            "upkeep_eur_bn": "upkeep of what has arrived of it",
        }[column]
        return Step(words, (*self._for(element), ("parameter", (name,))))

    def _enablers(self, column: str, key: Labels) -> Step:
        (element,) = key
        years = [int(year) for year in self.world.years]
        gaps = {
            suffix: tuple((f"gaps{suffix}/met_share", (self._main, element, y)) for y in years)
            for suffix in ("", WITH_PLAN)
        }
        us = tuple(("gaps/us", (self._main, element, year)) for year in (years[0], years[-1]))
        paid = {
            name: tuple((f"plan_enabler_costs/{name}", (element, year)) for year in years)
            for name in ("purchase_eur_bn", "upkeep_eur_bn")
        }
        both = (*paid["purchase_eur_bn"], *paid["upkeep_eur_bn"])
        published = self._published(element)
        ends = tuple(
            (f"gaps{suffix}/have", (self._main, element, years[-1])) for suffix in ("", WITH_PLAN)
        )
        words, cells = {
            "us_today": ("American part in the first year", us[:1]),
            "us_until": ("last year in which the United States gives as much as at first", us),
            "us_stays": ("American part in the last year", us[1:]),
            "covered_without_plan": ("first year from which it stays at 95 % or more", gaps[""]),
            "covered": (
                "first year from which it stays at 95 % or more with the plan",
                gaps[WITH_PLAN],
            ),
            "years_open": (
                "years from the end of the American part to the year of cover",
                (*us, *gaps[WITH_PLAN]),
            ),
            "adds": ("what the plan adds by the last year", ends),
            "purchase_eur_bn": ("sum over all years", paid["purchase_eur_bn"]),
            "upkeep_eur_bn": ("sum over all years", paid["upkeep_eur_bn"]),
            "to_cover_eur_bn": (
                "purchase and upkeep up to the year of cover",
                (*both, *gaps[WITH_PLAN]),
            ),
            "published_eur_bn": ("the largest published cost of such a programme", published),
            "ratio": (
                "purchase of the plan over the published cost",
                (*paid["purchase_eur_bn"], *published),
            ),
        }[column]
        return Step(words, cells)

    def _published(self, element: str) -> Cells:
        figures = self.world["enabler_cost"]
        names = figures["published"].values[figures["element"].values == element]
        return tuple(("enabler_cost", (str(name),)) for name in names)

    def _for(self, element: str) -> Cells:
        return self._planned(self._buyers, SUMMED.get(element, (element,)))

    def _planned(self, states: tuple[str, ...], categories: tuple[str, ...]) -> Cells:
        return tuple(
            ("planned", (state, system))
            for state, system, category in self._orders
            if state in states and category in categories
        )

    @cached_property
    def _orders(self) -> list[tuple[str, str, str]]:
        frame = self.results.frames["plan_orders"].select("state", "system", "category")
        return sorted(set(frame.iter_rows()))

    @cached_property
    def _buyers(self) -> tuple[str, ...]:
        return tuple(sorted({state for state, _, _ in self._orders}))

    @cached_property
    def _categories(self) -> list[str]:
        return sorted(set(self.results.frames["plan_pool"]["category"]))

    @property
    def _main(self) -> str:
        return str(self.world["requirement"]["contingency"].values[0])


_BY_TABLE: Mapping[str, Callable[..., Step]] = {
    "territorial": PoolingFormulas._territorial,
    "plan_territorial": PoolingFormulas._planned_home,
    "plan_pool": PoolingFormulas._pool,
    "plan_pool_members": PoolingFormulas._pool_members,
    "plan_enablers": PoolingFormulas._enablers,
    "plan_enabler_costs": PoolingFormulas._enabler_costs,
}
