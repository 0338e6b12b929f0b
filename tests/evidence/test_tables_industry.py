"""Makers, dependence, fragmentation, and the graph on which forces move: joins and known totals.

Published figures: SIPRI (2025) on American deliveries, the Munich Security Conference (2017) on
types in service, the European Commission (2025) on SAFE, a German train to Rukla (2020).
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from math import asin, cos, radians, sin, sqrt

import polars as pl
import pytest

from vallum.evidence import Evidence
from vallum.evidence.schema import GROUP_CODES
from vallum.evidence.schemas.industry import CATEGORIES

UNNAMED = {"several", "to be chosen"}
"""Words that stand for no firm."""

OTHER_SUBJECTS = {"all", "cloud", "explosives", "intelligence", "land"}
"""Subjects of dependence beside categories of the catalogue and SIPRI's own."""

Neighbours = dict[str, list[tuple[str, float]]]


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return Evidence.load()


def words(cells: pl.Series) -> set[str]:
    """Words of cells that hold several, joined by ;."""
    return set(cells.drop_nulls().str.split(";").explode())


def places(evidence: Evidence) -> set[str]:
    return {*evidence.table("geography/states")["state"], *GROUP_CODES}


# Makers


@pytest.mark.parametrize("column", ["states", "other_states"])
def test_makers_sit_in_known_states(evidence, column):
    assert words(evidence.table("industry/makers")[column]) <= places(evidence)


def test_products_that_the_catalogue_knows_stand_apart(evidence):
    makers = evidence.table("industry/makers")
    assert words(makers["categories"]) <= set(CATEGORIES)
    assert not words(makers["other_products"]) & set(CATEGORIES)


def test_revenue_was_converted_at_the_rate_of_its_year(evidence):
    makers = evidence.table("industry/makers").drop_nulls("revenue_original_mn")
    euros = makers.filter(pl.col("currency") == "EUR")
    assert euros.height > 10
    assert (euros["revenue_eur_mn"] == euros["revenue_original_mn"]).all()
    average = evidence.table("economy/fx").filter(pl.col("kind") == "average")
    dollars = average.filter(pl.col("currency") == "EUR").select(
        pl.lit("USD").alias("currency"), "year", (1 / pl.col("lcu_per_usd")).alias("lcu_per_eur")
    )
    rates = pl.concat([average.select("currency", "year", "lcu_per_eur"), dollars])
    rates = rates.group_by("currency", "year").agg(pl.col("lcu_per_eur").drop_nulls().first())
    others = makers.filter(pl.col("currency") != "EUR").join(rates, on=["currency", "year"])
    assert others.height == makers.height - euros.height
    off = others["revenue_eur_mn"] / (others["revenue_original_mn"] / others["lcu_per_eur"]) - 1
    assert off.abs().max() < 0.03


def test_every_maker_of_the_catalogue_is_traced_to_firms(evidence):
    named = set(evidence.table("industry/systems")["maker"]) - UNNAMED
    assert set(evidence.table("industry/maker_names")["maker"]) == named


def test_firms_are_marked_as_listed_where_they_are(evidence):
    listed = set(evidence.table("industry/makers")["company"])
    for row in evidence.table("industry/maker_names").iter_rows(named=True):
        assert (row["listed"] == "yes") == (row["company"] in listed), row["company"]


def test_totals_of_the_hundred_largest_stay_within_the_whole(evidence):
    totals = evidence.table("industry/makers").filter(pl.col("kind") == "total")
    revenue = dict(totals.select("company", "revenue_eur_mn").rows())
    world = revenue.pop("Top 100 world")
    parts = [revenue[f"Top 100 {place} firms"] for place in ("US", "European", "Russian")]
    assert sum(parts) < world
    assert revenue["Top 100 German firms"] < revenue["Top 100 European firms"]


# Dependence


