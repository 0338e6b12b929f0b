"""The plan in the report: what is told, what is left out, and what odd plans do to the words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sample
import sample_plan
from test_report_document import BOXES, outline

from vallum.report import plan_tables, render_report
from vallum.report.bottleneck_charts import bottlenecks, by_kind, meanings
from vallum.report.charts import PLAN_CHARTS, figures
from vallum.report.figure import svg_of
from vallum.report.heat_map import gap_heat_map
from vallum.report.key_figures import key_figures
from vallum.report.material import Material, gather
from vallum.report.order_chart import orders_by_year
from vallum.report.plan_cost_charts import cost_by_state, cost_by_year
from vallum.report.plan_material import Planned
from vallum.report.plan_reading import walk_through
from vallum.report.plan_unit_charts import lines_in_use
from vallum.report.theme import PALE
from vallum.report.words import NBSP

DOCS = Path(__file__).parents[2] / "docs"
NOBODY = re.compile(r"\b(None|nan|NaN|undefined)\b")


def given() -> dict[str, Any]:
    return sample_plan.planned(sample.inputs())


def material(inputs: dict[str, Any] | None = None) -> Material:
    return gather(**(inputs or given()), shapes=BOXES)


@pytest.fixture(scope="module")
def plan() -> Planned:
    return Planned(material())


def told(page: str) -> str:
    return " ".join("".join(outline(page).text).replace(NBSP, " ").split())


def changed(frame: str, **columns: pl.Expr | pl.Series) -> dict[str, Any]:
    """The inputs with some columns of a frame replaced."""
    inputs = given()
    inputs["frames"][frame] = inputs["frames"][frame].with_columns(**columns)
    return inputs


def test_the_headline_and_its_figures_end_with_the_plan(planned_page: str) -> None:
    text = told(planned_page)
    assert sample_plan.SENTENCE.strip() in text
    for words in (
        "stands alone with the plan, core set 2035 without the plan: 2039",
        "a year for the plan EUR 76 bn mean to 2040; 51 % of the money there is for it",
        "for the plan in all, to 2040 EUR 1,070 bn 2025 prices, not discounted",
        "self-reliance in 2030, without the plan 63 %",
    ):
        assert words in text
    assert "joint share" not in text.lower()


def test_no_word_is_left_without_a_value(planned_page: str) -> None:
    assert not NOBODY.search("".join(outline(planned_page).text))
    assert "No plan in this run" not in planned_page
    assert "A plan is a lower bound" in planned_page


def test_standing_alone_is_told_without_and_with_the_plan(plan: Planned) -> None:
    table = plan_tables.stand_alone(plan)
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["Core set"] == (
        "not by 2040", "2034", "2032", f"ISR aircraft\u2009† (53{NBSP}%)")  # fmt: skip
    assert rows["Sea"][:2] == ("not by 2040", "not by 2040")
    assert rows["Munitions"][2] == "all imputed"
    assert [name for name, strong in zip(rows, table.strong, strict=True) if strong] == ["Core set"]


def test_programmes_are_ranked_by_price_and_add_up(plan: Planned) -> None:
    table = plan_tables.programmes(plan)
    assert [row[0] for row in table.rows[:3]] == ["Shield L", "Falcon X", "Hornet 30"]
    assert table.rows[0] == ("Shield L", "Long-range air defence", "24", "batteries", "16.8",
                             "2027", "2032", f"Austria (60{NBSP}%)")  # fmt: skip
    orders = plan.material.frames["plan_orders"]
    worth = sum(row["eur_bn"] for row in plan.programmes)
    assert worth == pytest.approx(float(orders["cost_eur_mn"].sum()) / 1000)


@pytest.mark.parametrize(
    ("element", "year", "reason"),
    [
        ("isr_aircraft", 2030, "Nothing ordered in the plan arrives before 2034"),
        ("tanker", 2030,
         "Nothing ordered in the plan arrives before 2031; then its lines are full until 2034"),
        ("carrier", 2040, "Its lines are full in 2040"),
        ("sam_long", 2030,
         "Its lines are full until 2035 and all money up to 2029 is spent"),
        ("fighter_squadron", 2036, "First deliveries only from 2031"),
        ("corps_hq", 2030, "Nothing in the catalogue serves it"),
        ("brigade", 2030, "Soldiers run out in 1 state and all money up to 2029 is spent"),
        ("brigade", 2036, "Soldiers run out in 1 state"),
    ],
)  # fmt: skip
def test_a_shortfall_is_laid_to_time_lines_soldiers_or_money(
    plan: Planned, element: str, year: int, reason: str
) -> None:
    assert plan_tables.why_short(plan, element, year) == reason


def test_what_is_never_met_and_what_comes_late_is_listed(plan: Planned) -> None:
    rows = {row[0]: row for row in plan_tables.unmet(plan).rows}
    assert len(rows) == 14
    assert rows["Aircraft carriers"][3:5] == ("2 of 5 ships", "not by 2040")
    assert rows["Long-range air defence"][1:5] == (
        f"52{NBSP}%", f"72{NBSP}%", "39 of 140 batteries", "2032")  # fmt: skip
    assert "Light brigades" not in rows
    assert plan_tables.unmet_title(plan) == (
        "14 of 22 elements come too late for 2030; 1 is not met by 2040"
    )


def test_a_limit_that_rests_on_imputation_never_leads_and_is_pale(plan: Planned) -> None:
    frame = plan.material.frames["bottlenecks"]
    assert frame.sort("relief", descending=True).row(0, named=True)["where"] == "Oiler"
    figure = bottlenecks(plan)
    assert "Oiler" not in figure.title
    assert dict(by_kind(frame)) == pytest.approx(
        {"money": 0.0501, "production line": 0.03, "soldiers": 0.008}
    )
    assert [words.split(" takes")[0] for words, _ in meanings(plan)] == [
        "One more of EUR bn for Germany in 2029",
        "One more of units for Shield M in 2030",
        "One more of 1,000 soldiers for France in 2032",
    ]
    assert svg_of(figure).count(f'fill="{PALE}"') == 1
    assert figure.table["Not imputed [%]"].to_list() == [0.0, 70.0, 50.0, 50.0, 60.0]


def test_where_all_limits_are_imputed_none_leads() -> None:
    inputs = changed("bottlenecks", evidence_share=pl.lit(0.0))
    plan = Planned(material(inputs))
    assert bottlenecks(plan).title == "What holds the plan back rests on imputed figures alone"
    assert "is full" not in lines_in_use(plan).title
    assert meanings(plan) == []


def test_the_walk_through_tells_need_price_time_line_and_change(plan: Planned) -> None:
    walks = walk_through(plan)
    assert len(walks) == 5
    first, second, third, fourth = (dict(walk.facts) for walk in walks[:4])
    plainly = {key: text.replace(NBSP, " ") for key, text in fourth.items()}
    assert walks[0].heading.startswith("Shield L: 24 batteries (long-range air defence) for EUR 16")
    assert plainly["Need"] == (
        "Medium-range air defence: 160 needed in 2030, 117 there without the plan; 100 % met in "
        "2040 with it."
    )
    assert plainly["Price"] == (
        "EUR 110 mn a unit, EUR 99 mn in joint orders (10 % of them); stated as contract and used "
        "as it is, seen in its source."
    )
    assert plainly["Time"] == (
        "Ordered from 2027 to 2032; the first are there in 2030, 3 years after their order (to "
        "the middle of a batch)."
    )
    assert plainly["Line"] == (
        "It can make 10 a year for the coalition in 2026; it is full from 2030 to 2035."
    )
    assert plainly["What would change it"].endswith(
        "0.0040 points off. 50 % of the facts behind it are not imputed."
    )
    assert "moved to a package by 1.30" in second["Price"]
    assert "no source states a price: it is imputed" in third["Price"]
    assert "at most 60" in third["Line"]
    assert "only an earlier order" in first["What would change it"]


def test_without_the_catalogue_the_walk_says_less_but_is_there() -> None:
    inputs = given()
    del inputs["frames"]["plan_catalogue"]
    walks = walk_through(Planned(material(inputs)))
    facts = dict(walks[0].facts)
    assert facts["Price"] == "EUR 700 mn a unit."
    assert facts["Need"].startswith("Long-range air defence: 140 needed in 2030")


def test_what_waits_is_the_part_before_the_first_delivery(plan: Planned) -> None:
    frame = plan.material.gaps_with_plan
    first = {"fighter_squadron": 2031, "sam_long": 2030, "sam_medium": 2030, "tanker": 2031,
             "isr_aircraft": 2034, "carrier": 2040}  # fmt: skip
    rows = [
        (1 - row["scored"], row["year"] < first[row["element"]])
        for row in frame.iter_rows(named=True)
        if row["element"] in first
    ]
    waiting = sum(short for short, early in rows if early) / sum(short for short, _ in rows)
    assert plan.waiting == pytest.approx(waiting)


def test_cost_by_year_and_by_state_are_the_same_money(plan: Planned) -> None:
    by_year, by_state = cost_by_year(plan).table, cost_by_state(plan).table
    total = float(plan.material.frames["plan_costs"]["total"].sum())
    for table in (by_year, by_state):
        assert float(table["Total [EUR bn]"].sum()) == pytest.approx(total)
        parts = sum(float(table[name].sum()) for name in table.columns if "EUR bn" in name
                    and not name.startswith(("Total", "Money")))  # fmt: skip
        assert parts == pytest.approx(total)


def test_orders_add_up_over_categories_and_years(plan: Planned) -> None:
    table = orders_by_year(plan).table
    years = [name for name in table.columns if name[:4].isdigit()]
    cells = sum(float(table[name].sum()) for name in years)
    assert cells == pytest.approx(plan.ordered)
    assert float(table["All years [EUR bn]"].sum()) == pytest.approx(plan.ordered)


def test_a_run_without_a_sweep_leaves_its_figure_out() -> None:
    inputs = given()
    del inputs["frames"]["outside_sweep"]
    assert "outside" not in figures(material(inputs))


def _as_targets(inputs: dict[str, Any]) -> dict[str, Any]:
    """The same run against the alliance's targets, the American part staying."""
    for name in ("gaps", "gaps_with_plan"):
        gaps = inputs["frames"][name].with_columns(
            pl.col("contingency").replace("stand_alone", "nato_targets"),
            us=pl.when(pl.col("element") == "sam_long").then(0.0).otherwise(pl.col("need") * 0.5),
        )
        gap = (pl.col("need") - pl.col("have") - pl.col("us")).clip(0, None)
        inputs["frames"][name] = gaps.with_columns(gap=gap)
    inputs["scenario"] = inputs["scenario"] | {"need": {"set": "nato_targets"}}
    return inputs


