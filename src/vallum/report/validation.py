"""What the facts and the models say beside what others have published.

From: a `Study` of us_absent, one of us_committed and variants of them.  To: the validation page and
the reality tests.  A miss is shown as a miss; a figure that means something else than the published
one stands beside it with the reason (`vallum.report.validation_words`).

    ratio = ours / published
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from vallum.report.validation_words import (
    AIR_DEFENCE,
    BIG_STATES,
    SECOND_COUNTS,
    SHORTFALLS,
    second_count_reason,
)
from vallum.study import Study
from vallum.world import World

HOLDS, MISSES, EXPLAINED, UNEXPLAINED = "holds", "misses", "explained", "unexplained"
FAR = 0.25
"""A second count that differs by more than this share needs an explanation."""
TANKS_PER_BRIGADE = 28
"""Bruegel-Kiel: 1,400 tanks for 50 brigades."""


@dataclass(frozen=True)
class Check:
    """One figure of ours beside a published one.

    tolerance: in words; empty where the two mean different things and the ratio is explained.
    verdict: holds, misses, explained or unexplained.
    """

    group: str
    name: str
    ours: float
    published: float
    unit: str
    tolerance: str
    source: str
    verdict: str
    explanation: str = ""

    @property
    def ratio(self) -> float | None:
        """Ours over published; None where nothing is published to divide by."""
        return self.ours / self.published if self.published else None


@dataclass(frozen=True)
class Material:
    """The runs that the checks read.

    absent: us_absent; upkept: the same with American upkeep intact; committed: us_committed;
    committed_alone: the same with the need of standing alone.
    """

    absent: Study
    upkept: Study
    committed: Study
    committed_alone: Study


def validate(material: Material) -> list[Check]:
    """All checks, in order of print."""
    world = material.absent.world
    return [
        *money_checks(world),
        *people_checks(world),
        *force_checks(world),
        *posture_checks(material.committed, material.committed_alone),
        *shortfall_checks(material),
        *second_count_checks(world),
    ]


def money_checks(world: World) -> list[Check]:
    """Defence spending, output and debt against published aggregates."""
    group, dollars, allied = "Money", "USD bn", "European allies and Canada"
    early, late = "nato_defexp_2024_06", "nato_defexp_2025_08_press"
    spending = _allied_spending(world)
    rows = spending.filter(pl.col("edition") == "2024-06", pl.col("year") == 2024)
    later = spending.filter(pl.col("edition") == "2025-08", pl.col("year") == 2024)
    union = _union(world)
    return [
        _within(
            group,
            f"Defence spending of {allied}, 2024: rows of the table",
            (_sum(rows["spending_usd_bn"]), 506.692, dollars),
            share=0.02,
            source=early,
        ),
        _within(
            group,
            "The same, 2024, as the money path has it",
            (_path(world, 2024), 506.692, dollars),
            share=0.05,
            source=early,
            why="the path takes NATO's later edition, which raised several shares of 2024 "
            "(Canada's from 1.37 to 1.47 % of GDP)",
        ),
        _within(
            group,
            "The same, 2025 at 2021 prices: rows of 2024 and NATO's growth of 15.9 %",
            (_sum(later["spending_constant_usd_bn"]) * 1.159, 559, dollars),
            share=0.01,
            source=late,
        ),
        _within(
            group,
            f"Defence spending of {allied}, 2025, as the money path has it",
            (_path(world, 2025), 608, dollars),
            share=0.10,
            source=late,
            why="the path takes the shares of March 2026 and the dollar rate of the year; NATO's "
            "figure of August 2025 rests on earlier ones",
        ),
        _within(
            group,
            "Output of the EU27, 2025",
            (float(world["gdp"].sel(state=union, year=2025).sum()), 18_677, "EUR bn"),
            share=0.01,
            source="imf_weo_2025_10",
        ),
        _within(
            group,
            "Debt of the EU27, 2025",
            (_debt(world, union), 83.175, "% of GDP"),
            share=0.01,
            source="imf_weo_2025_10",
        ),
    ]


def people_checks(world: World) -> list[Check]:
    """Soldiers against NATO's totals."""
    group, unit, source = "People", "thousand", "nato_defexp_2024_06"
    rows = world.evidence.table("economy/armed_forces").filter(pl.col("source") == source)
    canada = _sum(rows.filter(pl.col("state") == "CAN")["central"])
    active = (
        world.evidence.table("forces/personnel")
        .filter(pl.col("state").is_in(list(world.scope)), pl.col("active").is_not_null())
        .sort("year")
        .group_by("state")
        .last()
    )
    return [
        _within(
            group,
            "Armed forces of all allies, 2024",
            (_sum(rows["central"]), 3_418.6, unit),
            share=0.01,
            source=source,
        ),
        _within(
            group,
            "Armed forces of European allies and Canada, 2024",
            (_sum(rows.filter(pl.col("state") != "USA")["central"]), 2_118, unit),
            share=0.01,
            source=source,
        ),
        _within(
            group,
            "Active soldiers of European allies, as the models count them",
            (_sum(active["active"]) / 1000, 2_118 - canada, unit),
            share=0.05,
            source=source,
            why="the models use the factbook's newer, rounded counts (Hungary 30 against NATO's "
            "21 thousand)",
        ),
    ]


