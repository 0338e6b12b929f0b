"""What lines make: announced ramps, exports by what is known of them, licences, interceptors."""

from __future__ import annotations

import pytest

from model_runs import build, evidence, overlay, same, world
from vallum.errors import UserError
from vallum.evidence import Evidence
from vallum.scenario import load_scenario
from vallum.world import Draw, World

TANK = "Leopard 2A8"
"""A line of 50 a year whose backlog is known: nothing signed abroad up to 2031."""
GUN = "Zuzana 2"
"""A line of 16 a year of which nothing more is known."""


def at(built: World, array: str, name: str, year: int) -> float:
    return float(built[array].sel(product=name, year=year))


def ramp(name: str, year: int, rate: float) -> dict[str, object]:
    return {"system": name, "year": year, "rate_central": rate, "status": "announced"}


@pytest.mark.parametrize(
    ("rows", "kept", "found"),
    [
        ([], 0.8, {2026: 16, 2030: 16}),
        # From 16 in 2025 to 56 in 2029, ten a year: 80 % of it comes true.
        ([(2029, 56)], 0.8, {2026: 24, 2028: 40, 2029: 48, 2035: 48}),
        ([(2029, 56)], 1.0, {2026: 26, 2029: 56}),
        ([(2027, 26), (2029, 56)], 1.0, {2026: 21, 2027: 26, 2028: 41, 2029: 56}),
        ([(2028, 4)], 1.0, {2026: 16, 2028: 16}),
    ],
    ids=["none", "four fifths", "all of it", "two steps", "less than today"],
)
def test_a_line_rises_in_a_straight_line_to_what_is_announced(tmp_path, rows, kept, found):
    facts = overlay(
        tmp_path,
        {
            # A table needs a row; this one is of another line.
            "industry/ramps": [ramp(GUN, *row) for row in rows] or [ramp(TANK, 2030, 60)],
            "requirements/parameters": [
                {
                    "parameter": "announced_kept",
                    "central": kept,
                    "unit": "share",
                    "meaning": "as set",
                }
            ],
        },
    )
    built = build(facts)
    assert {year: at(built, "line_made", GUN, year) for year in found} == pytest.approx(found)


COMMITMENT = {"status": "signed", "from_year": 2028, "to_year": 2029}


@pytest.mark.parametrize(
    ("basis", "rows", "found"),
    [
        (None, [], {2028: 4, 2030: 4}),
        (None, [("BRA", 20)], {2027: 4, 2028: 10, 2030: 4}),
        ({"basis": "backlog", "known_to": 2029}, [("BRA", 20)], {2027: 0, 2028: 10, 2030: 4}),
        ({"basis": "backlog", "known_to": 2029}, [("POL", 20)], {2028: 0, 2030: 4}),
        ({"basis": "backlog", "known_to": 2029}, [("UKR", 20)], {2028: 10, 2030: 4}),
        ({"basis": "backlog", "known_to": 2029}, [("BRA", 90)], {2028: 16, 2030: 4}),
        ({"basis": "europe"}, [], {2028: 0, 2030: 0}),
        ({"basis": "share", "share_central": 0.5}, [], {2028: 8, 2030: 8}),
        ({"basis": "pace"}, [("BRA", 6, 2021, 2023, "delivered")], {2026: 2, 2030: 2}),
        ({"basis": "pace"}, [], {2026: 4, 2030: 4}),
    ],
    ids=[
        "nothing known: a quarter",
        "more signed than a quarter",
        "a backlog, then a quarter",
        "members are not abroad",
        "Ukraine's front takes what it gets",
        "never more than is made",
        "the rate is Europe's",
        "a share of its own",
        "as many as before",
        "no past deliveries: a quarter",
    ],
)
def test_exports_are_reckoned_by_what_is_known(tmp_path, basis, rows, found):
    commitments = [
        {"system": GUN, "customer": row[0], "units": row[1], **COMMITMENT}
        | dict(zip(("from_year", "to_year", "status"), row[2:], strict=False))
        for row in rows
    ]
    tables = {
        "industry/export_commitments": commitments,
        "industry/export_basis": [{"system": GUN, **basis}] if basis else [],
    }
    given = {name: some for name, some in tables.items() if some}
    built = build(overlay(tmp_path, given) if given else evidence())
    assert {y: at(built, "line_exports", GUN, y) for y in found} == pytest.approx(found)
    for year in found:
        left = at(built, "line_made", GUN, year) - at(built, "line_exports", GUN, year)
        assert at(built, "line", GUN, year) == pytest.approx(left)


