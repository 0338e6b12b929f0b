"""Two runs side by side: what was changed, and what follows from it."""

from __future__ import annotations

import dataclasses

import polars as pl
import pytest
from fake_study import YEARS, FakePlan, FakeScenario, FakeStudy
from hypothesis import given
from hypothesis import strategies as st

from vallum.store import Comparison, Store, compare
from vallum.store.comparison import _compare_gaps
from vallum.store.plan_comparison import _told_order

BASE = FakeStudy()
LATER = FakeStudy(FakeScenario(enablers_leave=2030))


def test_equal_runs_say_so(store: Store) -> None:
    run = store.save(BASE)
    same = compare(run, store.get(run.id))
    assert same.sentences() == ["Both are the same run: nothing differs."]
    assert same.gaps.is_empty()
    assert same.assumptions.is_empty()
    assert same.inputs.is_empty()
    assert same.self_reliance["delta"].to_list() == [0.0] * len(YEARS)


def test_one_assumption_and_what_follows(store: Store) -> None:
    told = compare(store.save(BASE), store.save(LATER))
    assert told.assumptions.rows() == [("us.enablers_leave", "2028", "2030")]
    assert told.gaps.rows() == [
        ("stand_alone", "tanker", "Tankers", "aircraft", 2028, 48.0, 12.0, -36.0),
        ("stand_alone", "tanker", "Tankers", "aircraft", 2029, 48.0, 12.0, -36.0),
    ]
    assert told.sentences() == [
        "Assumption us.enablers_leave: 2028 -> 2030.",
        "Largest change: Tankers in 2028, gap 36 aircraft smaller (48 -> 12).",
        "Gaps by element and year: 2 smaller, 0 larger.",
        "Stand-alone year (enablers): 2034 -> 2036.",
        "Self-reliance index, largest change in 2028: 0.600 -> 0.640 (+0.040).",
    ]
    changed = dict(zip(told.headline["field"], told.headline.rows(), strict=True))
    assert changed["stand_alone_years.enablers"][1:] == ("2034", "2036", 2.0)
    assert changed["stand_alone_years.sea"][1:] == (None, None, None)
    assert changed["sentence"][3] is None
    assert changed["worst_element.imputed"][1:] == ("true", "true", None)


def test_turned_round_the_deltas_change_sign(store: Store) -> None:
    a, b = store.save(BASE), store.save(LATER)
    there, back = compare(a, b), compare(b, a)
    assert there.gaps["delta"].to_list() == [-delta for delta in back.gaps["delta"]]
    assert "36 aircraft larger (12 -> 48)" in " ".join(back.sentences())


@pytest.mark.parametrize(
    ("other", "sentence"),
    [
        (FakeStudy(seed=1), "Not only assumptions differ: so does the seed."),
        (FakeStudy(evidence_digest="f"), "Not only assumptions differ: so does the evidence."),
        (
            FakeStudy(evidence_digest="f", seed=3),
            "Not only assumptions differ: so does the evidence and the seed.",
        ),
        (FakeStudy(FakeScenario(name="mine", title="My own")), "No assumption differs."),
        (FakeStudy(FakeScenario(include=("EU", "NATO"))), "coalition.include: [EU] -> [EU, NATO]."),
        (
            FakeStudy(FakeScenario(force={"troops": 15000})),
            "Assumption ukraine.reassurance_force.troops: none -> 15000.",
        ),
    ],
    ids=["seed", "evidence", "both", "words only", "list", "group that was null"],
)
def test_what_was_changed_is_named(store: Store, other: FakeStudy, sentence: str) -> None:
    sentences = compare(store.save(BASE), store.save(other)).sentences()
    assert sentences[0].endswith(sentence)
    assert sentences[1:] == ["No gap, stand-alone year or self-reliance index differs."]


def test_a_year_not_reached_is_told_in_words(store: Store) -> None:
    never = FakeStudy(FakeScenario(enablers_leave=None))
    told = compare(store.save(BASE), store.save(never))
    assert told.assumptions.rows() == [("us.enablers_leave", "2028", "null")]

    class Reached(FakeStudy):
        @property
        def headline(self):  # type: ignore[no-untyped-def]
            return dataclasses.replace(super().headline, stand_alone_year=None)

    reached = compare(store.save(BASE), store.save(Reached(seed=2)))
    assert "Stand-alone year (core set): 2034 -> not by the horizon." in reached.sentences()


def gaps(*rows: tuple[str, int, float, float]) -> pl.DataFrame:
    """A frame of gaps from element, year, need, gap."""
    kinds = {"element": pl.String(), "year": pl.Int64(), "need": pl.Float64(), "gap": pl.Float64()}
    return pl.DataFrame(rows, kinds, orient="row").with_columns(
        pl.lit("stand_alone").alias("contingency"),
        pl.col("element").alias("title"),
        pl.lit("units").alias("unit"),
    )


def test_changes_stand_by_their_weight_and_lone_rows_last() -> None:
    told = _compare_gaps(
        gaps(("big", 2030, 1000.0, 100.0), ("small", 2030, 10.0, 1.0), ("gone", 2030, 5.0, 2.0)),
        gaps(("big", 2030, 1000.0, 150.0), ("small", 2030, 10.0, 5.0), ("new", 2030, 5.0, 0.0)),
    )
    assert told.select("element", "gap_a", "gap_b", "delta").rows() == [
        ("small", 1.0, 5.0, 4.0),
        ("big", 100.0, 150.0, 50.0),
        ("gone", 2.0, None, None),
    ]


