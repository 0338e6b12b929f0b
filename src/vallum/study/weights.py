"""Which facts matter most: what each row of stock, orders and needs weighs in the answer.

From: gaps.  To: study, report, `vallum evidence weakest`.

    weight[row] = sum over elements e of  share[e] * units[row,e] / max(need[e], have[e])

in the year in which forces should be ready.  share[e] is the element's part in the self-reliance
index, units what the row adds to it: so the weight is, to first order, the part of the index that
would go if the row were not there and the need stayed as it is (what is to be replaced comes on top
of today's stock, so that a row also raises a need).  A row of a need weighs its element's whole
share.  Kit of brigades counts by its recipe, each item for its part of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from vallum.evidence import Evidence
from vallum.forces import Gaps
from vallum.world.names import PEOPLE
from vallum.world.needs import DOMAINS
from vallum.world.provenance import FactRow

NEEDS = ("requirements/needs", "requirements/sizing_rules")
MOST = 40
"""So many of the weakest facts are kept."""
SCHEMA = {
    "table": pl.String,
    "line": pl.Int64,
    "fact": pl.String,
    "state": pl.String,
    "category": pl.String,
    "value": pl.Float64,
    "verified": pl.String,
    "weight": pl.Float64,
    "source": pl.String,
    "published": pl.String,
}


def weigh_facts(gaps: Gaps) -> pl.DataFrame:
    """One row a fact, heaviest first: table, line, fact, state, category, value, verified, weight
    [share of the index], source, published (newest of its sources)."""
    found: dict[tuple[str, int], tuple[FactRow, str, str, float]] = {}
    for fact, state, category, weight in _shares(gaps):
        at = (fact.table, fact.line)
        before = found[at][3] if at in found else 0.0
        found[at] = (fact, state, category, before + weight)
    evidence = gaps.world.evidence
    rows = [
        {
            "table": fact.table,
            "line": fact.line,
            "fact": fact.key,
            "state": state,
            "category": category,
            "value": fact.value,
            "verified": fact.verified,
            "weight": round(weight, 8),
            "source": fact.source,
            "published": _published(evidence, fact.source),
        }
        for fact, state, category, weight in found.values()
    ]
    frame = pl.DataFrame(rows, schema=SCHEMA)
    return frame.sort(["weight", "table", "line"], descending=[True, False, False])


def frames_of(facts: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Tables for a run: the heaviest facts that nobody has seen, and quality by state and kind.

    `weakest_facts` as above; `quality_by_state`, `quality_by_category`: facts, weight and its share
    by mark.
    """
    weak = facts.filter(pl.col("verified") != "yes").head(MOST)
    by = {f"quality_by_{name}": _by(facts, name) for name in ("state", "category")}
    return {"weakest_facts": weak, **by}


def _by(facts: pl.DataFrame, name: str) -> pl.DataFrame:
    marks = {"share_verified": "yes", "share_unverified": "no", "share_imputed": "imputed"}
    total = pl.col("weight").sum()
    return (
        facts.filter(pl.col(name) != "")
        .group_by(name)
        .agg(
            pl.len().cast(pl.Int64).alias("facts"),
            total.alias("weight"),
            *(
                (pl.col("weight").filter(pl.col("verified") == mark).sum() / total).alias(column)
                for column, mark in marks.items()
            ),
        )
        .filter(pl.col("weight") > 0)
        .sort(["weight", name], descending=[True, False])
        .with_columns(pl.col("weight", *marks).round(6))
    )


def _shares(gaps: Gaps) -> Iterator[tuple[FactRow, str, str, float]]:
    """(fact, state, category, weight), one for each element that a fact bears on."""
    world, ledger = gaps.world, gaps.world.ledger
    year = min(world.scenario.need.ready_by, int(world.years[-1]))
    kinds = world["modernity"]
    group = {str(s): str(c) for s, c in zip(kinds["system"].values, kinds["category_of"].values,
                                            strict=True)}  # fmt: skip
    counts = {str(s): float(v) for s, v in zip(kinds["system"].values, kinds.values, strict=True)}
    serves = _serves(gaps, year)
    members = set(world.members)
    for (state, system), facts in ledger.cells.get("stock", {}).items():
        units = float(world["stock"].sel(state=state, system=system)) * counts[system]
        if state in members:
            yield from _spread(facts[0], (state, group[system]), units, serves)
    for (state, system, when), facts in ledger.cells.get("delivery", {}).items():
        if when <= year and state in members:
            due = float(world["delivery"].sel(state=state, system=system, year=when))
            yield from _spread(facts[0], (state, group[system]), due * counts[system], serves)
    shares = _index_shares(gaps)
    for element in gaps.assessed:
        for basis in world["requirement"]["basis"].values:
            for fact in ledger.facts("requirement", (gaps.main, element, str(basis))):
                if fact.table in NEEDS:
                    yield fact, "", element, shares[element]


def _spread(
    fact: FactRow, of: tuple[str, str], units: float, serves: dict[str, list[float]]
) -> Iterator[tuple[FactRow, str, str, float]]:
    """What these units of a (state, category) weigh, by the row that counts them."""
    if units > 0:
        for per_unit in serves.get(of[1], []):
            yield fact, *of, units * per_unit


def _serves(gaps: Gaps, year: int) -> dict[str, list[float]]:
    """Category -> for each element that it serves, the weight of one unit."""
    recipe, shares = gaps.world["recipe"], _index_shares(gaps)
    found: dict[str, list[float]] = {}
    for element in gaps.assessed:
        cell = gaps.data.sel(contingency=gaps.main, element=element, year=year)
        need, have = float(cell["need"]), float(cell["have"])
        if need <= 0:
            continue
        own = recipe.sel(element=element)
        items = {
            str(item): float(amount)
            for item, amount in zip(own["item"].values, own.values, strict=True)
            if amount > 0 and item != PEOPLE
        }
        summed = bool(own["summed"])
        for item, amount in items.items():
            part = 1.0 if summed else 1 / len(items)
            found.setdefault(item, []).append(shares[element] * part / (amount * max(need, have)))
    return found


def _index_shares(gaps: Gaps) -> dict[str, float]:
    """Each element's part in the self-reliance index: domains alike, weights within them."""
    weight = gaps.world["weight"]
    by_domain = {
        domain: [e for e in gaps.assessed if gaps.domain_of(e) == domain] for domain in DOMAINS
    }
    asked = [domain for domain, elements in by_domain.items() if elements]
    return {
        element: float(weight.sel(element=element))
        / sum(float(weight.sel(element=other)) for other in by_domain[domain])
        / len(asked)
        for domain in asked
        for element in by_domain[domain]
    }


def _published(evidence: Evidence, sources: str) -> str:
    """The newest date among the sources of a row; empty where none is dated."""
    return max((evidence.source(name).published for name in sources.split(";")), default="")
