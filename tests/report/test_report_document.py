"""The report as a file: complete, well formed, self-contained, honest, the same every time."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import make_dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sample

from vallum.report import render_report, write_report
from vallum.report.document import PLAN_SECTIONS, SECTIONS

VOID = {"meta", "link", "br", "hr", "img", "input"}
BOXES: dict[str, Any] = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"state": state, "name": state},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [
                    [[[x, 48], [x, 52], [x + 4, 52], [x + 4, 48], [x, 48]]]  # clockwise
                ],
            },
        }
        for x, state in ((0, "FRA"), (6, "DEU"), (12, "POL"), (20, "UKR"))
    ],
}


class Outline(HTMLParser):
    """Open elements must close in order; attributes are kept for later questions."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def outline(page: str) -> Outline:
    parser = Outline()
    parser.feed(page)
    parser.close()
    return parser


@pytest.fixture(
    params=["page", "planned_page", "linked_page"],
    ids=["without a plan", "with a plan", "with origins"],
)
def either(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


def test_every_element_closes_in_order(either: str) -> None:
    assert outline(either).open == []


def test_ids_are_unique_and_every_reference_is_met(either: str) -> None:
    found = outline(either).attributes
    ids = [attrs["id"] for _, attrs in found if attrs.get("id")]
    assert len(ids) == len(set(ids))
    wanted = {name for _, attrs in found for name in (attrs.get("aria-labelledby") or "").split()}
    wanted |= {
        (attrs["href"] or "")[1:]
        for tag, attrs in found
        if tag == "a" and (attrs["href"] or "").startswith("#")
    }
    wanted |= set(re.findall(r"url\(#([^)]+)\)", either))
    assert wanted
    assert wanted <= set(ids)


def test_nothing_is_asked_of_another_host(either: str) -> None:
    loading = {
        (tag, name): attrs[name]
        for tag, attrs in outline(either).attributes
        for name in ("src", "srcset", "href", "xlink:href", "data", "action", "poster")
        if attrs.get(name) and tag != "a"
    }
    assert loading == {("link", "href"): "data:,"}
    assert "@import" not in either
    assert all(target.startswith("#") for target in re.findall(r"url\(([^)]*)\)", either))
    assert "default-src 'none'" in either


def test_without_origins_the_page_holds_no_script(page: str, planned_page: str) -> None:
    for text in (page, planned_page):
        assert "<script" not in text
        assert "script-src" not in text
        assert "<noscript" not in text


# These have frames and tests of their own.
OWN_FRAMES = ("decisions", "field", "industry", "money", "settlement", "studies", "ukraine")


@pytest.mark.parametrize("name", [n for n in SECTIONS if n not in OWN_FRAMES])
def test_every_section_is_there_and_in_the_contents(
    page: str, planned_page: str, name: str
) -> None:
    for text, there in ((planned_page, True), (page, name not in PLAN_SECTIONS)):
        assert (f'<section id="{name}">' in text) is there
        assert (f'<li><a href="#{name}">' in text) is there


def test_the_headline_and_its_figures_are_told(page: str) -> None:
    told = " ".join("".join(outline(page).text).replace("\u00a0", " ").split())
    assert sample.headline(range(2026, 2041))["sentence"] in told
    for label, value, note in (
        ("stands alone, core set", "2039", "without imputed needs: 2037"),
        ("self-reliance in 2030", "63 %", "mean of met shares; weakest element 22 %"),
        ("of the need for long-range air defence met in 2030", "52 %", "weakest core element"),
        ("of these figures unchecked or imputed", "47 %", "share of need and stock on rows"),
    ):
        assert f"{label} {value} {note}" in told


def test_imputed_needs_and_unchecked_rows_are_marked(page: str) -> None:
    assert "ISR aircraft\u2009†" in page
    assert "verified=no" in page
    assert "Heavy brigades\u2009†" not in page


@pytest.mark.usefixtures("undrawn")
def test_overrides_are_in_the_commands_that_repeat_the_run() -> None:
    given = sample.inputs(range(2026, 2027))
    states = pl.DataFrame(
        [("coalition.partners", "[GBR, NOR]", "ISO codes", "states by name", "--set")],
        schema=given["frames"]["assumptions"].schema,
        orient="row",
    )
    given["frames"]["assumptions"] = given["frames"]["assumptions"].vstack(states)
    told = "".join(outline(render_report(**given, shapes=BOXES)).text)
    options = "--set us.enablers_leave=2030 --set 'coalition.partners=[GBR, NOR]'\n"
    assert f"vallum run us_absent {options}" in told.replace("From Python", "\nFrom Python")
    fields = "['us.enablers_leave=2030', 'coalition.partners=[GBR, NOR]']"
    assert f'vallum.run("us_absent", set_={fields})' in told


def test_facts_are_escaped(page: str) -> None:
    assert "Report 1 on defence &amp; forces &lt;A&gt;" in page


def test_sources_without_address_are_listed_without_link(page: str) -> None:
    assert page.count('<a href="https://example.org/') == 12
    assert page.count("Report 0 on defence") == 4


@pytest.mark.usefixtures("undrawn")
def test_an_address_that_is_not_of_the_web_becomes_no_link() -> None:
    given = sample.inputs(range(2026, 2027))
    hostile = given["frames"]["sources"].with_columns(url=pl.lit("javascript:alert(1)"))
    given["frames"]["sources"] = hostile
    assert "javascript:" not in render_report(**given, shapes=BOXES)


def test_the_same_inputs_give_the_same_bytes(page: str) -> None:
    assert render_report(**sample.inputs(), shapes=BOXES) == page


def test_another_process_with_another_hash_seed_gives_the_same_bytes(
    linked_page: str, tmp_path: Path
) -> None:
    code = (
        "import sys, pathlib; sys.path.insert(0, sys.argv[1])\n"
        "import sample, sample_plan, sample_origins, test_report_document as here\n"
        "from vallum.report import write_report\n"
        "given = sample_plan.planned(sample.inputs())\n"
        "origins = sample_origins.origins(given)\n"
        "write_report(pathlib.Path(sys.argv[2]), **given, shapes=here.BOXES, origins=origins)\n"
    )
    target = tmp_path / "report.html"
    subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent), str(target)],
        check=True,
        env={"PYTHONHASHSEED": "4711", "PATH": "", "TZ": "Asia/Tokyo"},
        timeout=120,
    )
    assert target.read_bytes() == linked_page.encode()