QUANTITY = st.floats(0, 1e6, allow_subnormal=False)


@given(pairs=st.lists(st.tuples(QUANTITY, QUANTITY, QUANTITY), min_size=1, max_size=8))
def test_every_listed_delta_is_a_real_difference(pairs: list[tuple[float, float, float]]) -> None:
    a = gaps(*(("x", 2026 + n, need + 1, a) for n, (need, a, _) in enumerate(pairs)))
    b = gaps(*(("x", 2026 + n, need + 1, b) for n, (need, _, b) in enumerate(pairs)))
    told = _compare_gaps(a, b)
    assert told.height == sum(abs(b - a) > 1e-9 for _, a, b in pairs)
    assert told["delta"].sum() == pytest.approx(sum(b - a for _, a, b in pairs), abs=1e-6)


# Plans


def planned(store: Store, *plans: FakePlan | None) -> Comparison:
    """Two runs that differ by their plan alone (and the seed, so that they are two)."""
    a, b = (store.save(FakeStudy(plan=plan, seed=n)) for n, plan in enumerate(plans))
    return compare(a, b)


def test_what_differs_between_two_plans(store: Store) -> None:
    held = (("Caesar", 0.3), ("Leopard 2A8", 0.2), ("Puma", 0.01))
    told = planned(store, FakePlan(), FakePlan(guns=30, stands_alone=None, held=held))
    assert told.plan.orders.rows() == [
        ("Caesar", "artillery", 10.0, 30.0, 20.0, 0.07, 0.21, pytest.approx(0.14)),
    ]
    assert told.plan.plan_costs.rows() == [
        (2026, 0.0, 0.0, 0.0),
        (2027, pytest.approx(2.47), pytest.approx(2.61), pytest.approx(0.14)),
    ]
    assert told.plan.stand_alone_with_plan.rows() == [
        ("land", "Land", 2030, 2030),
        ("core", "Core set", 2033, None),
    ]
    assert told.plan.bottlenecks.select("where", "change", "relief").rows() == [
        ("A330 MRTT", "vanishes", 0.4),
        ("Leopard 2A8", "appears", 0.2),
        ("Puma", "appears", 0.01),
    ]
    assert told.sentences()[-5:] == [
        "Stand-alone year with the plan (core set): 2033 -> not by the horizon.",
        "Cost of the plan: EUR 2 bn -> 3 bn (+0.1 bn), a year 1.2 -> 1.3 bn.",
        "Largest changes of orders: Caesar +20 (EUR +0.1 bn).",
        "Bottlenecks that appear: Leopard 2A8 (production line).",
        "Bottlenecks that vanish: A330 MRTT (production line).",
    ]


def test_a_system_that_only_one_plan_orders_counts_as_none_of_it(store: Store) -> None:
    (row,) = planned(store, FakePlan(guns=0), FakePlan(guns=5)).plan.orders.iter_rows(named=True)
    assert (row["quantity_a"], row["quantity_b"], row["eur_bn_a"]) == (0.0, 5.0, 0.0)


def test_the_same_units_at_another_price_are_told_so() -> None:
    row = {"system": "SAMP/T NG", "quantity_delta": -0.01, "delta": -0.56}
    assert _told_order(row) == "SAMP/T NG EUR -0.6 bn for the same units"
    assert _told_order({**row, "quantity_delta": 12}) == "SAMP/T NG +12 (EUR -0.6 bn)"


def test_turned_round_orders_and_bottlenecks_change_sides(store: Store) -> None:
    one, other = FakePlan(), FakePlan(guns=30, held=(("Caesar", 0.3),))
    there, back = planned(store, one, other).plan, planned(store, other, one).plan
    assert there.orders["delta"].to_list() == [-delta for delta in back.orders["delta"]] != []
    assert there.plan_costs["a"].to_list() == back.plan_costs["b"].to_list()
    assert there.bottlenecks["change"].to_list() == ["vanishes"]
    assert back.bottlenecks["change"].to_list() == ["appears"]


@pytest.mark.parametrize(
    ("plans", "last"),
    [
        ((FakePlan(), FakePlan()), "The plans do not differ."),
        ((FakePlan(), None), "Only the first has a plan (close_gaps): plans are not compared."),
        ((None, FakePlan()), "Only the second has a plan (close_gaps): plans are not compared."),
        ((None, None), "No gap, stand-alone year or self-reliance index differs."),
    ],
    ids=["the same plan", "first only", "second only", "none"],
)
def test_runs_with_and_without_plan(
    store: Store, plans: tuple[FakePlan | None, ...], last: str
) -> None:
    told = planned(store, *plans)
    assert told.sentences()[-1] == last
    if None in plans:
        assert all(frame.is_empty() for frame in told.plan.frames().values())


def test_another_mode_is_named_and_is_no_other_assumption(store: Store) -> None:
    one = FakeStudy(plan=FakePlan())
    told = compare(store.save(one), store.save(dataclasses.replace(one, planned="earliest")))
    assert told.inputs.rows() == [("mode", "close_gaps", "earliest")]
    assert told.sentences()[0] == "Mode of planning: close_gaps -> earliest."