def test_every_row_names_a_known_system_or_subject(evidence):
    systems = dict(evidence.table("industry/systems").select("system", "category").rows())
    rows = evidence.table("industry/dependence")
    for row in rows.iter_rows(named=True):
        if row["system"] is not None:
            assert systems[row["system"]] == row["category"]
        elif not row["category"].startswith("sipri:"):
            assert row["category"] in {*CATEGORIES, *OTHER_SUBJECTS}
    assert rows["system"].drop_nulls().n_unique() >= 5


def test_a_bound_system_is_american_in_the_catalogue(evidence):
    """Systems under American export control carry American parts, or ask for approval."""
    rows = evidence.table("industry/dependence").filter(pl.col("indicator") == "export_control")
    systems = evidence.table("industry/systems").filter(
        pl.col("system").is_in(rows["system"].to_list())
    )
    assert systems.height == rows["system"].n_unique() == 4
    free = systems.filter(pl.col("us_content") == "none")["system"].to_list()
    # The launcher is Israeli and German; the refused rocket is American.
    assert free == ["EuroPULS / PULS"]


def test_shares_are_shares_and_facts_have_no_figure(evidence):
    rows = evidence.table("industry/dependence")
    figures = ("low", "central", "high")
    percent = rows.filter(pl.col("unit") == "percent")
    assert percent.select(pl.max_horizontal(figures)).to_series().max() <= 100
    facts = rows.filter(pl.col("unit") == "fact")
    assert facts.height >= 8
    assert facts.select(pl.all_horizontal(pl.col(figures).is_null()).all()).item()
    assert facts["note"].null_count() == 0
    others = rows.filter(pl.col("unit") != "fact")
    assert not others.select(pl.all_horizontal(pl.col(figures).is_null()).any()).item()


def test_shares_of_suppliers_stay_within_the_whole(evidence):
    shares = (
        evidence.table("industry/dependence")
        .filter(pl.col("indicator") == "delivery_share", pl.col("supplier").is_in(["USA", "EU27"]))
        .group_by("state", "category", "period_start")
        .agg(pl.col("central").sum())
    )
    assert shares.height > 40
    assert shares["central"].max() <= 100.1


@pytest.mark.parametrize(("first", "share", "volume"), [(2015, 40.2, 8279), (2020, 55.0, 19452)])
def test_kinds_of_weapon_make_up_what_the_union_received(evidence, first, share, volume):
    """The American share by kind, weighted by volume, is the share of the whole."""
    rows = evidence.table("industry/dependence").filter(
        pl.col("state") == "EU27", pl.col("period_start") == first
    )
    of = {
        indicator: dict(
            rows.filter(pl.col("indicator") == indicator, pl.col("supplier") == supplier)
            .select("category", "central")
            .rows()
        )
        for indicator, supplier in (("delivery_share", "USA"), ("delivery_volume", "WORLD"))
    }
    kinds = [kind for kind in of["delivery_share"] if kind != "all"]
    volumes = {kind: of["delivery_volume"][kind] for kind in kinds}
    american = sum(of["delivery_share"][kind] * volumes[kind] for kind in kinds)
    assert sum(volumes.values()) == pytest.approx(volume, rel=0.001)
    assert of["delivery_volume"]["all"] == volume
    assert american / sum(volumes.values()) == pytest.approx(share, abs=0.1)
    assert of["delivery_share"]["all"] == share


def test_what_sipri_tells_leaves_with_open_only():
    rows = Evidence.load(open_only=True).table("industry/dependence")
    sipri = ("arms_import_share", "delivery_share", "delivery_volume", "us_export_share")
    assert rows.height > 30
    assert rows.filter(pl.col("indicator").is_in(sipri)).is_empty()


# Fragmentation


@pytest.mark.parametrize(
    ("category", "year", "europe", "america"),
    [("all_major_systems", 2016, 178, 30), ("mbt", 2016, 17, 1), ("fighter", 2016, 20, 6)],
)
def test_types_in_service_as_published(evidence, category, year, europe, america):
    rows = evidence.table("industry/fragmentation").filter(
        pl.col("indicator") == "types_in_service",
        pl.col("category") == category,
        pl.col("year") == year,
    )
    counts = dict(rows.select("state", "central").rows())
    assert (counts["EUROPE"], counts["USA"]) == (europe, america)