def test_europeans_outside_the_coalition_are_customers_abroad():
    """Switzerland's five fire units of 2028 to 2031 count on top of Egypt's and Ukraine's."""
    assert at(world(), "line_exports", "IRIS-T SLM", 2031) == pytest.approx(5 / 4)
    inside = build(evidence(), "coalition.partners=[GBR, NOR, TUR, UKR, CHE]")
    assert at(inside, "line_exports", "IRIS-T SLM", 2031) == 0


def test_a_licence_that_adds_counts_from_its_year_on(tmp_path):
    licence = {"system": GUN, "state": "POL", "from_year": 2029, "rate_central": 5}
    rows = [
        licence | {"status": "agreed", "adds": "yes"},
        licence | {"status": "agreed", "adds": "no", "state": "HUN"},
        licence | {"status": "possible", "adds": "yes", "state": "ITA"},
    ]
    built = build(overlay(tmp_path, {"industry/licences": rows}))
    added = [at(built, "line_licensed", GUN, year) for year in (2028, 2029, 2040)]
    assert added == [0, 5, 5]
    # A quarter of all that is made goes abroad.
    assert at(built, "line", GUN, 2029) == pytest.approx(0.75 * 21)
    assert float(built["licence_known"].sel(product=GUN)) == 1
    assert float(world()["licence_known"].sel(product=GUN)) == 0


@pytest.mark.parametrize(
    ("table", "row", "told"),
    [
        ("ramps", ramp("Leopard 2A9", 2028, 60), "'Leopard 2A9' is no system"),
        (
            "export_basis",
            {"system": GUN, "basis": "backlog"},
            "a backlog needs the last year up to which it is known",
        ),
        (
            "export_basis",
            {"system": GUN, "basis": "share"},
            "an export share of its own needs a central value",
        ),
        (
            "export_commitments",
            {"system": GUN, "customer": "BRA", "units": 5, **COMMITMENT, "to_year": 2026},
            "to_year (2026) is before from_year (2028)",
        ),
        (
            "licences",
            {"system": GUN, "state": "POL", "status": "agreed", "adds": "yes"},
            "an agreed licence that adds to a line needs a first year and a rate",
        ),
    ],
    ids=["unknown system", "no known_to", "no share", "years reversed", "no rate"],
)
def test_a_row_that_says_too_little_is_refused_where_it_stands(tmp_path, table, row, told):
    with pytest.raises(UserError) as caught:
        build(overlay(tmp_path, {f"industry/{table}": [row]}))
    (problem,) = caught.value.problems
    assert problem.message.startswith(told)
    assert str(problem.file).endswith(f"{table}.csv")
    assert problem.line == 2


def test_the_backlog_of_the_rafale_is_the_published_one():
    """Dassault, 31 December 2025: 220 on order, of which 175 for customers abroad."""
    rows = evidence().table("industry/export_commitments")
    own = rows.filter((rows["system"] == "Rafale F4") & (rows["status"] == "signed"))
    assert own["units"].sum() == 175
    total = sum(at(world(), "line_exports", "Rafale F4", year) for year in range(2026, 2032))
    # What is signed is made as far as the line goes.
    assert total == pytest.approx(175)


def test_every_figure_of_lines_names_a_system_that_can_be_ordered_or_says_why_not():
    known = set(evidence().table("industry/orderable")["system"])
    for name in ("ramps", "export_commitments", "export_basis", "licences"):
        table = evidence().table(f"industry/{name}")
        assert set(table["system"]) <= known
        assert table.height > 10


def test_ramps_rise_from_todays_rate():
    """What is announced is on the basis of today's rate: the whole line, or Europe's part."""
    rates = evidence().table("industry/orderable")
    today = dict(rates.select("system", "rate_central").iter_rows())
    for row in evidence().table("industry/ramps").iter_rows(named=True):
        assert today[row["system"]] < row["rate_central"] <= 4 * today[row["system"]], row