@pytest.mark.usefixtures("undrawn")
def test_a_report_is_written_whole_and_leaves_no_draft(tmp_path: Path) -> None:
    target = tmp_path / "report.html"
    target.write_text("old")
    write_report(target, **sample.inputs(range(2026, 2028)), shapes=BOXES)
    assert target.read_text(encoding="utf-8").endswith("</html>\n")
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]


@pytest.mark.usefixtures("undrawn")
def test_a_headline_may_be_a_dataclass() -> None:
    given = sample.inputs()
    fields = given["headline"]
    frozen = make_dataclass("Headline", list(fields), frozen=True)(**fields)
    page = render_report(**given, shapes=BOXES)
    assert render_report(**(given | {"headline": frozen}), shapes=BOXES) == page


def test_a_headline_of_another_kind_is_refused() -> None:
    with pytest.raises(TypeError, match="a mapping or a dataclass, not str"):
        render_report(**(sample.inputs() | {"headline": "Europe can"}), shapes=BOXES)


def _no_gap(given: dict[str, Any]) -> None:
    met = given["frames"]["gaps"].with_columns(
        have=pl.col("need"), gap=pl.lit(0.0), met_share=pl.lit(1.0)
    )
    given["frames"]["gaps"] = met
    given["headline"]["worst_element"] = None


def _nothing_stands_alone(given: dict[str, Any]) -> None:
    never = pl.lit(None, dtype=pl.Int64)
    given["frames"]["stand_alone"] = given["frames"]["stand_alone"].with_columns(
        year=never, year_without_imputed=never
    )
    given["headline"] |= {"stand_alone_year": None, "stand_alone_year_without_imputed": None}


def _nothing_at_all(given: dict[str, Any]) -> None:
    given["frames"] = {name: frame.clear() for name, frame in given["frames"].items()}
    given["headline"] = {"sentence": "Nothing was asked."}


def _worst_is_imputed(given: dict[str, Any]) -> None:
    given["headline"]["worst_element"] |= {"title": "ISR aircraft", "imputed": True}


def _nothing_asked_at_sea(given: dict[str, Any]) -> None:
    frames = given["frames"]
    frames["gaps"] = frames["gaps"].filter(pl.col("domain") != "sea")
    asked = pl.when(pl.col("domain") == "sea").then(0).otherwise(4).alias("elements")
    frames["stand_alone"] = frames["stand_alone"].with_columns(asked)


DRAWN = {
    "no gap at all": (_no_gap, "No element falls short in 2030, even without the United States"),
    "nothing at all": (_nothing_at_all, "No need is stated for 2030"),
}
"""Results whose charts differ in kind."""
TOLD = {
    "nothing asked at sea": (_nothing_asked_at_sea, "<td>no need stated</td>"),
    "never stands alone": (_nothing_stands_alone, '<dd class="value long">not by 2040</dd>'),
    "worst need imputed": (_worst_is_imputed, '<div class="quiet">'),
}
"""Results that change words and tables."""


@pytest.mark.parametrize(("change", "words"), DRAWN.values(), ids=DRAWN)
def test_odd_results_are_drawn_and_told_in_words(change: Any, words: str) -> None:
    _check_odd(change, words)


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize(("change", "words"), TOLD.values(), ids=TOLD)
def test_odd_results_are_told_in_words(change: Any, words: str) -> None:
    _check_odd(change, words)


def _check_odd(change: Any, words: str) -> None:
    given = sample.inputs()
    change(given)
    page = render_report(**given, shapes=BOXES)
    assert outline(page).open == []
    assert words in page
    assert not re.search(r"\b(None|nan|NaN|undefined)\b", "".join(outline(page).text))


@pytest.mark.parametrize(
    ("years", "states"),
    [(range(2026, 2027), None), (range(2026, 2041), {"POL": "Poland"})],
    ids=["one year", "one member"],
)
def test_small_runs_make_a_report(years: range, states: dict[str, str] | None) -> None:
    page = render_report(**sample.inputs(years, states), shapes=BOXES)
    assert outline(page).open == []
    assert f"met in {min(2030, years[-1])}" in page
    assert not re.search(r"\b(None|nan|NaN|undefined)\b", "".join(outline(page).text))