def test_against_the_targets_of_the_alliance_the_american_part_counts() -> None:
    heat = gap_heat_map(material(_as_targets(given())))
    assert heat.title.replace(NBSP, " ") == (
        "Long-range air defence: 52 % of the need met, with the American part, in 2030; 5 of 22 "
        "elements fall short"
    )
    assert "with the American part" in heat.unit
    cells = heat.table.filter(pl.col("Element") == "Heavy brigades")["2030 [%]"].to_list()
    assert cells == [100.0]


def test_against_the_targets_key_figures_and_tables_count_it_too() -> None:
    inputs = _as_targets(given())
    plan = Planned(material(inputs))
    year, _, _, _, weakest, _ = key_figures(plan.material)
    assert year["label"] == "meets the core targets with the plan, US part counted in"
    assert year["value"] == str(plan.met_from(plan.core, plan=True))
    assert weakest["label"] == "of the need for long-range air defence met in 2030"
    assert weakest["value"] == f"52{NBSP}%"
    assert "".join(weakest["note"]) == "weakest core element, US part counted in"
    rows = {row[0]: row for row in plan_tables.stand_alone(plan).rows}
    assert rows["Core set"][2] == year["value"]


def _no_orders(inputs: dict[str, Any]) -> None:
    for name in ("plan_orders", "plan_deliveries", "bottlenecks"):
        inputs["frames"][name] = inputs["frames"][name].clear()
    nothing = {name: pl.lit(0.0) for name in ("purchases", "brigade_kit", "people", "lines")}
    frames = inputs["frames"]
    frames["plan_costs"] = frames["plan_costs"].with_columns(**nothing, total=pl.lit(0.0))
    frames["plan_lines"] = frames["plan_lines"].with_columns(planned=pl.lit(0.0))
    frames["gaps_with_plan"] = frames["gaps"]
    inputs["headline"] |= {"cost_eur_bn_per_year": 0.0, "total_cost_eur_bn": 0.0}


