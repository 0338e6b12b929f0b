"""A figure that leaves its page takes title, unit, note and source along."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

import altair as alt
import polars as pl
import pytest

import vallum
from vallum.errors import UserError
from vallum.report.figure import Figure
from vallum.report.framed import LEAST_WIDTH, MARGIN, framed, png_of, save_figure

SVG = "{http://www.w3.org/2000/svg}"


def figure(**changed: object) -> Figure:
    chart = alt.Chart(alt.InlineData(values=[{"x": 1}])).mark_bar().encode(x="x:Q")
    plain = Figure(
        id="one",
        title="Half of <all> brigades & a third of tankers are missing",
        description="One bar.",
        chart=chart.properties(width=300, height=100),
        narrow=chart.properties(width=200, height=100),
        table=pl.DataFrame({"x": [1]}),
        source="Own calculation.",
        unit="Brigades",
        note="Thin line: the need.",
    )
    return replace(plain, **changed)


def words(svg: str) -> list[str]:
    """Lines of the frame, not those of the chart."""
    return [each.text or "" for each in ET.fromstring(svg).findall(f"{SVG}text")]


def test_all_words_stand_around_the_chart():
    told = " ".join(words(framed(figure())))
    assert "Half of <all> brigades & a third of tankers are missing Brigades" in told
    assert told.endswith(
        f"Thin line: the need. Source: Own calculation. Vallum {vallum.__version__}."
    )


def test_lines_are_cut_to_the_width_and_none_covers_another():
    told = "A long sentence that goes on " * 12
    tree = ET.fromstring(framed(figure(title=told, note=told)))
    lines = tree.findall(f"{SVG}text")
    assert " ".join(each.text or "" for each in lines).count("goes on") == 24
    heights = [float(each.get("y", "0")) for each in lines]
    assert heights == sorted(set(heights))
    (chart,) = tree.findall(f"{SVG}svg")
    top = float(chart.get("y", "0"))
    bottom = top + float(chart.get("height", "0"))
    assert not [y for y in heights if top < y < bottom]
    assert float(tree.get("height", "0")) >= heights[-1]
    assert float(tree.get("width", "0")) == LEAST_WIDTH + 2 * MARGIN


def test_a_figure_without_a_note_leaves_no_gap():
    whole, bare = (
        float(ET.fromstring(framed(each)).get("height", "0"))
        for each in (figure(), figure(note=""))
    )
    assert whole > bare


def test_the_same_bytes_every_time():
    assert framed(figure()) == framed(figure())
    assert png_of(figure()) == png_of(figure())


@pytest.mark.parametrize(
    ("name", "magic"), [("a.svg", b"<svg "), ("a.PNG", b"\x89PNG"), ("a.pdf", b"%PDF")]
)
def test_three_formats_by_the_ending(tmp_path: Path, name: str, magic: bytes):
    save_figure(figure(), tmp_path / name)
    assert (tmp_path / name).read_bytes().startswith(magic)


@pytest.mark.parametrize(
    ("name", "told"),
    [("a.docx", r"cannot be saved as '\.docx'; use one of"), ("no/a.png", "cannot write to")],
)
def test_what_cannot_be_written_is_told(tmp_path: Path, name: str, told: str):
    with pytest.raises(UserError, match=told):
        save_figure(figure(), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_no_words_but_those_of_the_figure():
    assert not re.search(r"None|nan", " ".join(words(framed(figure(note="")))))
