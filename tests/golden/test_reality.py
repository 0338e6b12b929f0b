"""Our figures beside published ones: what holds within its tolerance, and what is explained.

Each tolerance is the one agreed for the check; sources are ids of `sources.csv`.  The same checks
make the validation page.
"""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from conftest import EXAMPLES
from model_runs import evidence, study, world
from vallum.report import validation
from vallum.report.validation import Check, Material, validate
from vallum.report.validation_page import validation_page
from vallum.report.validation_words import BIG_STATES, SECOND_COUNTS
from vallum.world.equipment import STORED

LONG = EXAMPLES >= 500

ROOT = Path(__file__).parent.parent.parent


@cache
def checks() -> tuple[Check, ...]:
    return tuple(
        validate(
            Material(
                absent=study("us_absent"),
                upkept=study("us_absent", "us.spares_support=1"),
                committed=study("us_committed"),
                committed_alone=study("us_committed", "need.set=stand_alone"),
            )
        )
    )


def named(words: str) -> Check:
    (found,) = [check for check in checks() if words in check.name]
    return found


# Against published aggregates.  Each case: name, published, unit, tolerance, source.


@pytest.mark.parametrize(
    ("words", "published", "unit", "share", "source"),
    [
        # NATO, Defence Expenditure of NATO Countries (2014-2024), 17 June 2024, table 2.
        ("2024: rows of the table", 506.692, "USD bn", 0.02, "nato_defexp_2024_06"),
        # NATO, August 2025: USD 608 bn in 2025, NATO definition; USD 559 bn at 2021 prices.
        ("2025, as the money path has it", 608, "USD bn", 0.10, "nato_defexp_2025_08_press"),
        ("2025 at 2021 prices", 559, "USD bn", 0.01, "nato_defexp_2025_08_press"),
        # IMF, World Economic Outlook of October 2025, European Union aggregate.
        ("Output of the EU27, 2025", 18_677, "EUR bn", 0.01, "imf_weo_2025_10"),
        ("Debt of the EU27, 2025", 83.175, "% of GDP", 0.01, "imf_weo_2025_10"),
        # NATO, the same publication of June 2024, table 7.
        ("Armed forces of all allies", 3_418.6, "thousand", 0.01, "nato_defexp_2024_06"),
        ("Armed forces of European allies", 2_118, "thousand", 0.01, "nato_defexp_2024_06"),
        # NATO's minimum capability requirements as reported in October 2024: 293 units in 2021.
        ("Ground-based air-defence units of", 293, "units", 0.10, "welt_mcr"),
    ],
    ids=lambda value: value if isinstance(value, str) and " " in value else None,
)
def test_within_tolerance_of_a_published_figure(words, published, unit, share, source):
    check = named(words)
    assert (check.published, check.unit, check.source) == (published, unit, source)
    assert check.ours == pytest.approx(published, rel=share)
    assert check.verdict == "holds"
    assert evidence().source(source).title


def test_counted_tanks_equip_as_many_brigades_as_nato_reports():
    """60 to 95 over variants of the assumptions; NATO reported 82 in 2021 (28 tanks each)."""
    built = world("us_committed")
    free = (built["counted_base"] - built["home_reserve"]).sel(state=list(built.scope))
    brigades = free.sel(category="tank").clip(min=0).sum().item() / 28
    assert 60 <= brigades <= 95
    assert named("counted tanks").ours == pytest.approx(brigades)


def test_the_union_has_27_members_with_output():
    gdp = world("eu_only")["gdp"].sel(year=2025, state=list(world("eu_only").members))
    assert gdp.sizes["state"] == 27
    assert gdp.values.sum() == pytest.approx(18_677, rel=0.001)


# Posture


def test_with_the_united_states_nothing_that_it_replaces_is_missing():
    rows = study("us_committed").frames()["gaps"].filter(pl.col("basis") == "replace_us")
    assert rows["element"].n_unique() >= 10
    assert rows["year"].n_unique() == 15
    assert rows["gap"].max() == 0


def test_standing_alone_with_the_united_states_there_lacks_only_what_europe_lost():
    """In the base year: no gap beyond what the allies retired since its start."""
    data = study("us_committed", "need.set=stand_alone").gaps.data.isel(contingency=0, year=0)
    listed = ~data["by_total"] & data["asked"]
    names = [str(n) for n in data["element"].values[listed.values] if n not in STORED]
    assert len(names) >= 10
    for name in names:
        cell = data.sel(element=name)
        lost = max(0.0, float(cell["base"] - cell["have"]))
        assert float(cell["gap"]) == pytest.approx(lost, abs=1e-9), name


def test_without_the_united_states_the_same_elements_are_missing():
    """The two tests above can fail: in us_absent the same rows show gaps."""
    rows = (
        study("us_absent")
        .frames()["gaps"]
        .filter(pl.col("basis") == "replace_us", pl.col("year") == 2030)
    )
    assert rows.filter(pl.col("gap") > 0)["element"].n_unique() >= 8


# Published shortfalls


