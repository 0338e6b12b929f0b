"""The heat map of gaps, element by year: the share of the need met, without and with a plan.

From: frames `gaps`, `gaps_with_plan`.  To: the report.  The United States counts where the need is
the alliance's (`Material.us_counts`), else not.
"""

from __future__ import annotations

import json
from typing import Any

import altair as alt
import polars as pl
from altair.typing import ChartType

from vallum.report.cells import Addresses
from vallum.report.figure import Figure
from vallum.report.material import Material, domain_titles
from vallum.report.theme import (
    INK,
    LINES,
    LINES_OFFSET,
    MET,
    NARROW,
    QUIET,
    RULE,
    WIDE,
    label_width,
    message,
    rows,
    wrapped,
)
from vallum.report.words import MET_FROM, counted, percent, plain, points

DAGGER = "\u2009†"
NARROW_LABELS = 168
"""Room for labels on a telephone [px]."""
HEADER = "\u200b"  # marks a domain's line among the lines of elements; not visible


def gap_heat_map(material: Material) -> Figure:
    """Element by year: the share of the need that is met, by what is ordered today."""
    return _figure(material, material.gaps, "gaps", _gap_title(material, material.gaps))


def gap_heat_map_with_plan(material: Material) -> Figure:
    """The same once more, on the same scale, with what the plan adds."""
    gaps = material.gaps_with_plan
    return _figure(material, gaps, "gaps-with-plan", _plan_title(material, gaps))


def _figure(material: Material, gaps: pl.DataFrame, id_: str, title: str) -> Figure:
    with_plan = id_ != "gaps"
    after = " with the plan" if with_plan else ""
    table = _heat_table(gaps, domain_titles(material.frames))
    return Figure(
        id=id_,
        title=title,
        description=(
            "Heat map. One line per force element, grouped by domain, one column per year from "
            f"{material.first} to {material.last}. Each cell gives the share of the need that is "
            f"met{after}, {material.terms}; the darker, the less is met."
        ),
        chart=_heat_chart(material, gaps, WIDE, material.years),
        narrow=_heat_chart(material, gaps, NARROW, _few(material.years, material.year)),
        table=table,
        source=f"{material.credit}; stocks, deliveries and needs from the run’s sources.",
        unit=f"Share of the need met{after}, {material.terms}, %",
        note=(
            "Bold: core set. † and italics: no number is published for this need, a sizing rule "
            "gives it. – : no need in that year."
        ),
        addresses=_heat_addresses(material, gaps, table, plan=with_plan),
    )


def _gap_title(material: Material, gaps: pl.DataFrame) -> str:
    now = gaps.filter(pl.col("year") == material.year)
    if now.is_empty():
        return f"No need is stated for {material.year}"
    short = now.filter(pl.col("scored") < MET_FROM)
    if short.is_empty():
        even = "" if material.us_counts else "even "
        return f"No element falls short in {material.year}, {even}{material.terms}"
    terms = f", {material.terms}," if material.us_counts else ""
    worst = short.sort(pl.col("core").not_(), "imputed", "scored", "title").row(0, named=True)
    falls = f"{'falls' if short.height == 1 else 'fall'} short"
    many = f"{short.height} of {counted(now.height, 'element')} {falls}"
    if worst["imputed"]:  # no single figure is put forward that only a sizing rule supports
        return f"{many}{terms.rstrip(',')} in {material.year}"
    return (
        f"{worst['title']}: {percent(worst['scored'])} of the need met{terms} in {material.year}; "
        f"{many}"
    )


def _plan_title(material: Material, gaps: pl.DataFrame) -> str:
    """How many elements fall short in the last year, without the plan and with it."""
    before, after = (
        frame.filter(pl.col("year") == material.last, pl.col("scored") < MET_FROM).height
        for frame in (material.gaps, gaps)
    )
    now = gaps.filter(pl.col("year") == material.last).height
    if not now:
        return f"No need is stated for {material.last}"
    soon = gaps.filter(pl.col("year") == material.year, pl.col("scored") < MET_FROM).height
    left = "none" if not after else f"{after}"
    return (
        f"By {material.last} the plan cuts the elements that fall short from {before} to {left}"
        + (f"; in {material.year} it still leaves {soon} of {now}" if soon else "")
        if before > after
        else f"The plan leaves {after} of {counted(now, 'element')} short in {material.last}"
    )