def force_checks(world: World) -> list[Check]:
    """Stock of the European allies against what NATO reports of them."""
    group = "Forces"
    allies = list(world.scope)
    free = (world["counted_base"] - world["home_reserve"]).clip(min=0).sel(state=allies)
    tanks = float(free.sel(category="tank").sum()) / TANKS_PER_BRIGADE
    kinds = world["modernity"]["category_of"].values
    raw = world["stock"].sel(state=allies).sum("state").values[np.isin(kinds, AIR_DEFENCE)].sum()
    return [
        Check(
            group,
            "Brigades that counted tanks equip, after home reserves",
            tanks,
            82,
            "brigades",
            "60 to 95",
            "welt_mcr",
            HOLDS if 60 <= tanks <= 95 else MISSES,
            f"{TANKS_PER_BRIGADE} tanks a brigade; NATO counted 82 brigades in 2021",
        ),
        _within(
            group,
            "Ground-based air-defence units of the European allies, all ages",
            (float(raw), 293, "units"),
            share=0.10,
            source="welt_mcr",
            why="NATO counted 293 in 2021",
        ),
    ]


def posture_checks(committed: Study, alone: Study) -> list[Check]:
    """With the United States committed, nothing that it replaces is missing."""
    rows = committed.frames()["gaps"].filter(pl.col("basis") == "replace_us")
    data = alone.gaps.data.isel(contingency=0, year=0)
    asked = alone.world["requirement"].isel(contingency=0)
    replaced = (asked.sel(basis="replace_us") > 0) & ~data["by_total"]
    shrunk = (data["base"] - data["have"]).clip(min=0)
    beyond = (data["gap"] - shrunk).where(replaced, 0.0).clip(min=0)
    return [
        _none("us_committed: largest gap in what the United States replaces, any year",
              float(rows["gap"].to_numpy().max())),
        _none("The same with the need of standing alone: largest gap in the base year beyond the "
              "decline of own stock", float(beyond.max())),
    ]  # fmt: skip


def shortfall_checks(material: Material) -> list[Check]:
    """Published shortfalls beside our gaps in the year by which forces should be ready."""
    study = material.absent
    year = study.world.scenario.need.ready_by
    rows = study.world.evidence.table("requirements/needs").filter(
        pl.col("contingency") == "stand_alone", pl.col("basis").is_in(["replace_us", "stock"])
    )
    checks = [
        _shortfall(material, row, year)
        for row in rows.sort("list", "element").iter_rows(named=True)
        if row["list"] in SHORTFALLS
    ]
    committed = material.committed.gaps.data.isel(contingency=0, year=0)
    for element, published in (("brigade", 49.0), ("air_defence_unit", 1_174.0)):
        cell = committed.sel(element=element)
        title = material.committed.gaps.title(element)
        checks.append(
            Check(
                "Published shortfalls",
                f"NATO's targets, {title[0].lower()}{title[1:]}: on top of 2021, all allies",
                float(cell["gap"]),
                published,
                material.committed.gaps.unit(element),
                "",
                "welt_mcr",
                EXPLAINED,
                f"Need {float(cell['need']):,.0f} (NATO's total without Canada's part), Europe "
                f"fields {float(cell['have']):,.0f} in 2026, the United States "
                f"{float(cell['us']):,.0f} (an imputed part). {SHORTFALLS['nato'][element]}",
            )
        )
    return checks


def second_count_checks(world: World) -> list[Check]:
    """Tanks, combat aircraft, destroyers and frigates of the big states beside other counts."""
    kinds = world["modernity"]["category_of"].values
    rows = world.evidence.table("forces/second_counts").filter(
        pl.col("state").is_in(BIG_STATES), pl.col("category").is_in(list(SECOND_COUNTS))
    )
    checks = []
    for row in rows.sort("category", "state", "source").iter_rows(named=True):
        title, ours_in = SECOND_COUNTS[row["category"]]
        held = world["stock"].sel(state=row["state"]).values[np.isin(kinds, ours_in)].sum()
        other = float(row["other_total"])
        reason = second_count_reason(row["state"], row["category"], row["source"])
        far = EXPLAINED if reason else UNEXPLAINED
        verdict = HOLDS if abs(held / other - 1) <= FAR else far
        same = {"no": "the same source fills our table; ", "unclear": "perhaps one source; "}
        checks.append(
            Check(
                "Second counts",
                f"{title}, {world.state_names[row['state']]}, counted in {row['year']}",
                float(held),
                other,
                "in service",
                "within 25 %",
                row["source"],
                verdict,
                (same.get(row["independent"], "") + (reason or row["note"] or "")).strip("; "),
            )
        )
    return checks


