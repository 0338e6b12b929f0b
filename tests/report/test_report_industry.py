"""The section on industry: types, American shares, what joint orders save."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import polars as pl
import pytest
import sample
import sample_origins
import sample_plan
from test_report_document import BOXES, outline

from vallum.report import render_report
from vallum.report.charts import figures
from vallum.report.figure import Figure, svg_of
from vallum.report.industry_tables import joint_saving, joint_title
from vallum.report.material import Material, gather
from vallum.report.words import NBSP
from vallum.study.consolidation import TYPES
from vallum.study.joint_saving import SCHEMA as SAVING
from vallum.study.us_share import SCHEMA as SHARES

IDS = ("us-share", "plan-types")


def frames() -> dict[str, pl.DataFrame]:
    """Four kinds, three states and all together, our saving and three published estimates."""
    types = [
        ("sam_long", 2, 1.5, "Shield L", 0.8, 6, 6, 4.0, 2.0),
        ("tanker", 1, 1.0, "Oiler", 1.0, 3, 4, 2.0, 3.0),
        ("vshorad", 1, 1.0, "Hornet 30", 1.0, 20, 20, 9.8, 1.4),
        ("corps_hq", 1, 1.0, "Corps HQ", 1.0, None, None, None, None),
    ]
    shares = [
        ("AUT", 0.1, None, 0.06, 0.05, 0.04),
        ("BEL", 0.61, 0.67, 0.43, 0.59, 0.56),
        ("BGR", 0.06, 0.97, None, 0.3, 0.29),
        ("coalition", 0.27, 0.35, 0.55, 0.28, 0.26),
    ]
    saving = [
        ("this plan", "This plan", None, -0.3, 1.5, 4.3, -0.02, 0.13, 0.38, "placed alone", ""),
        ("a 2013", "House (2013)", 2013, 26.0, None, 130.0, None, None, None, "", "a"),
        ("b 2017", "Desk (2017)", 2017, None, None, None, None, None, 0.3, "pooled", "b"),
        ("c 2019", "Board (2019)", 2019, None, 22.0, None, None, None, None, "", "c"),
    ]
    return {
        "plan_types": pl.DataFrame(types, schema=TYPES, orient="row"),
        "us_share": pl.DataFrame(shares, schema=SHARES, orient="row"),
        "joint_saving": pl.DataFrame(saving, schema=SAVING, orient="row"),
    }


def given(**changed: pl.DataFrame) -> dict[str, Any]:
    inputs = sample_plan.planned(sample.inputs())
    return inputs | {"frames": inputs["frames"] | frames() | changed}


def material(**changed: pl.DataFrame) -> Material:
    return gather(**given(**changed), shapes=BOXES)


@pytest.fixture(scope="module")
def drawn() -> dict[str, Figure]:
    return figures(material())


def test_titles_state_the_findings(drawn: dict[str, Figure]) -> None:
    titles = [drawn[name].title.replace(NBSP, " ") for name in IDS]
    assert titles == [
        "27 % of the value in service needs American consent, and 35 % of that of signed orders; "
        "55 % of imports came from the United States",
        "The plan leaves 2 kinds of equipment less varied in 2040 and 1 more varied; most in very "
        "short-range air defence: from 9.8 to 1.4 effective types",
    ]


@pytest.mark.parametrize("name", IDS)
@pytest.mark.parametrize("narrow", [False, True], ids=["wide", "narrow"])
def test_every_chart_is_valid_and_one_described_image(
    drawn: dict[str, Figure], name: str, narrow: bool
) -> None:
    figure = drawn[name]
    (figure.narrow if narrow else figure.chart).to_dict()  # raises where it is no Vega-Lite
    root = ElementTree.fromstring(svg_of(figure, narrow=narrow))
    assert root.get("role") == "img"
    assert float(root.get("width") or 0) <= (380 if narrow else 770)
    assert len(figure.description) > 60
    assert figure.unit
    assert "run 3f9c2a71d0be" in figure.source
    assert figure.table.null_count().sum_horizontal().item() == 0
    for column, found in figure.addresses.items():
        assert len(found) == figure.table.height, column


def test_states_are_ranked_and_marks_without_a_figure_are_left_out(
    drawn: dict[str, Figure],
) -> None:
    table = drawn["us-share"].table
    assert table["State"].unique(maintain_order=True).to_list() == [
        "All together", "Belgium", "Austria", "Bulgaria"]  # fmt: skip
    assert table.filter(pl.col("State") == "Austria")["Measure"].to_list() == [
        "in service now", "imports 2020–24"]  # fmt: skip
    assert table.height == 10


def test_kinds_that_are_formed_are_no_types(drawn: dict[str, Figure]) -> None:
    table = drawn["plan-types"].table
    assert table["Kind"].to_list() == [
        "Very short-range air defence",
        "Long-range air defence",
        "Air-to-air refuelling",
    ]
    assert table["Types ordered"].to_list() == [1, 2, 1]


def test_the_saving_stands_beside_the_published_ranges() -> None:
    table = joint_saving(material())
    shown = [tuple(cell.replace(NBSP, " ") for cell in row) for row in table.rows]
    assert shown == [
        ("This plan", "-0.3", "1.5", "4.3", "-2 %", "13 %", "38 %", "placed alone"),
        ("House (2013)", "26", "–", "130", "–", "–", "–", "–"),
        ("Desk (2017)", "–", "–", "–", "–", "–", "30 %", "pooled"),
        ("Board (2019)", "–", "22", "–", "–", "–", "–", "–"),
    ]
    assert table.strong == (True, False, False, False)
    assert (
        joint_title(material())
        .replace(NBSP, " ")
        .startswith(
            "Ordering together saves EUR 1.5 bn a year, 13 % of what the same orders cost apart"
        )
    )


@pytest.mark.usefixtures("undrawn")
def test_the_page_has_the_section_and_every_figure_has_an_origin() -> None:
    page = render_report(**given(), shapes=BOXES, origins=sample_origins.origins(given()))
    text = " ".join("".join(outline(page).text).split())
    assert 'href="#industry"' in page
    assert "Ordering together saves" in text
    assert 'data-figure="us_share/stock/BEL"' in page
    assert 'data-figure="joint_saving/high_eur_bn/a 2013"' in page
    assert 'data-figure="plan_types/effective_after/vshorad"' in page


@pytest.mark.usefixtures("undrawn")
def test_a_run_without_the_frames_has_no_such_section() -> None:
    page = render_report(**sample.inputs(), shapes=BOXES)
    assert 'href="#industry"' not in page


@pytest.mark.usefixtures("undrawn")
def test_a_run_without_a_plan_still_shows_american_shares() -> None:
    inputs = sample.inputs()
    alone = frames()["us_share"].with_columns(
        pl.lit(None, pl.Float64).alias("last_year"),
        pl.lit(None, pl.Float64).alias("last_year_with_plan"),
    )
    page = render_report(
        **(inputs | {"frames": inputs["frames"] | {"us_share": alone}}), shapes=BOXES
    )
    assert 'id="figure-us-share"' in page
    assert 'id="figure-plan-types"' not in page
    assert "Ordering together" not in page


def test_a_plan_that_orders_nothing_is_told_so() -> None:
    nothing = frames()["plan_types"].head(0)
    assert figures(material(plan_types=nothing))["plan-types"].title == (
        "The plan orders no kind of equipment of which types are counted"
    )