def _heat_chart(material: Material, gaps: pl.DataFrame, width: int, years: list[int]) -> ChartType:
    if gaps.is_empty():
        return message("No need is stated in this scenario.", width)
    room = 400 if width == WIDE else NARROW_LABELS
    lines, cells = _heat_cells(gaps, domain_titles(material.frames), years, room)
    names = [line["line"] for line in lines]
    margin = label_width(names, 262) if width == WIDE else NARROW_LABELS
    step = 25 if any("\n" in name for name in names) else 21
    bold = {"condition": {"test": _among(lines, "strong"), "value": "bold"}, "value": "normal"}
    slanted = {
        "condition": {"test": _among(lines, "imputed"), "value": "italic"},
        "value": "normal",
    }
    tone = {"condition": {"test": _among(lines, "header"), "value": QUIET}, "value": INK}
    y = alt.Y("line:N").sort(names).axis(
        labelExpr=LINES, labelLineHeight=11.5, labelOffset=LINES_OFFSET,
        title=None, domain=False, ticks=False, labelAlign="left", labelPadding=margin,
        labelLimit=margin - 4, minExtent=margin, maxExtent=margin,
        labelFontWeight=bold, labelFontStyle=slanted, labelColor=tone,
    )  # fmt: skip
    y = y.scale(domain=names)
    x = alt.X("year:O").axis(orient="top", title=None, domain=False, ticks=False, labelAngle=0)
    base = alt.Chart(rows(cells)).encode(x=x, y=y)
    legend = alt.Legend(
        title=None, orient="bottom", direction="horizontal", symbolType="square",
        columns=5 if width == WIDE else 2, symbolStrokeColor=RULE,
    )  # fmt: skip
    fill = alt.Color("class:N").scale(MET.scale()).legend(legend)
    tiles = base.transform_filter("datum.class != null").mark_rect(
        stroke="#ffffff", strokeWidth=1.5
    )
    frame = base.transform_filter(f"datum.class == '{MET.labels[-1]}'").mark_rect(
        fill=None, stroke=RULE, strokeWidth=0.6, width=alt.RelativeBandSize(band=0.95)
    )
    text = base.mark_text(fontSize=10.5).encode(text="text:N", color=alt.Color("ink:N").scale(None))
    size = {"width": width - margin - 4, "height": alt.Step(step)}
    chart: ChartType = (
        alt.layer(tiles.encode(color=fill), frame, text)
        .resolve_scale(color="independent")
        .properties(**size)
    )
    return chart


def _heat_cells(
    gaps: pl.DataFrame, titles: dict[str, str], years: list[int], room: float
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Lines of the heat map (domains and elements, in order) and its cells."""
    lines: list[dict[str, Any]] = []
    cells: list[dict[str, Any]] = []
    for (domain,), part in gaps.group_by("domain", maintain_order=True):
        header = HEADER + titles.get(str(domain), plain(str(domain))).upper()
        lines.append({"line": header, "header": True})
        for (title,), element in part.group_by("title", maintain_order=True):
            imputed = bool(element["imputed"].any())
            line = wrapped(f"{title}{DAGGER if imputed else ''}", room)
            strong = bool(element["core"].any())
            lines.append({"line": line, "strong": strong, "imputed": imputed})
            met = dict(element.select("year", "scored").iter_rows())
            cells += [{"line": line, "year": year} | _cell(met.get(year)) for year in years]
    return lines, cells


def _cell(met: float | None) -> dict[str, Any]:
    if met is None:
        return {"class": None, "text": "–", "ink": QUIET}
    return {"class": MET.label(met), "text": points(met), "ink": MET.ink(met)}


def _among(lines: list[dict[str, Any]], trait: str) -> str:
    """Vega test: is the label at hand one of the lines with a trait?"""
    named = json.dumps([line["line"] for line in lines if line.get(trait)])
    return f"indexof({named}, datum.value) >= 0"


def _few(years: list[int], wanted: int, most: int = 5) -> list[int]:
    """First, last and evenly spread years between, the year of reference among them."""
    if len(years) <= most:
        return years
    places = {round(i * (len(years) - 1) / (most - 1)) for i in range(most)}
    chosen = [years[place] for place in sorted(places)]
    if wanted not in chosen:
        nearest = min(chosen[1:-1], key=lambda year: (abs(year - wanted), year))
        chosen = sorted((set(chosen) - {nearest}) | {wanted})
    return chosen


def _heat_table(gaps: pl.DataFrame, titles: dict[str, str]) -> pl.DataFrame:
    """Met shares in percent: one row per element, one column per year."""
    named = gaps.with_columns(
        pl.col("domain").replace(titles),
        pl.col("imputed").any().over("element").replace_strict({True: "imputed", False: ""}),
        pl.col("year").cast(pl.String),
        (pl.col("scored") * 100).round(1),
    )
    order = gaps["title"].unique(maintain_order=True)
    if named.is_empty():
        return pl.DataFrame({"Domain": [], "Element": [], "Need": []})
    years = sorted(named["year"].unique().to_list())
    wide = named.pivot("year", index=["domain", "title", "imputed"], values="scored")
    ranked = wide.join(order.to_frame().with_row_index("rank"), on="title").sort("rank")
    names = {"domain": "Domain", "title": "Element", "imputed": "Need"}
    return ranked.select(*names, *years).rename(names | {year: f"{year} [%]" for year in years})


def _heat_addresses(
    material: Material, gaps: pl.DataFrame, table: pl.DataFrame, *, plan: bool
) -> Addresses:
    if gaps.is_empty():
        return {}
    codes = dict(gaps.select("title", "element").unique().iter_rows())
    elements = [codes[title] for title in table["Element"]]
    years = sorted(set(gaps["year"].to_list()))
    return {
        f"{year} [%]": [material.met(element, year, plan=plan) for element in elements]
        for year in years
    }
