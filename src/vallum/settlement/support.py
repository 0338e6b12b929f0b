"""Who helps Ukraine with what, how evenly, and how much of America's part Europe makes up for.

From: ukraine/aid, ukraine/aid_by_month, ukraine/aid_totals, ukraine/money, economy/macro.
To: `vallum support`, report.

    burden[n] = (own aid + key[n] * aid of EU institutions) / GDP of 2021      (key: GDP, members)
    gap[n]    = max(0, average burden of Europe - burden[n]) * GDP of 2021
    replaced  = (Europe's monthly pace after - before) / (America's before - after)
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from vallum.world.settlement import SettlementFacts

KINDS = ("military", "financial", "humanitarian")
OUTSIDE_EU = ("CHE", "GBR", "ISL", "NOR")
INSTITUTIONS, AMERICA = "EU_INST", "USA"
GDP_YEAR = 2021
"""The year whose GDP the tracker divides by."""
BEFORE = ("2022-02", "2024-12")
"""Months of America's help under its former government, from the invasion on."""
AFTER_FROM = "2025-03"
"""Since March 2025 the tracker records next to no new American allocations."""


@dataclass(frozen=True)
class Replacement:
    """Monthly allocations, EUR bn, and the share of America's fall that Europe's rise makes up."""

    kind: str
    europe_before: float
    europe_after: float
    usa_before: float
    usa_after: float

    @property
    def share(self) -> float | None:
        fall = self.usa_before - self.usa_after
        return None if fall <= 0 else (self.europe_after - self.europe_before) / fall


@dataclass(frozen=True)
class Support:
    """Aid by donor and year, burdens, replacement, and the streams of money by year."""

    by_donor: pl.DataFrame
    by_year: pl.DataFrame
    burden: pl.DataFrame
    replacement: tuple[Replacement, ...]
    published: pl.DataFrame
    money: pl.DataFrame
    last_month: str

    def summary(self) -> list[str]:
        """A few lines of plain facts."""
        sums = dict(
            self.by_year.filter(pl.col("kind") == "all").group_by("donors")
            .agg(pl.sum("eur_bn")).iter_rows()
        )  # fmt: skip
        total = next(each for each in self.replacement if each.kind == "all")
        military = next(each for each in self.replacement if each.kind == "military")
        lines = [
            f"Allocated to Ukraine by {self.last_month}: EUR {sums['europe']:,.1f} bn by Europe, "
            f"EUR {sums['usa']:,.1f} bn by the United States, EUR {sums['all']:,.1f} bn by all "
            "donors."
        ]
        for each, name in ((total, "help of all kinds"), (military, "military help")):
            if each.share is not None:
                fall, rise = (
                    each.usa_before - each.usa_after,
                    each.europe_after - each.europe_before,
                )
                lines.append(
                    f"Since March 2025 America gives EUR {fall:.2f} bn a month less in {name}, "
                    f"Europe EUR {abs(rise):.2f} bn {'more' if rise >= 0 else 'less'}: "
                    f"{100 * each.share:.0f} % made up for."
                )
        gap = float(self.burden["gap_eur_bn"].sum())
        lines.append(
            "Europeans below their average share of GDP would have given "
            f"EUR {gap:,.0f} bn more at that share."
        )
        return lines

    def frames(self) -> dict[str, pl.DataFrame]:
        return {
            "support_by_donor": self.by_donor,
            "support_by_year": self.by_year,
            "support_burden": self.burden,
            "support_replacement": pl.DataFrame(
                [vars(each) | {"share": each.share} for each in self.replacement]
            ),
            "support_published": self.published,
            "support_money": self.money,
        }


def support(facts: SettlementFacts) -> Support:
    """Aid to Ukraine as the tracker counts it, at current prices."""
    europe = _europe(facts)
    return Support(
        by_donor=_by_donor(facts),
        by_year=_by_year(facts, europe),
        burden=_burden(facts, europe),
        replacement=tuple(_replacement(facts, kind) for kind in ("all", *KINDS)),
        published=_published(facts),
        money=facts.money.select(
            "stream", "year", "counts", "why_not", "low", "central", "high", "path", "source",
            "verified", "note",
        ).sort("year", "stream"),
        last_month=str(facts.aid_by_month["month"].max()),
    )  # fmt: skip


def _europe(facts: SettlementFacts) -> list[str]:
    """The EU's states and institutions with Switzerland, Britain, Iceland and Norway."""
    return [*_members(facts), *OUTSIDE_EU, INSTITUTIONS]


def _members(facts: SettlementFacts) -> list[str]:
    now = (pl.col("group") == "EU") & (pl.col("to").is_null() | (pl.col("to") == ""))
    return sorted(facts.memberships.filter(now)["state"].unique().to_list())