def test_loans_go_to_the_borrowers_and_fill_the_ceiling(evidence):
    """EUR 150 bn were shared out among 19 members."""
    loans = evidence.table("industry/fragmentation").filter(pl.col("indicator") == "safe_loan")
    members = evidence.table("governance/memberships").filter(pl.col("group") == "SAFE_borrower")
    assert sorted(loans["state"]) == sorted(members["state"])
    assert 149 <= loans["central"].sum() <= 150


def test_joint_programmes_list_as_many_states_as_they_count(evidence):
    rows = evidence.table("industry/fragmentation")
    joint = rows.filter(pl.col("indicator") == "joint_programme")
    assert joint.height == 5
    assert (joint["states"].str.split(";").list.len() == joint["central"]).all()
    assert words(rows["states"]) <= places(evidence)


def test_systems_of_fragmentation_stand_in_the_catalogue(evidence):
    systems = dict(evidence.table("industry/systems").select("system", "category").rows())
    rows = evidence.table("industry/fragmentation").drop_nulls("system")
    assert rows.height >= 7
    for system, category in rows.select("system", "category").rows():
        assert system in systems
        assert category in CATEGORIES


# The graph on which forces move


def nodes_by_name(evidence: Evidence) -> dict[str, dict[str, object]]:
    rows = evidence.table("requirements/corridor_nodes").iter_rows(named=True)
    return {row["node"]: row for row in rows}


def network(evidence: Evidence, *modes: str) -> Neighbours:
    """Node -> its neighbours by these modes, with kilometres."""
    found: Neighbours = defaultdict(list)
    for row in evidence.table("requirements/corridor_edges").iter_rows(named=True):
        if row["mode"] in modes:
            found[row["from_node"]].append((row["to_node"], row["distance_km"]))
            found[row["to_node"]].append((row["from_node"], row["distance_km"]))
    return found


def distances(network: Neighbours, start: str) -> dict[str, float]:
    """Shortest way from one node to each that can be reached, in kilometres."""
    best: dict[str, float] = {}
    queue = [(0.0, start)]
    while queue:
        length, node = heapq.heappop(queue)
        if node not in best:
            best[node] = length
            for neighbour, step in network[node]:
                heapq.heappush(queue, (length + step, neighbour))
    return best


def straight_km(one: dict[str, float], other: dict[str, float]) -> float:
    """Great circle on a sphere of 6,371 km."""
    north, east = radians(one["latitude"]), radians(one["longitude"])
    north2, east2 = radians(other["latitude"]), radians(other["longitude"])
    chord = sin((north2 - north) / 2) ** 2
    chord += cos(north) * cos(north2) * sin((east2 - east) / 2) ** 2
    return 2 * 6371 * asin(sqrt(chord))


def test_every_link_ends_in_known_places_and_is_named_after_them(evidence):
    nodes = nodes_by_name(evidence)
    edges = evidence.table("requirements/corridor_edges")
    assert (len(nodes), edges.height) == (148, 453)
    for row in edges.iter_rows(named=True):
        ends = (row["from_node"], row["to_node"])
        assert set(ends) <= nodes.keys()
        assert row["edge"] == f"{row['mode']}:{ends[0]}>{ends[1]}"
        states = {nodes[end]["state"] for end in ends}
        assert (row["crosses_border"] == "yes") == (len(states) == 2)


def test_no_two_places_are_linked_twice_by_one_mode(evidence):
    edges = evidence.table("requirements/corridor_edges").with_columns(
        ends=pl.concat_list("from_node", "to_node").list.sort()
    )
    assert edges.select("mode", "ends").n_unique() == edges.height


def test_every_place_can_be_reached_by_land(evidence):
    reached = distances(network(evidence, "rail", "road"), "DEU_CHAM")
    assert reached.keys() == nodes_by_name(evidence).keys()


