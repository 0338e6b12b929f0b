"""Charts: titles that state a finding, descriptions, data tables, and files in three formats."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import altair as alt
import polars as pl
import pytest
import sample
import sample_plan
from test_report_document import BOXES

from vallum.errors import UserError
from vallum.report import Figure, save_figure
from vallum.report.charts import figures
from vallum.report.figure import svg_of
from vallum.report.heat_map import _few
from vallum.report.map_chart import middle
from vallum.report.material import Material, gather
from vallum.report.theme import BROUGHT, MET, wrapped
from vallum.report.words import NBSP, amount, inline, percent

IDS = ("gaps", "self-reliance", "map", "contributions", "us-leaving", "spending-by-state",
       "spending-total", "quality", "orders", "plan-cost", "plan-states", "plan-added",
       "plan-lines", "bottlenecks", "gaps-with-plan", "outside")  # fmt: skip


def material(**changes: Any) -> Material:
    return gather(**(sample.inputs() | changes), shapes=BOXES)


@pytest.fixture(scope="module")
def drawn() -> dict[str, Figure]:
    given = sample_plan.planned(sample.inputs())
    return figures(gather(**given, shapes=BOXES))


FINDINGS = {
    "gaps": "Long-range air defence: 52 % of the need met in 2030; 21 of 22 elements fall short",
    "self-reliance": "Self-reliance: from 55 % in 2026 to 65 % in 2030; the weakest element stands "
    "at 22 %",
    "map": "Turkey brings most in heavy brigades (15 %) and in fighter squadrons (15 %)",
    "contributions": "Three states hold 35 % of each key element",
    "us-leaving": "21 elements lose their United States part; largest where the need is "
    "published: aircraft carriers, 40 % of the need",
    "spending-by-state": "24 of 30 states are to spend at least 3.5 % of GDP in 2035, up from 1 "
    "in 2025",
    "spending-total": "Spending goes from EUR 2,302 bn in 2025 to EUR 3,867 bn in 2035, 1.7 times "
    "as much",
    "quality": "42 % of the facts used were seen in their source, 26 % are still to be checked, "
    "32 % are imputed",
    "orders": "The plan orders for EUR 60 bn, 27 % of it in 2027; most goes to long-range air "
    "defence (EUR 16.8 bn)",
    "plan-cost": "The plan’s cost peaks at EUR 48 bn in 2040; from 2026 to 2029 it takes all the "
    "money there is",
    "plan-states": "Austria, Belgium and Bulgaria pay 46 % of the plan; Estonia uses the largest "
    "share of its money (51 %)",
    "plan-added": "The first deliveries arrive in 2029; half of the plan, by price, is there by "
    "2033",
    "plan-lines": "The plan uses 7 production lines and fills 4 of them in at least one year; "
    "Shield M is full in 6 years, first in 2030",
    "bottlenecks": "Germany’s money is the tightest single limit; points that 10 % more takes off: "
    "0.050 over all money, 0.030 over all lines and 0.008 over all soldiers",
    "gaps-with-plan": "By 2040 the plan cuts the elements that fall short from 15 to 1; in 2030 it "
    "still leaves 14 of 22",
    "outside": "With 20 to 70 % of new equipment money outside the catalogue, 13.8 to 15.6 points "
    "stay short; the core set is met from 2034 or not by 2040",
}


def test_every_figure_of_a_planned_run_is_tested(drawn: dict[str, Figure]) -> None:
    assert set(drawn) == set(IDS)


@pytest.mark.parametrize("name", IDS)
def test_the_title_states_the_finding(drawn: dict[str, Figure], name: str) -> None:
    assert drawn[name].title.replace(NBSP, " ") == FINDINGS[name]


@pytest.mark.parametrize("name", IDS)
def test_every_figure_can_stand_alone(drawn: dict[str, Figure], name: str) -> None:
    figure = drawn[name]
    assert len(figure.description) > 60
    assert "run 3f9c2a71d0be" in figure.source
    assert figure.unit
    assert figure.table.height > 0
    assert figure.table.null_count().sum_horizontal().item() == 0


@pytest.mark.parametrize("name", IDS)
@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_every_chart_is_valid_and_one_described_image(
    drawn: dict[str, Figure], name: str, narrow: bool
) -> None:
    figure = drawn[name]
    chart = figure.narrow if narrow else figure.chart
    chart.to_dict()  # raises where the schema of Vega-Lite is not met
    root = ElementTree.fromstring(svg_of(figure, narrow=narrow))
    space = "{http://www.w3.org/2000/svg}"
    assert root.get("role") == "img"
    assert root.findtext(f"{space}title") == figure.title
    assert root.findtext(f"{space}desc") == figure.description
    assert float(root.get("width") or 0) <= (380 if narrow else 770)
    named = [e for e in root.iter() if e.get("role") or e.get("aria-label")]
    assert named == [root]


def test_the_heat_map_writes_every_share_and_marks_imputed_needs(
    drawn: dict[str, Figure],
) -> None:
    svg = svg_of(drawn["gaps"])
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg)
    numbers = [text for text in texts if re.fullmatch(r"\d{1,3}", text)]
    assert len(numbers) == 22 * 15
    assert sum("†" in text for text in texts) == 8
    assert "ISR aircraft\u2009†" in texts


def test_the_map_hatches_states_outside_and_labels_large_shares(
    drawn: dict[str, Figure],
) -> None:
    svg = svg_of(drawn["map"])
    assert svg.count('fill="url(#map-wide-hatch)"') == 3  # Ukraine on two maps, and the legend
    for share in ("9.7", "9.0", "10"):  # France, Germany, Poland
        assert f">{share}</text>" in svg
    assert BROUGHT.fills[4] in svg


def test_numbers_and_classes_agree() -> None:
    assert MET.label(0.949) == "75–94 %"
    assert percent(0.949) == f"94{NBSP}%"
    assert MET.label(0.95).startswith("95 %")
    assert BROUGHT.label(0.0) == "under 0.5 %"
    assert percent(None) == "–"


@pytest.mark.parametrize(
    ("value", "words"),
    [(1467.3, "1,467"), (24.0, "24"), (57.6, "58"), (3.25, "3.2"), (0.04, "0.04"), (0.0, "0"),
     (-3.5, "-3.5"), (None, "–")],
)  # fmt: skip
def test_quantities_have_as_many_digits_as_they_deserve(value: float | None, words: str) -> None:
    assert amount(value) == words


@pytest.mark.parametrize(
    ("title", "words"),
    [("Heavy brigades", "heavy brigades"), ("ISR aircraft", "ISR aircraft"), ("A400M", "A400M")],
)
def test_titles_in_mid_sentence_keep_abbreviations(title: str, words: str) -> None:
    assert inline(title) == words


@pytest.mark.parametrize(
    ("years", "wanted", "shown"),
    [
        (range(2026, 2041), 2031, [2026, 2031, 2033, 2036, 2040]),
        (range(2026, 2029), 2028, [2026, 2027, 2028]),
        (range(2026, 2041), 2040, [2026, 2030, 2033, 2036, 2040]),
    ],
    ids=["reference year among them", "all of a short horizon", "reference year last"],
)
def test_the_narrow_heat_map_keeps_the_years_that_matter(
    years: range, wanted: int, shown: list[int]
) -> None:
    assert _few(list(years), wanted) == shown


def test_the_heat_map_leads_with_a_published_need_where_there_is_one() -> None:
    frames = sample.inputs()["frames"]
    only = frames["gaps"].with_columns(
        met_share=pl.when("imputed").then("met_share").otherwise(1.0)
    )
    title = figures(material(frames=frames | {"gaps": only}))["gaps"].title
    assert title == "8 of 22 elements fall short in 2030"


def test_a_state_at_war_is_written_not_drawn() -> None:
    frames = sample.inputs()["frames"]
    war = pl.when(pl.col("state") == "POL").then(34.2).otherwise("pct_gdp").alias("pct_gdp")
    spending = frames["spending"].with_columns(war)
    figure = figures(material(frames=frames | {"spending": spending}))["spending-by-state"]
    svg = svg_of(figure)
    assert f">34{NBSP}% in 2025, 2030 and 2035 →</text>" in svg
    assert figure.table.filter(pl.col("State") == "Poland")["2035 [% of GDP]"].item() == 34.2


@pytest.mark.parametrize(
    ("label", "width", "lines"),
    [
        ("Submarines", 168, ["Submarines"]),
        ("Signals and radar reconnaissance aircraft", 168,
         ["Signals and radar", "reconnaissance aircraft"]),
        ("Luftverteidigungsgroßgerät", 60, ["Luftverteidigungsgroßgerät"]),
    ],
    ids=["fits", "two lines", "one long word"],
)  # fmt: skip
def test_long_labels_take_two_lines(label: str, width: int, lines: list[str]) -> None:
    assert wrapped(label, width).split("\n") == lines


def test_what_stays_is_said_to_stay() -> None:
    frames = sample.inputs()["frames"]
    stays = frames["us_leaving"].with_columns(us=pl.col("us_first_year"), lost=pl.lit(0.0))
    figure = figures(material(frames=frames | {"us_leaving": stays}))["us-leaving"]
    assert figure.title == "Nothing that the United States supplies leaves in this scenario"
    assert set(figure.table["When"]) == {"stays"}


def test_what_leaves_in_part_is_told_by_what_is_left() -> None:
    frames = sample.inputs()["frames"]
    half = pl.when(pl.col("year") >= 2029).then(0.5).otherwise(1.0) * pl.col("us_first_year")
    part = frames["us_leaving"].with_columns(us=half, lost=pl.col("us_first_year") - half)
    figure = figures(material(frames=frames | {"us_leaving": part}))["us-leaving"]
    assert set(figure.table["When"]) == {f"50{NBSP}% left from 2029"}


def test_the_middle_of_a_state_is_in_its_largest_part() -> None:
    square = [[[0, 0], [0, 4], [4, 4], [4, 0], [0, 0]]]
    islet = [[[9, 9], [9, 10], [10, 10], [10, 9], [9, 9]]]
    assert middle({"type": "MultiPolygon", "coordinates": [islet, square]}) == pytest.approx((2, 2))
    assert middle({"type": "Polygon", "coordinates": square}) == pytest.approx((2, 2))


@pytest.mark.parametrize(
    ("ending", "magic"),
    [(".svg", b"<svg "), (".png", b"\x89PNG"), (".pdf", b"%PDF")],
)
def test_a_figure_is_saved_in_three_formats(
    drawn: dict[str, Figure], tmp_path: Path, ending: str, magic: bytes
) -> None:
    target = tmp_path / f"gaps{ending}"
    save_figure(drawn["gaps"], target)
    assert target.read_bytes().startswith(magic)


def test_another_ending_is_refused_and_nothing_written(
    drawn: dict[str, Figure], tmp_path: Path
) -> None:
    target = tmp_path / "gaps.docx"
    with pytest.raises(UserError, match=r"cannot be saved as '\.docx'; use one of \.svg"):
        save_figure(drawn["gaps"], target)
    assert not target.exists()


def test_charts_are_open_to_notebooks(drawn: dict[str, Figure]) -> None:
    assert isinstance(drawn["gaps"].chart, alt.LayerChart)
    assert drawn["gaps"].chart.properties(title="again").to_dict()["title"] == "again"
