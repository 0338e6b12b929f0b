"""explore, called as a user calls it; its worker is one without a solver."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import altair as alt
import pytest
from calling import Call
from fastapi.testclient import TestClient

from easy_futures import easy
from vallum.contracts import ExploreAnswer
from vallum.futures.explore import explore
from vallum.report.futures_charts import futures_figures
from vallum.report.futures_page import FINDINGS, REPORT, futures_page, read_findings
from vallum.store import Store
from vallum.workbench import create_app

ASKED = ("explore", "us_absent", "--futures", "200", "--seed", "3", "--by", "2034")
POLICIES = ("--policies", "more_money", "--fixed-until", "2028")


@pytest.fixture
def call(vallum: Call, monkeypatch: pytest.MonkeyPatch) -> Call:
    monkeypatch.setattr("vallum.futures.explore.explore", partial(explore, do=easy))
    return vallum


def test_a_study_is_told_kept_and_shown(call: Call, tmp_path: Path) -> None:
    told = call(*ASKED, *POLICIES, "--json").answer("explore")
    folder = tmp_path / "runs" / f"futures-{told['run']}"
    answer = read_findings(folder)
    assert answer.finding == told["finding"]
    # Orders that were fixed stand alone two years later, at one point more (tests/easy_futures).
    assert told["fixed"]["mean_lost"] == pytest.approx(1.0)
    assert told["fixed"]["stand_alone_probability"]["2034"] == 0
    assert (
        told["fixed"]["stand_alone_probability"]["2036"] == told["stand_alone_probability"]["2034"]
    )
    assert told["signposts"][0]["policy"] is None
    assert told["rules"][0]["density"] > 0.9

    spoken = call(*ASKED, *POLICIES, "--resume", told["run"])
    assert spoken.code == 0
    for words in (told["finding"], "Signposts", "Orders of the central plan until 2028"):
        assert words in " ".join(spoken.out.split("\n"))

    page = (folder / REPORT).read_text(encoding="utf-8")
    assert page == futures_page(answer)
    assert page.count("<figure") == 4
    assert "<script" not in page

    client = TestClient(create_app(Store(tmp_path / "runs")), base_url="http://localhost")
    assert f'href="/futures/{told["run"]}"' in client.get("/futures").text
    shown = client.get(f"/futures/{told['run']}")
    assert answer.signposts[0].sentence.split(":")[0] in shown.text
    assert shown.text.count("<picture>") == 4
    assert client.get(f"/futures/{told['run']}/futures-fan.svg").content.startswith(b"<svg")
    assert client.get("/futures/000000000000").status_code == 404
    assert client.get(f"/futures/{told['run']}/nothing.svg").status_code == 404

    (folder / FINDINGS).unlink()
    assert "400 of 400 solved so far" in client.get(f"/futures/{told['run']}").text
    _charts_are_valid(answer)


def _charts_are_valid(answer: ExploreAnswer) -> None:
    found = {each.id: each for each in futures_figures(answer)}
    assert set(found) == {"futures-fan", "futures-drivers", "futures-boxes", "futures-regret"}
    for figure in found.values():
        for chart in (figure.chart, figure.narrow):
            assert isinstance(chart.to_dict(), dict)  # altair validates
            assert isinstance(chart, alt.TopLevelMixin)
    drawn = found["futures-regret"].table["Regret at worst [points]"].to_list()
    assert drawn == [0.0, 0.5]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--by", "1999"), "--by 1999 lies outside"),
        (("--fixed-until", "2040"), "--fixed-until 2040: the year must be one of"),
        (("--resume", "0123"), "these arguments make run"),
    ],
    ids=["by", "fixed", "resume"],
)
def test_what_cannot_be_is_told(call: Call, words: tuple[str, ...], told: str) -> None:
    answer = call("explore", "us_absent", "--futures", "8", *words)
    assert answer.code == 2
    assert told in answer.err