def _never(inputs: dict[str, Any]) -> None:
    inputs["headline"]["stand_alone_year_with_plan"] = None
    sweep = inputs["frames"]["outside_sweep"]
    inputs["frames"]["outside_sweep"] = sweep.with_columns(met_by=pl.lit(None, dtype=pl.Int64))


def _all_met(inputs: dict[str, Any]) -> None:
    for name in ("gaps", "gaps_with_plan"):
        inputs["frames"][name] = inputs["frames"][name].with_columns(
            have=pl.col("need"), gap=pl.lit(0.0), met_share=pl.lit(1.0)
        )


def _everything_empty(inputs: dict[str, Any]) -> None:
    inputs["frames"] = {name: frame.clear() for name, frame in inputs["frames"].items()}


def _no_money_anywhere(inputs: dict[str, Any]) -> None:
    costs = inputs["frames"]["plan_costs"]
    inputs["frames"]["plan_costs"] = costs.with_columns(money=pl.lit(0.0))


ODD: dict[str, tuple[Callable[[dict[str, Any]], None], tuple[str, ...]]] = {
    "nothing is ordered": (
        _no_orders,
        ("The plan orders nothing", "The plan costs nothing", "No limit holds the plan back",
         "The plan uses no production line", "The plan delivers nothing within the horizon"),
    ),
    "never stands alone": (
        _never,
        ("not by 2040 without the plan: 2039", "the core set is not met by 2040 at any of them"),
    ),
    "all is met": (_all_met, ("The plan meets all 22 elements by 2030",)),
    "nothing at all": (_everything_empty, ("No need is stated", "The plan orders nothing")),
    "no money anywhere": (_no_money_anywhere, ("never takes more than 0 % of the money",)),
}  # fmt: skip


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(("change", "words"), ODD.values(), ids=ODD)
def test_odd_plans_are_told_in_words(
    change: Callable[[dict[str, Any]], None], words: tuple[str, ...]
) -> None:
    inputs = given()
    change(inputs)
    text = told(render_report(**inputs, shapes=BOXES))
    assert not NOBODY.search(text)
    for said in words:
        assert said in text


