"""What marks of charts say in words, and that saying it leaves the picture as it is."""

from __future__ import annotations

import re
from html import unescape

import pytest
import sample
import sample_plan
import vl_convert
from test_report_document import BOXES

from vallum.report import Figure
from vallum.report.charts import figures
from vallum.report.figure import svg_of
from vallum.report.marks import fields_without_words, with_told_marks
from vallum.report.material import gather
from vallum.report.theme import CONFIG
from vallum.report.words import NBSP

SPOKEN = CONFIG | {"aria": True}


def mark(kind: str, told: str) -> str:
    role = f'role="graphics-symbol" aria-roledescription="{kind}"'
    return f'<path aria-label="{told}" {role} d="M0,0"/>'


def told(svg: str) -> list[str]:
    return [unescape(text) for text in re.findall(r'data-told="([^"]*)"', svg)]


@pytest.fixture(scope="module")
def drawn() -> dict[str, Figure]:
    return figures(gather(**sample_plan.planned(sample.inputs()), shapes=BOXES))


@pytest.fixture(scope="module")
def spoken(drawn: dict[str, Figure]) -> dict[str, str]:
    """The charts for a telephone, as Vega writes them with words on every mark."""
    return {
        name: vl_convert.vegalite_to_svg(figure.narrow.to_dict(validate=False) | {"config": SPOKEN})
        for name, figure in drawn.items()
    }


@pytest.mark.parametrize(
    ("marks", "figure", "unit", "words"),
    [
        ([("bar", "year: 2030; bn: 12.34; part: Purchases; order: 0")], "any", "",
         ["Purchases, 2030: EUR 12.3 bn"]),
        ([("bar", "state: Poland; share: 0.4712"), ("bar", "state: Malta; share: 1")], "any", "",
         [f"Poland: 47{NBSP}%", f"Malta: 100{NBSP}%"]),
        ([("bar", "units: −1234.5; state: Poland")], "any", "", ["Poland: −1,234"]),
        ([("bar", "units: 0.012; state: Poland")], "any", "", ["Poland: 0.012"]),
        ([("rect mark", "year: 2030; line: Tanks; class: 25–49 %"),
          ("text mark", "year: 2030; line: Tanks; ink: #fff; text: 41")], "any", "Need met, %",
         [f"Tanks, 2030: 41{NBSP}%"]),
        ([("rect mark", "year: 2030; line: Tanks; class: 2"),
          ("text mark", "year: 2030; line: Tanks; text: 4.1")], "any", "Price, EUR bn at 2025",
         ["Tanks, 2030: EUR 4.1 bn"]),
        ([("bar", "share: 0.5; label: Tankers"),
          ("text mark", "share: 0.5; label: Tankers; text: 50 % · 7; gone")], "any", "",
         ["Tankers: 50 % · 7; gone"]),
        ([("point", "year: 2030; value: 0.5; series: Mean"),
          ("text mark", "year: 2030; value: 0.5; series: Mean; text: Mean 50 %")],
         "self-reliance", "", [f"Mean, 2030: 50{NBSP}%"]),
        ([("point", "year: 2030; bn: 9"), ("text mark", "year: 2030; bn: 8; text: 8")],
         "plan-cost", "", ["2030, money there is: EUR 9 bn"]),
        ([("circle", "met: 0.5; more: 0.25"), ("text mark", "met: 0.5; more: 0.25; text: 0.1")],
         "ukraine", "", [f"met 50{NBSP}%, adds 0.25 points"]),
        ([("geoshape", "Germany, 17 %")], "map", "", ["Germany, 17 %"]),
        ([("rect mark", "line: LAND"), ("line mark", "year: 2026; bn: 4"),
          ("rule mark", "value: 0.95")], "any", "", []),
        ([("bar", "units: 4; state: A"), ("bar", "units: 4; state: A")], "any", "", ["A: 4"]),
    ],
    ids=["money", "share", "minus", "small", "printed share", "printed money", "printed words",
         "printed name", "other figure printed", "two figures", "own words", "no figure",
         "drawn twice"],
)  # fmt: skip
def test_fields_become_words(
    marks: list[tuple[str, str]], figure: str, unit: str, words: list[str]
) -> None:
    svg = "<svg><g>" + "".join(mark(kind, text) for kind, text in marks) + "</g></svg>"
    assert told(with_told_marks(svg, figure, unit)) == words


def test_a_mark_names_its_panel() -> None:
    def panel(title: str) -> str:
        heading = f'<text aria-roledescription="title" aria-label="Title text \'{title}\'">x</text>'
        inner = mark("bar", "units: 3; state: Poland")
        return f'<g class="mark-group role-scope a"><g>{inner}<g>{heading}</g></g></g>'

    svg = f"<svg><g>{panel('Tanks &amp; guns')}{panel('Cost, EUR bn')}</g></svg>"
    found = told(with_told_marks(svg, "any"))
    assert found == ["Tanks & guns: Poland: 3", "Cost, EUR bn: Poland: 3"]


def test_every_number_on_a_mark_has_words(spoken: dict[str, str]) -> None:
    """A chart with a new field has to say in `marks.UNITS` what it is."""
    left = {name: set(fields_without_words(svg, name)) for name, svg in spoken.items()}
    assert {name: fields for name, fields in left.items() if fields} == {}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("gaps", rf"^\w[^:]*, 20\d\d: \d+{NBSP}%$"),
        ("plan-cost", r"^.*20\d\d.*: EUR [\d.,]+ bn$"),
        ("plan-states", rf"^(Cost, EUR bn: .*: EUR [\d.,]+ bn|Of its money: .*: \d+{NBSP}%)$"),
        ("map", rf"^.*: .*, (outside the coalition|[\d.]+{NBSP}%)$"),
        ("bottlenecks", r"^.*: [\d.]+ points$"),
    ],
)
def test_marks_of_a_run_read_alike(
    spoken: dict[str, str], drawn: dict[str, Figure], name: str, words: str
) -> None:
    found = told(with_told_marks(spoken[name], name, drawn[name].unit))
    assert found
    assert [text for text in found if not re.fullmatch(words, text)] == []


@pytest.mark.parametrize("name", ["plan-states", "map"])
def test_words_leave_the_picture_as_it_is(drawn: dict[str, Figure], name: str) -> None:
    marked = svg_of(drawn[name], narrow=True, marked=True)
    assert re.sub(' data-told="[^"]*"', "", marked) == svg_of(drawn[name], narrow=True)
    assert len(told(marked)) > 3