def _shortfall(material: Material, row: dict[str, object], year: int) -> Check:
    """One published item; the explanation takes our gap apart."""
    study, element, listed = material.absent, str(row["element"]), str(row["list"])
    cell = study.gaps.data.isel(contingency=0).sel(element=element, year=year)
    published = float(str(row["quantity_central"]))
    words = [_parts(material, element, year)]
    if reason := SHORTFALLS[listed].get(element, ""):
        words.append(reason)
    title = study.gaps.title(element)
    return Check(
        "Published shortfalls",
        f"{SHORTFALLS[listed]['title']}, {title[0].lower()}{title[1:]}: our gap of {year}",
        float(cell["gap"]),
        published,
        study.gaps.unit(element),
        "",
        str(row["source"]),
        EXPLAINED,
        " ".join(words),
    )


def _parts(material: Material, element: str, year: int) -> str:
    """Our gap as need less base, change of own stock, and upkeep withheld."""
    at = {"element": element, "year": year}
    data = material.absent.gaps.data.isel(contingency=0).sel(at)
    full = material.upkept.gaps.data.isel(contingency=0).sel(at)
    base = float(material.absent.gaps.data["base"].sel(element=element))
    need, have, unhindered = float(data["need"]), float(data["have"]), float(full["have"])
    basis = material.absent.world["requirement"].isel(contingency=0).sel(element=element)
    if float(basis.sel(basis="stock")) > 0:
        return f"Need {need:,.0f} in stock, {have:,.0f} held."
    lost = unhindered - have
    said = f"Need {need:,.0f}"
    if not bool(data["by_total"]):
        extra = float(basis.sel(basis="replace_us"))
        said += f" = {base:,.0f} fielded by the allies in 2026 + {extra:,.0f} to replace"
    said += f"; the coalition fields {have:,.0f}"
    if lost >= 0.5:
        said += f", after {lost:,.0f} lost to withheld American upkeep"
    return f"{said}."


def _allied_spending(world: World) -> pl.DataFrame:
    """NATO's rows of all allies but the United States."""
    return world.evidence.table("economy/defence_spending").filter(
        pl.col("definition") == "NATO", pl.col("state") != "USA"
    )


def _path(world: World, year: int) -> float:
    """Shares of the money path times output in dollars, Canada's share from the tables [USD bn]."""
    output = dict(
        world.evidence.table("economy/macro")
        .filter(pl.col("year") == year)
        .select("state", "gdp_usd_bn")
        .iter_rows()
    )
    canada = _allied_spending(world).filter(pl.col("state") == "CAN", pl.col("year") == year)
    shares = {state: float(world["defence_share"].sel(state=state, year=year))
              for state in world.scope}  # fmt: skip
    shares["CAN"] = canada.sort("edition")["pct_gdp"].to_list()[-1]
    return float(sum(share / 100 * output[state] for state, share in shares.items()))


def _debt(world: World, union: list[str]) -> float:
    """Public debt of these states in 2025 [% of their output]."""
    both = (
        world.evidence.table("economy/fiscal")
        .filter(pl.col("year") == 2025, pl.col("state").is_in(union))
        .join(world.evidence.table("economy/macro"), on=["state", "year"], validate="1:1")
    )
    return _sum(both["debt_pct_gdp"] * both["gdp_eur_bn"]) / _sum(both["gdp_eur_bn"])


def _union(world: World) -> list[str]:
    rows = world.evidence.table("governance/memberships").filter(
        pl.col("group") == "EU", pl.col("to").is_null()
    )
    return sorted(rows["state"].to_list())


def _sum(numbers: pl.Series) -> float:
    return float(numbers.drop_nulls().to_numpy().sum())


def _within(
    group: str,
    name: str,
    figures: tuple[float, float, str],
    *,
    share: float,
    source: str,
    why: str = "",
) -> Check:
    """A check that holds where ours is within a share of the published figure."""
    ours, published, unit = figures
    verdict = HOLDS if abs(ours / published - 1) <= share else MISSES
    tolerance = f"within {share * 100:.0f} %"
    return Check(group, name, ours, published, unit, tolerance, source, verdict, why)


def _none(name: str, ours: float) -> Check:
    verdict = HOLDS if ours < 1e-6 else MISSES
    return Check("Posture", name, ours, 0, "units", "exactly none", "vallum_design", verdict)
