"""Where the figures of a report come from: every one resolves, and the page says it safely."""

from __future__ import annotations

import base64
import hashlib
import json
import math
import random
import re
from dataclasses import asdict
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
import sample
import sample_origins
import sample_plan
from hypothesis import given
from hypothesis import strategies as st

from model_runs import planned_study, study
from vallum.cli.jobs import report_of
from vallum.errors import UserError
from vallum.report import Origins, document
from vallum.report.bottleneck_charts import _small
from vallum.report.cells import Cell, address
from vallum.report.provenance import MARKS, MOST_ROWS, MOST_STEPS, Links, in_words, worth_showing
from vallum.report.words import NBSP, amount, percent
from vallum.study.figures import Figure, Results
from vallum.study.lineage import Lineage
from vallum.world import Answer, FactRow
from vallum.world.provenance import ASSUMED

SCRIPT = Path(document.__file__).with_name("why.js")


class Marked(HTMLParser):
    """The text of every cell that shows a figure, by address; and what scripts hold."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.figures: list[tuple[str, str]] = []
        self.scripts: list[tuple[dict[str, str | None], str]] = []
        self._at: str | None = None
        self._script: dict[str, str | None] | None = None
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        traits = dict(attrs)
        self._at = traits.get("data-figure")
        self._script = traits if tag == "script" else None

    def handle_data(self, data: str) -> None:
        if self._at is not None:
            self.figures.append((self._at, data))
        if self._script is not None:
            self.scripts.append((self._script, data))

    def handle_endtag(self, tag: str) -> None:
        self._at = self._script = None

    @property
    def told(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.scripts[0][1])
        return found


def spelt(value: float | None, unit: str) -> set[str]:
    """How a report may write a figure; sums in another order differ in the last bit."""
    if value is None:
        return {"not by 20xx"}
    return set().union(*(_spelt(value * near, unit) for near in (1 - 1e-12, 1, 1 + 1e-12)))


def _spelt(value: float, unit: str) -> set[str]:
    ways = {
        "year": {f"{value:.0f}"},
        "share": {
            percent(value),
            percent(value, 1),
            f"{100 * value:,.1f}",
            f"{round(100 * value, 0):,.1f}",
        },
        "EUR mn, 2025 prices": {amount(value / 1000)},
        "EUR bn, 2025 prices": {
            amount(value),
            amount(round(value, 1)),
            f"{value:,.1f}",
            f"EUR {amount(value)} bn",
        },
        "EUR bn a year, 2025 prices": {f"EUR {amount(value)} bn", f"{value:,.1f}"},
        "points of shortfall": {amount(value), f"{value:.2f}", _small(round(value, 4))},
        "% of GDP": {f"{round(value, 2):,.1f}"},
    }
    return ways.get(unit, {amount(value), f"{value:,.0f}"})


def plain(text: str) -> str:
    """Without what a table of targets adds to a year."""
    return re.sub(r"^not by 20\d\d$", "not by 20xx", re.sub(r" (or before|\(.+\))$", "", text))


def mistold(page: str, origins: Origins, results: Results) -> dict[str, tuple[str, set[str]]]:
    """Figures whose text is not what the tables of the run hold."""
    wrong = {}
    for where, text in Marked(page).figures:
        _, value = results.find(Figure.parse(where))
        right = spelt(value, origins.why(where).unit)
        if plain(text) not in right:
            wrong[where] = (text, right)
    return wrong


def test_every_figure_of_the_sample_is_what_its_address_says(linked_page: str) -> None:
    inputs = sample_plan.planned(sample.inputs())
    results = Results(inputs["frames"], inputs["headline"])
    figures = {where for where, _ in Marked(linked_page).figures}
    assert {Figure.parse(where).table for where in figures} == {
        "headline", "gaps", "gaps_with_plan", "stand_alone", "stand_alone_with_plan",
        "self_reliance", "self_reliance_with_plan", "contributions", "us_leaving", "spending",
        "spending_targets", "quality", "plan_orders", "plan_costs", "plan_lines", "bottlenecks",
        "outside_sweep",
    }  # fmt: skip
    assert mistold(linked_page, sample_origins.origins(inputs), results) == {}


def test_a_text_that_is_not_its_figure_would_be_found(linked_page: str) -> None:
    inputs = sample_plan.planned(sample.inputs())
    results = Results(inputs["frames"], inputs["headline"])
    where = "gaps/need/stand_alone/corps_hq/2030"
    page = f'<span data-figure="{where}">13</span>'
    wrong = mistold(page, sample_origins.origins(inputs), results)
    assert wrong == {where: ("13", {"12"})}


def test_the_page_tells_of_exactly_the_figures_it_shows(linked_page: str) -> None:
    page = Marked(linked_page)
    told = page.told
    assert set(told["figures"]) == {where for where, _ in page.figures}
    assert told["run"] == "3f9c2a71d0be"
    for value, counts, rests, steps, further, rows, others in told["figures"].values():
        assert value
        assert sum(counts) == 12
        assert rests.startswith("12 facts: ")
        assert len(steps) <= MOST_STEPS
        assert (further > 0) is (len(steps) == MOST_STEPS)
        assert all(0 <= step < len(told["steps"]) for step in steps)
        assert len(rows) == MOST_ROWS
        assert len(rows) + others == 13
        assert all(0 <= row < len(told["facts"]) for row in rows)
    for *_, mark, sources, _ in told["facts"]:
        assert 0 <= mark < len(told["marks"]) == len(MARKS)
        assert all(0 <= source < len(told["sources"]) for source in sources)


def test_one_script_runs_and_it_is_ours(linked_page: str) -> None:
    (first, _), (second, text) = Marked(linked_page).scripts
    assert (first, second) == ({"type": "application/json", "id": "why-told"}, {})
    assert text == SCRIPT.read_text(encoding="utf-8")
    assert linked_page.count("<script") == 2
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', linked_page)
    assert policy is not None
    assert f"; script-src 'sha256-{digest}'" in policy[1]
    assert "default-src 'none'" in policy[1]
    for means in ("fetch(", "XMLHttpRequest", "import(", "innerHTML", "eval(", "src ="):
        assert means not in text


def test_titles_of_sources_cannot_leave_their_place(linked_page: str) -> None:
    titles = {title: url for title, _, url in Marked(linked_page).told["sources"]}
    assert titles == {
        f"a: {sample_origins.HOSTILE}": "https://example.org/a",
        f"b: {sample_origins.HOSTILE}": "",
        f"c: {sample_origins.HOSTILE}": "",
    }
    assert "</script><b>" not in linked_page


def test_an_address_that_the_run_lacks_is_no_report() -> None:
    links = Links(sample_origins.origins(sample.inputs()), "run")
    with pytest.raises(UserError, match="there is no table 'plan_orders'"):
        links.show(Cell("1", address("plan_orders", "quantity", "DEU")))


def test_a_cell_is_its_text() -> None:
    cell = Cell("46 %", address("spending", "pct_gdp", "DEU", 2030))
    assert cell == "46 %"
    assert cell.figure == "spending/pct_gdp/DEU/2030"
    assert Cell("46 %").figure is None


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (1467.3, "brigades", "1,467.3 brigades"),
        (0.4633333, "share", f"46.333{NBSP}%"),
        (2035.0, "year", "2035"),
        (math.nan, "year", "not within the horizon"),
        (math.nan, "share", "no value"),
        (16800.0, "EUR mn, 2025 prices", "EUR 16,800 mn, 2025 prices"),
        (123456.7, "EUR bn a year, 2025 prices", "EUR 123,457 bn a year, 2025 prices"),
    ],
    ids=["units", "share", "year", "no year", "nothing", "millions", "billions a year"],
)
def test_a_value_is_told_with_its_unit(value: float, unit: str, words: str) -> None:
    assert in_words(Answer("a/b", {}, value, unit, (), ())) == words


def fact(table: str, key: str, verified: str = "yes", line: int = 2) -> FactRow:
    return FactRow(table, key, 1.0, "a", "A", verified, line)


ROWS = [
    fact("forces/inventory", "DEU / tank / Leopard 2A6", line=9),
    fact("forces/inventory", "DEU / ifv / Puma", "no", line=8),
    fact("forces/inventory", "FRA / tank / Leclerc", "imputed", line=7),
    fact("requirements/parameters", "legacy_attrition", "imputed"),
    fact("scenario", "us.posture", "assumed"),
]


@pytest.mark.parametrize(
    ("labels", "keys"),
    [
        (("DEU", "brigade", "2030"), [
            "DEU / ifv / Puma", "legacy_attrition", "us.posture", "DEU / tank / Leopard 2A6",
            "FRA / tank / Leclerc"]),
        (("tank",), [
            "FRA / tank / Leclerc", "legacy_attrition", "us.posture", "DEU / tank / Leopard 2A6",
            "DEU / ifv / Puma"]),
        ((), [
            "FRA / tank / Leclerc", "legacy_attrition", "us.posture", "DEU / ifv / Puma",
            "DEU / tank / Leopard 2A6"]),
    ],
    ids=["a state", "an element", "no label"],
)  # fmt: skip
def test_weak_rows_that_name_the_figure_are_shown_first(
    labels: tuple[str, ...], keys: list[str]
) -> None:
    assert [row.key for row in worth_showing(ROWS, labels)] == keys


@given(
    st.permutations([fact(table, f"{state} / {line}", mark, line) for table in "abc"
                     for state, mark, line in (("DEU", "yes", 2), ("FRA", "no", 3),
                                               ("DEU", "imputed", 4), ("POL", "no", 5))])
)  # fmt: skip
def test_rows_shown_do_not_hang_on_the_order_of_the_facts(rows: list[FactRow]) -> None:
    shown = worth_showing(rows, ("DEU",))
    assert shown == worth_showing(sorted(rows, key=lambda row: row.line), ("DEU",))
    assert len(shown) == MOST_ROWS
    assert [row.table for row in shown[:3]] == ["a", "b", "c"]
    assert {row.key for row in shown[:3]} == {"DEU / 4"}


@cache
def real(name: str, *, plan: bool) -> tuple[str, Results, Lineage]:
    """The report of a run of the shipped facts, its tables, and where they come from."""
    found = planned_study(name) if plan else study(name)
    results = Results(found.frames(), asdict(found.headline))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(document, "_pictures", lambda figure: {"wide": "", "narrow": ""})
        return report_of(found), results, Lineage(found.world, results)


RUNS = {
    "with a plan": ("us_absent", True, 2000),
    "without a plan": ("coalition_of_the_willing", False, 1000),
    "against the alliance's targets": ("us_committed", False, 500),
}


@pytest.mark.parametrize(("name", "plan", "least"), RUNS.values(), ids=RUNS)
def test_every_figure_of_a_run_is_what_its_address_says(name: str, plan: bool, least: int) -> None:
    page, results, lineage = real(name, plan=plan)
    origins = Origins(lambda where: lineage.why(Figure.parse(where)), lineage.world.evidence.source)
    assert mistold(page, origins, results) == {}
    assert len(Marked(page).told["figures"]) > least
    assert len(page.encode()) < 6_000_000


@pytest.mark.parametrize(("name", "plan"), [run[:2] for run in RUNS.values()], ids=RUNS)
def test_fifty_figures_at_random_end_in_facts_or_a_named_rule(name: str, plan: bool) -> None:
    page, results, lineage = real(name, plan=plan)
    told = Marked(page).told
    for where in random.Random(name).sample(sorted(told["figures"]), 50):
        _, counts, rests, steps, _, rows, others = told["figures"][where]
        answer = lineage.why(Figure.parse(where))
        assert [told["steps"][step] for step in steps] == list(answer.chain[:MOST_STEPS])
        assert steps, where
        assert sum(counts) == len(answer.facts)
        assert len(rows) + others == len(answer.rows)
        _, value = results.find(Figure.parse(where))
        assert rows or not value, where
        assert rests
        for row in rows:
            place, key, _, mark, sources, _ = told["facts"][row]
            assert key
            assert sources or (place.startswith("scenario, ") and told["marks"][mark][0] == ASSUMED)


def test_shares_and_dates_of_a_figure_are_those_of_its_facts() -> None:
    page, _, lineage = real("us_absent", plan=True)
    where = "gaps/gap/stand_alone/brigade/2030"
    answer = lineage.why(Figure.parse(where))
    _, counts, rests, *_ = Marked(page).told["figures"][where]
    assert counts == [sum(row.verified == mark for row in answer.rows) for mark in list(MARKS)[:3]]
    ids = {id_ for row in answer.facts for id_ in row.source.split(";")}
    dates = sorted(filter(None, (lineage.world.evidence.source(id_).published for id_ in ids)))
    chosen = len(answer.rows) - len(answer.facts)
    assert rests == (
        f"{len(answer.facts)} facts: {percent(answer.share('yes'))} seen in their source, "
        f"{percent(answer.share('no'))} still to be checked, {percent(answer.share('imputed'))} "
        f"imputed by a stated rule; {chosen} assumptions of the scenario; sources of {dates[0]} to "
        f"{dates[-1]}"
    )