def _by_donor(facts: SettlementFacts) -> pl.DataFrame:
    """donor, name, allocated by kind and in all, committed, share of GDP of 2021; largest first."""
    wide = (
        facts.aid.with_columns(
            column=pl.when(pl.col("measure") == "commitment")
            .then(pl.lit("committed"))
            .otherwise(pl.col("kind"))
        )
        .group_by("donor", "column")
        .agg(pl.sum("eur_bn"))
        .pivot("column", index="donor", values="eur_bn")
        .fill_null(0.0)
    )
    wide = wide.with_columns(
        pl.lit(0.0).alias(kind) for kind in (*KINDS, "committed") if kind not in wide.columns
    )
    gdp = facts.gdp.filter(pl.col("year") == GDP_YEAR).select("state", gdp="gdp_eur_bn")
    names = {**facts.names, INSTITUTIONS: "EU institutions"}
    return (
        wide.with_columns(allocated=pl.sum_horizontal(*KINDS))
        .join(gdp, left_on="donor", right_on="state", how="left")
        .with_columns(
            name=pl.col("donor").replace(names),
            share_of_gdp=pl.col("allocated") / pl.col("gdp"),
        )
        .select("donor", "name", *KINDS, "allocated", "committed", "share_of_gdp")
        .sort(["allocated", "donor"], descending=[True, False])
    )


def _by_year(facts: SettlementFacts, europe: list[str]) -> pl.DataFrame:
    """donors (all, europe, usa, eu_institutions), year, months, kind (and all), eur_bn."""
    given = facts.aid.filter(pl.col("measure") == "allocation")
    groups = {
        "all": pl.lit(True),
        "europe": pl.col("donor").is_in(europe),
        "usa": pl.col("donor") == AMERICA,
        "eu_institutions": pl.col("donor") == INSTITUTIONS,
    }
    parts = []
    for name, chosen in groups.items():
        rows = given.filter(chosen)
        kinds = rows.group_by("year", "months", "kind").agg(pl.sum("eur_bn"))
        whole = rows.group_by("year", "months").agg(pl.sum("eur_bn"))
        whole = whole.with_columns(kind=pl.lit("all")).select(kinds.columns)
        parts.append(pl.concat([kinds, whole]).with_columns(donors=pl.lit(name)))
    columns = ["donors", "year", "months", "kind", "eur_bn"]
    return pl.concat(parts).select(columns).sort("donors", "year", "kind")


def _burden(facts: SettlementFacts, europe: list[str]) -> pl.DataFrame:
    """state, name, own and eu_part [EUR bn], burden (share of GDP of 2021), gap_eur_bn."""
    own = dict(
        facts.aid.filter(pl.col("measure") == "allocation")
        .group_by("donor").agg(pl.sum("eur_bn")).iter_rows()
    )  # fmt: skip
    members = _members(facts)
    states = [state for state in europe if state != INSTITUTIONS]
    rows = facts.gdp.filter(pl.col("year") == GDP_YEAR, pl.col("state").is_in(states))
    gdp = dict(rows.select("state", "gdp_eur_bn").iter_rows())
    of_members = sum(gdp[state] for state in members)
    given = {
        state: own.get(state, 0.0)
        + (own.get(INSTITUTIONS, 0.0) * gdp[state] / of_members if state in members else 0.0)
        for state in gdp
    }
    average = sum(given.values()) / sum(gdp.values())
    return pl.DataFrame(
        [
            {
                "state": state,
                "name": facts.names.get(state, state),
                "own_eur_bn": own.get(state, 0.0),
                "eu_part_eur_bn": given[state] - own.get(state, 0.0),
                "burden": given[state] / gdp[state],
                "average": average,
                "gap_eur_bn": max(0.0, average * gdp[state] - given[state]),
            }
            for state in sorted(gdp)
        ]
    ).sort(["burden", "state"], descending=[True, False])


def _replacement(facts: SettlementFacts, kind: str) -> Replacement:
    months = facts.aid_by_month
    if kind != "all":
        months = months.filter(pl.col("kind") == kind)
    last = str(facts.aid_by_month["month"].max())

    def pace(donors: str, first: str, until: str) -> float:
        rows = months.filter(pl.col("donors") == donors, pl.col("month").is_between(
            pl.lit(first), pl.lit(until)))  # fmt: skip
        return float(rows["eur_bn"].sum()) / _months(first, until)

    return Replacement(
        kind=kind,
        europe_before=pace("europe", *BEFORE),
        europe_after=pace("europe", AFTER_FROM, last),
        usa_before=pace("usa", *BEFORE),
        usa_after=pace("usa", AFTER_FROM, last),
    )


def _published(facts: SettlementFacts) -> pl.DataFrame:
    """Totals that the tracker's authors told, beside the sum of our rows for the same months."""
    rows = []
    for row in facts.aid_totals.iter_rows(named=True):
        months = facts.aid_by_month.filter(
            pl.col("donors") == row["donors"],
            pl.col("month").is_between(pl.lit(row["first_month"]), pl.lit(row["last_month"])),
        )
        if row["kind"] == "non_military":
            months = months.filter(pl.col("kind") != "military")
        elif row["kind"] != "all":
            months = months.filter(pl.col("kind") == row["kind"])
        ours = float(months["eur_bn"].sum())
        rows.append(
            {
                **{n: row[n] for n in ("donors", "kind", "first_month", "last_month", "edition")},
                "published": row["eur_bn"],
                "ours": ours,
                "difference": ours / row["eur_bn"] - 1,
            }
        )
    return pl.DataFrame(rows)


def _months(first: str, last: str) -> int:
    """
    >>> _months("2022-02", "2022-04")
    3
    """
    years, months = (
        int(b) - int(a) for a, b in zip(first.split("-"), last.split("-"), strict=True)
    )
    return 12 * years + months + 1
