"""unit and buys, called as a user calls them."""

from __future__ import annotations

import pytest
from calling import call_vallum


@pytest.mark.parametrize("element", ["brigade", "combat_aircraft", "air_defence_unit", "tanker"])
def test_money_for_a_unit_buys_one(element):
    unit = call_vallum("unit", element, "--json").answer("unit")
    per_year = unit["per_year_eur_mn"]["all"]["central"]
    mix = ("--mix", f"{element}=1")
    bought = call_vallum("buys", f"{per_year / 1000:.12f}", *mix, "--json").answer("buys")
    assert bought["rows"][0]["units"]["central"] == pytest.approx(1, abs=1e-6)
    back = bought["bundle_eur_bn"]["central"] * bought["bundles"]["central"]
    assert back == pytest.approx(bought["eur_bn"])


def test_lines_add_up_and_lead_to_cells_that_why_knows():
    unit = call_vallum("unit", "brigade", "--json").answer("unit")
    for when, whole in (("once", "once_eur_mn"), ("yearly", "yearly_eur_mn")):
        lines = [x["cost_eur_mn"]["central"] for x in unit["rows"] if x["when"] == when]
        assert sum(lines) == pytest.approx(unit[whole]["all"]["central"])
    cells = {(c["array"], *c["labels"]) for line in unit["rows"] for c in line["cells"]}
    for cell in sorted(cells):
        told = call_vallum("why", *cell, "--json").answer("why")
        assert told["rows"], cell


def test_the_default_mix_is_what_is_lacking():
    bought = call_vallum("buys", "10", "--json").answer("buys")
    shares = {row["units"]["central"] / row["lacking"] for row in bought["rows"]}
    assert len(bought["rows"]) > 10
    assert max(shares) == pytest.approx(min(shares))
    assert bought["bundles"]["central"] == pytest.approx(max(shares))


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("unit", "tankr"), "did you mean 'tanker'"),
        (("unit", "frigate"), "industry/orderable"),
        (("unit", "brigade", "--years", "0"), "1 to 60"),
        (("buys", "0"), "above 0"),
        (("buys", "5", "--mix", "brigade"), "ELEMENT=UNITS"),
        (("buys", "5", "--mix", "brigde=1"), "did you mean 'brigade'"),
        (("buys", "5", "--elements", "carier"), "did you mean 'carrier'"),
        (("buys", "5", "--elements", "artillery"), "--mix brigade=1"),
        (("buys", "5", "--mix", "tank=1", "--elements", "tank"), "--elements"),
    ],
    ids=lambda value: " ".join(value[1:]) if isinstance(value, tuple) else "",
)
def test_what_is_wrong_is_said_in_a_sentence(words, says):
    found = call_vallum(*words)
    assert found.code == 2
    assert says in found.err
    assert "Traceback" not in found.err


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("unit", "heavy_brigade"), "overhead: schools, bases, headquarters"),
        (("unit", "shell_155mm"), "EUR 4,500 once"),
        (("buys", "10"), "of what is lacking in 2030"),
        (("buys", "10", "--mix", "brigade=1,tanker=2"), "raise and keep the mix"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_people_get_words_and_tables(words, says):
    found = call_vallum(*words)
    assert found.code == 0, found.err
    assert says in found.out