def test_orders_stand_in_one_place_alone():
    """A European customer's order stands in forces/orders, and is no commitment besides."""
    orders = evidence().table("forces/orders")
    made_as = dict(evidence().table("industry/order_lines").select("order_system", "system").rows())
    european = {
        (made_as.get(system), state)
        for system, state in orders.filter(orders["counts"] == "yes")
        .select("system", "state")
        .rows()
    }
    rows = evidence().table("industry/export_commitments").select("system", "customer").rows()
    assert not european & set(rows)


def test_without_sipri_a_pace_falls_back_on_the_common_share():
    facts = Evidence.load(open_only=True)
    built = World.build(facts, load_scenario("us_absent"))
    made = at(built, "line_made", "NASAMS", 2030)
    share = float(built["parameter"].sel(parameter="export_share"))
    assert at(built, "line_exports", "NASAMS", 2030) == pytest.approx(share * made)
    assert at(world(), "line_exports", "NASAMS", 2030) == pytest.approx(6 / 4)


def test_a_drawn_line_stays_within_its_ranges():
    drawn = build(evidence(), draw=Draw(seed=3))
    again = build(evidence(), draw=Draw(seed=3))
    assert same(drawn["line"], again["line"])
    assert not same(drawn["line"], world()["line"])
    assert float(drawn["line"].min()) >= 0
    assert 12 <= at(drawn, "line_made", "Eurofighter T4/T5", 2030) <= 20


# Interceptors


def test_interceptors_follow_from_batteries_and_days_of_supply():
    """Europe's batteries and the 24 that would leave, 3.8 missiles a day, thirty days."""
    built = world()
    scope = [*built.scope, "NATO"]
    held = float(built["counted_base"].sel(category="sam_long", state=scope).sum())
    asked = built["requirement"].sel(contingency="stand_alone")
    long = float(asked.sel(element="interceptor_long", basis="stock"))
    assert long == pytest.approx((held + 24) * 3.8 * 30)
    total = float(asked.sel(element="sam_medium", basis="total"))
    medium = float(asked.sel(element="interceptor_medium", basis="stock"))
    assert medium == pytest.approx(total * 2 * 30)
    for element in ("interceptor_long", "interceptor_medium"):
        assert float(
            built["imputed"].sel(contingency="stand_alone", element=element, basis="stock")
        )


def test_more_days_of_supply_ask_for_more_of_every_munition(tmp_path):
    days = {"parameter": "days_of_supply", "central": 90, "unit": "days", "meaning": "as set"}
    built = build(overlay(tmp_path, {"requirements/parameters": [days]}))
    cell = {"contingency": "stand_alone", "element": "interceptor_long", "basis": "stock"}
    assert float(built["requirement"].sel(cell)) == pytest.approx(
        3 * float(world()["requirement"].sel(cell))
    )


def test_stocks_of_interceptors_go_with_batteries_and_with_american_upkeep():
    built = world()
    base, counted = built["counted_base"], built["counted"]
    greece = {"state": "GRC", "category": "interceptor_long"}
    assert float(base.sel(greece)) == pytest.approx(
        48 * float(base.sel(state="GRC", category="sam_long"))
    )
    # France's are its own; most of Greece's are American.
    france = {"state": "FRA", "category": "interceptor_long"}
    assert float(counted.sel(france).sel(year=2026)) >= float(base.sel(france))
    assert float(counted.sel(greece).sel(year=2030)) < float(counted.sel(greece).sel(year=2026))


def test_ordered_missiles_join_the_stock_and_occupy_their_line():
    built = world()
    stock = built["counted"].sel(state="DEU", category="interceptor_medium")
    assert float(stock.sel(year=2030) - stock.sel(year=2027)) == pytest.approx(665)
    signed = [
        at(built, "line_committed", "IRIS-T SLM missile", y) for y in (2027, 2028, 2030, 2031)
    ]
    assert signed == pytest.approx([0, 665 / 3, 665 / 3, 0])


def test_who_may_order_batteries_may_order_what_they_fire():
    eligible = world()["eligible"]
    batteries = eligible.sel(product="SAMP/T NG")
    missiles = eligible.sel(product="Aster 30")
    assert (batteries == missiles).all()
    assert float(eligible.sel(product="PAC-3 MSE").sum()) == 0