def test_a_plan_with_nothing_to_draw_says_so_in_its_charts() -> None:
    inputs = given()
    _no_orders(inputs)
    plan = Planned(material(inputs))
    for chart in PLAN_CHARTS:
        texts = re.findall(r"<text[^>]*>([^<]*)</text>", svg_of(chart(plan)))
        assert len(texts) == 1
        assert texts[0].endswith(".")


@pytest.mark.usefixtures("undrawn")
def test_a_short_horizon_still_makes_a_plan() -> None:
    inputs = sample_plan.planned(sample.inputs(range(2026, 2030)))
    text = told(render_report(**inputs, shapes=BOXES))
    assert "Hornet 30" in text
    assert not NOBODY.search(text)


def _in_docs() -> str:
    text = (DOCS / "how-to-read-the-plan.md").read_text(encoding="utf-8")
    return " ".join(re.sub(r"```.*?```", "", text, flags=re.DOTALL).split())


def test_the_page_that_explains_the_plan_names_every_figure_and_column(plan: Planned) -> None:
    page = _in_docs()
    tables = (plan_tables.stand_alone(plan), plan_tables.programmes(plan), plan_tables.unmet(plan))
    headers = {header for table in tables for header in table.headers}
    asked = {question for walk in walk_through(plan) for question, _ in walk.facts}
    columns = {re.sub(r"\b20\d\d\b", "YEAR", header) for header in headers | asked}
    assert {name for name in columns if f"**{name}**" not in page} == set()


def test_the_page_that_explains_the_plan_holds_no_result_that_could_drift() -> None:
    numbers = set(re.findall(r"\d+", re.sub(r"`[^`]*`", "", _in_docs())))
    assert numbers <= {"95", "10", "100", "2025"}  # met from; a tenth more; all points; prices
