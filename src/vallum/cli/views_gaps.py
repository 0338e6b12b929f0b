"""Gaps as tables for people: by element, by state, by year.

From: the frames of a study.  To: `vallum gaps`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from vallum.cli.show import heading, number, percent, say, table
from vallum.cli.views_run import explain, main_gaps, mark
from vallum.errors import UserError, did_you_mean

A_TENTH = 0.1
"""Differences below this much of a unit are not worth a sentence."""
QUANTITIES = ("need", "have", "us", "gap")


@dataclass(frozen=True)
class Choice:
    """What the user wants to see; None: everything."""

    year: int | None = None
    element: str | None = None
    contingency: str | None = None


def choose(gaps: pl.DataFrame, choice: Choice) -> pl.DataFrame:
    """The rows of a choice.  Raises UserError where it names what is not there."""
    kept = gaps
    if choice.contingency is not None:
        kept = kept.filter(_named(gaps, "contingency", choice.contingency))
    if choice.element is not None:
        kept = kept.filter(_named(gaps, "element", choice.element))
    if choice.year is not None:
        years = sorted(gaps["year"].unique().to_list())
        if choice.year not in years:
            raise UserError(
                f"--year {choice.year} is outside the planned years {years[0]} to {years[-1]}"
            )
        kept = kept.filter(pl.col("year") == choice.year)
    if kept.is_empty():
        raise UserError(f"{choice.contingency} does not ask for {choice.element}")
    return kept


def show_by_element(gaps: pl.DataFrame, year: int) -> None:
    """One table a contingency: its elements in one year."""
    year = _within(gaps, year)
    for part in gaps.partition_by("contingency", maintain_order=True):
        rows = [
            [
                f"{row['title']}{mark(row)}",
                *(number(row[name]) for name in QUANTITIES),
                row["unit"],
                percent(row["met_share"]),
            ]
            for row in part.filter(pl.col("year") == year).iter_rows(named=True)
        ]
        heading(f"{part['contingency_title'][0]}, {year} ({part['contingency'][0]})")
        heads = ["element", "need", "have", "US", "gap", "unit", "met"]
        table(heads, rows, right=set(heads) - {"element", "unit"})
    print()
    explain(gaps)
    names = ", ".join(gaps["element"].unique(maintain_order=True).to_list())
    say(f"One element over the years: --by year --element NAME, of {names}.")


def show_by_state(frames: Mapping[str, pl.DataFrame], choice: Choice, year: int) -> None:
    """What each state brings in one year: of one element in units, or of each domain in shares."""
    brought = frames["contributions"]
    year = _within(brought, year)
    brought = brought.filter(pl.col("year") == year)
    if choice.element is not None:
        _show_element_by_state(frames["gaps"], brought, choice.element, year)
    else:
        _show_domains_by_state(frames["stand_alone"], brought, year)


def show_by_year(gaps: pl.DataFrame, self_reliance: pl.DataFrame, choice: Choice) -> None:
    """One row a year: an element's quantities, or how far each contingency is met."""
    for part in gaps.partition_by("contingency", maintain_order=True):
        name = part["contingency"][0]
        if choice.element is not None:
            first = part.row(0, named=True)
            heading(f"{first['title']}{mark(first)} in {first['unit']}, {name}")
            heads = ["year", "need", "have", "US", "gap", "met"]
            rows = [
                [
                    str(row["year"]),
                    *(number(row[quantity]) for quantity in QUANTITIES),
                    percent(row["met_share"]),
                ]
                for row in part.iter_rows(named=True)
            ]
            table(heads, rows, right=set(heads))
        else:
            heading(f"{part['contingency_title'][0]} ({name})")
            index = self_reliance.filter(pl.col("contingency") == name)
            _show_years(part, index.filter(pl.col("year").is_in(part["year"].unique().to_list())))
    print()
    explain(gaps)


def _show_years(gaps: pl.DataFrame, index: pl.DataFrame) -> None:
    short = dict(gaps.group_by("year").agg((pl.col("gap") > 0).sum()).iter_rows())
    asked = gaps["element"].n_unique()
    heads = ["year", "self-reliance", "weakest", "element", f"with a gap, of {asked}"]
    rows = [
        [
            str(row["year"]),
            percent(row["mean"]),
            percent(row["bottleneck"]),
            row["worst_title"],
            str(short.get(row["year"], 0)),
        ]
        for row in index.iter_rows(named=True)
    ]
    table(heads, rows, right=set(heads) - {"element"})


def _show_element_by_state(
    gaps: pl.DataFrame, brought: pl.DataFrame, element: str, year: int
) -> None:
    asked = main_gaps(gaps).filter(_named(gaps, "element", element), pl.col("year") == year)
    if asked.is_empty():
        raise UserError(f"the main contingency does not ask for {element}: no state's part is told")
    whole = asked.row(0, named=True)
    heading(f"{whole['title']} by state, {year}, in {whole['unit']}")
    found = brought.filter(pl.col("element") == whole["element"], pl.col("units") > 0)
    rows = [
        [row["state"], row["state_name"], number(row["units"]), percent(row["share"])]
        for row in found.sort(["units", "state"], descending=[True, False]).iter_rows(named=True)
    ]
    total = number(float(found["units"].sum()))
    table(
        ["code", "state", "brings", "share"],
        [*rows, ["", "all together", total, percent(1.0 if rows else 0.0)]],
        right={"brings", "share"},
    )
    missing = whole["need"] - whole["have"]
    say(f"Needed: {number(whole['need'])}; missing without the US: {number(max(missing, 0.0))}.")
    if (away := float(found["units"].sum()) - whole["have"]) > A_TENTH:
        say(f"Of these, {number(away)} are deployed outside and do not count towards that need.")


def _show_domains_by_state(domains: pl.DataFrame, brought: pl.DataFrame, year: int) -> None:
    titles = {
        name: title
        for name, title in domains.select("domain", "title").iter_rows()
        if name in brought["domain"]
    }
    heading(f"What each state brings, {year}: share of the coalition's, mean over each domain")
    mean = brought.group_by("state", "state_name", "domain").agg(pl.col("share").mean())
    wide = mean.pivot("domain", index=["state", "state_name"], values="share")
    order = pl.mean_horizontal(*titles).alias("all")
    rows = [
        [row["state"], row["state_name"], *(_share(row[name]) for name in titles)]
        for row in wide.with_columns(order)
        .sort(["all", "state"], descending=[True, False])
        .iter_rows(named=True)
    ]
    heads = ["code", "state", *titles.values()]
    table(heads, rows, right=set(titles.values()))
    say("In units, for one element: --by state --element NAME.")


def _share(share: float | None) -> str:
    """With a decimal, for most states bring a few per cent; empty where a state brings nothing."""
    return f"{100 * share:.1f} %" if share else ""


def _within(frame: pl.DataFrame, year: int) -> int:
    years: Any = frame["year"]
    return int(min(max(year, years.min()), years.max()))


def _named(gaps: pl.DataFrame, column: str, name: str) -> pl.Expr:
    """The rows of an element or contingency, by its short name or its title."""
    titles = "title" if column == "element" else "contingency_title"
    known = {
        word.casefold(): code
        for code, title in gaps.select(column, titles).unique(maintain_order=True).iter_rows()
        for word in (code, title)
    }
    if name.casefold() not in known:
        codes = gaps[column].unique(maintain_order=True).to_list()
        near = did_you_mean(name, [*codes, *known]) or f"; there are {', '.join(codes)}"
        raise UserError(f"there is no {column} '{name}' in this scenario{near}")
    found: pl.Expr = pl.col(column) == known[name.casefold()]
    return found