@pytest.mark.parametrize(("mode", "apart"), [("rail", 0), ("air", 0), ("sea", 2)])
def test_each_mode_hangs_together(evidence, mode, apart):
    """By sea one pair stands apart: the direct line from Vlissingen to Gdansk."""
    links = network(evidence, mode)
    everything = set(links)
    largest = max((distances(links, node).keys() for node in everything), key=len)
    assert len(everything - largest) == apart
    assert everything - largest <= {"NLD_VLISSINGEN", "POL_GDANSK"}


def test_ways_are_no_shorter_than_the_straight_line(evidence):
    nodes = nodes_by_name(evidence)
    for row in evidence.table("requirements/corridor_edges").iter_rows(named=True):
        straight = straight_km(nodes[row["from_node"]], nodes[row["to_node"]])
        assert row["distance_km"] >= 0.99 * straight - 1, row["edge"]
        assert row["distance_km"] <= 2.2 * straight, row["edge"]


def test_hours_under_way_follow_from_way_and_speed(evidence):
    edges = evidence.table("requirements/corridor_edges")
    hours = edges["distance_km"] / edges["speed_km_h"]
    assert ((hours - edges["transit_h"]).abs() <= 0.11).all()


def test_trains_find_their_gauge_at_both_ends(evidence):
    nodes = nodes_by_name(evidence)
    rail = evidence.table("requirements/corridor_edges").filter(pl.col("mode") == "rail")
    assert rail["gauges_mm"].null_count() == 0
    for row in rail.iter_rows(named=True):
        gauges = row["gauges_mm"].split(";")
        # Where the gauge changes on the way, each end has one of the two.
        at_ends = [nodes[row[end]]["gauges_mm"].split(";") for end in ("from_node", "to_node")]
        assert all(set(gauges) & set(here) for here in at_ends), row["edge"]
    others = evidence.table("requirements/corridor_edges").filter(pl.col("mode") != "rail")
    assert others["gauges_mm"].is_null().all()


def test_one_standard_gauge_line_leads_into_the_baltic_states(evidence):
    nodes = nodes_by_name(evidence)
    baltic = ("EST", "LTU", "LVA")
    crossing = [
        row["edge"]
        for row in evidence.table("requirements/corridor_edges").iter_rows(named=True)
        if row["gauges_mm"] == "1435"
        and (nodes[row["from_node"]]["state"] in baltic)
        != (nodes[row["to_node"]]["state"] in baltic)
    ]
    assert crossing == ["rail:POL_SUWALKI>LTU_MOCKAVA"]


@pytest.mark.parametrize(
    ("mode", "unit"),
    [
        ("rail", "military_trains"),
        ("road", "convoy_vehicles"),
        ("sea", "ro_ro_calls"),
        ("air", "heavy_airlift_sorties"),
    ],
)
def test_capacity_is_counted_in_the_unit_of_the_mode(evidence, mode, unit):
    edges = evidence.table("requirements/corridor_edges").filter(pl.col("mode") == mode)
    assert set(edges["capacity_unit"]) == {unit}
    assert edges["capacity_low"].min() > 0


def test_places_that_limit_say_what_they_handle(evidence):
    nodes = evidence.table("requirements/corridor_nodes")
    assert (nodes["handling_per_day"].is_null() == nodes["handling_unit"].is_null()).all()
    assert nodes.filter(pl.col("kind") == "port")["handling_per_day"].null_count() == 0
    assert nodes.filter(pl.col("kind") == "airbase")["handling_per_day"].null_count() == 0
    assert nodes.filter(pl.col("is_destination") == "yes").height == 10


def test_the_graph_gives_the_way_of_a_train_that_was_seen(evidence):
    """A train of 2020 took 1,400 km from Pfreimd, near Cham, to Rukla."""
    seen = evidence.table("requirements/mobility").filter(pl.col("topic") == "distance")
    way = distances(network(evidence, "rail"), "DEU_CHAM")["LTU_RUKLA"]
    assert way == pytest.approx(seen["central"].item(), rel=0.15)