@pytest.mark.parametrize(
    ("published_by", "element", "published"),
    [
        ("IISS 2025", "main battle tanks", 600),
        ("IISS 2025", "infantry fighting vehicles", 2_400),
        ("IISS 2025", "combat aircraft", 400),
        ("IISS 2025", "attack helicopters", 200),
        ("IISS 2025", "destroyers and air-defence frigates", 20),
        ("IISS 2025", "long-range air-defence batteries", 24),
        ("IISS 2025", "anti-submarine patrol aircraft", 15),
        ("IISS 2025", "nuclear attack submarines", 10),
        ("IISS 2025", "aircraft carriers", 4),
        ("IISS 2025", "armed and surveillance drones (MALE)", 50),
        ("Bruegel-Kiel 2025", "manoeuvre brigades", 50),
        ("Bruegel-Kiel 2025", "main battle tanks", 1_400),
        ("Bruegel-Kiel 2025", "infantry fighting vehicles", 2_000),
        ("Bruegel-Kiel 2025", "artillery tubes and rocket launchers", 700),
        ("Bruegel-Kiel 2025", "155 mm shells in stock", 1_000_000),
        ("NATO's targets", "manoeuvre brigades", 49),
        ("NATO's targets", "ground-based air-defence units, all ranges", 1_174),
    ],
)
def test_published_shortfalls_stand_beside_ours(published_by, element, published):
    check = named(f"{published_by}, {element}:")
    assert check.published == published
    assert check.ratio == pytest.approx(check.ours / published)
    assert check.verdict == "explained"
    assert check.explanation.startswith("Need ")
    assert len(check.explanation) > 60


def test_the_parts_of_an_explained_gap_add_up():
    """Need less what the coalition fields, as printed, is the gap that is printed."""
    data = study("us_absent").gaps.data.isel(contingency=0).sel(year=2030)
    for name, words in (("combat_aircraft", "IISS 2025, combat"), ("tank", "IISS 2025, main")):
        cell, check = data.sel(element=name), named(words)
        base = float(data["base"].sel(element=name))
        asked = world()["requirement"].isel(contingency=0).sel(element=name, basis="replace_us")
        assert float(cell["need"]) == pytest.approx(base + float(asked))
        assert f"{float(cell['have']):,.0f}" in check.explanation
        assert check.ours == pytest.approx(float(cell["need"] - cell["have"] - cell["us"]))


# Second counts


def test_every_second_count_of_the_big_states_is_there():
    rows = (
        evidence()
        .table("forces/second_counts")
        .filter(pl.col("state").is_in(BIG_STATES), pl.col("category").is_in(list(SECOND_COUNTS)))
    )
    found = [check for check in checks() if check.group == "Second counts"]
    assert len(found) == rows.height >= 8 * 3


def test_every_difference_over_a_quarter_is_explained():
    far = [
        check
        for check in checks()
        if check.group == "Second counts" and abs(check.ours / check.published - 1) > 0.25
    ]
    assert len(far) >= 5
    assert [check.name for check in far if check.verdict != "explained"] == []
    assert all(len(check.explanation) > 30 for check in far)


def test_a_difference_without_a_reason_would_be_seen(monkeypatch):
    monkeypatch.setattr(validation, "second_count_reason", lambda *_: None)
    verdicts = {check.verdict for check in validation.second_count_checks(world())}
    assert "unexplained" in verdicts


def test_no_reason_is_left_over():
    """A reason on file belongs to a count that still differs."""
    from vallum.report.validation_words import _REASONS

    rows = evidence().table("forces/second_counts").select("state", "category", "source").rows()
    far = {
        key
        for key, check in zip(
            sorted(
                (r for r in rows if r[0] in BIG_STATES and r[1] in SECOND_COUNTS),
                key=lambda r: (r[1], r[0], r[2]),
            ),
            [check for check in checks() if check.group == "Second counts"],
            strict=True,
        )
        if check.verdict == "explained"
    }
    assert set(_REASONS) == far


def test_nothing_misses():
    assert [check.name for check in checks() if check.verdict in ("misses", "unexplained")] == []


def test_a_miss_is_shown_as_a_miss():
    """The page does not dress up what fails."""
    miss = Check("Money", "a figure", 2, 1, "EUR bn", "within 1 %", "vallum_design", "misses")
    page = validation_page([miss])
    assert "1 checks: 0 hold, 0 are explained, 1 miss." in page
    assert "| a figure [EUR bn] | 2.0 | 1.0 | 2.00 | within 1 % | **misses** |" in page


# The written pages


@pytest.fixture(scope="module")
def write_docs():
    sys.path.insert(0, str(ROOT / "scripts"))
    import write_docs

    yield write_docs
    sys.path.remove(str(ROOT / "scripts"))


@pytest.fixture(scope="module")
def pages(write_docs):
    """Written once; the page whose checks plan by the long suite alone."""
    return write_docs.write_pages(evidence(), study, plans_too=LONG)


def test_written_pages_have_not_drifted(write_docs, pages):
    """`python scripts/write_docs.py` brings them up to date."""
    assert {"validation/live.md", "equations.md", "data/forces.md"} <= pages.keys()
    assert ("validation.md" in pages) == LONG
    assert write_docs.find_drift(pages) == []


def test_drift_would_be_seen(write_docs, pages):
    pages = dict(pages)
    pages["equations.md"] += "one more line\n"
    pages["data/new.md"] = "# New\n"
    del pages["data/forces.md"]
    drifted = write_docs.find_drift(pages)
    assert drifted == ["data/forces.md", "data/new.md", "equations.md"]


def test_written_pages_are_in_the_navigation(pages):
    nav = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[2]
    assert [name for name in pages if name.endswith(".md") and name not in nav] == []
