"""How far a price falls with volume: slopes of learning and the batches that prices are of.

From: requirements/scale, industry/learning.  To: `vallum.planner.learning`.

    slope[s] = price after output has doubled / price before, by kind of system     [ratio]
    batch[s] = units of the order whose price the catalogue states                  [units]
"""

from __future__ import annotations

from vallum.errors import Problem, UserError, did_you_mean
from vallum.world.context import Context, zeros
from vallum.world.provenance import Labels, Step

SLOPE = "learning_slope"


def build_scale(context: Context) -> None:
    """Add `slope`, `slope_range` and `batch` over the products of the catalogue.

    Raises UserError where a category names a kind of learning that no row gives a slope for.
    """
    slopes = {
        row["category"]: (row, fact)
        for row, fact in context.facts("industry/learning", "central")
        if row["topic"] == SLOPE
    }
    kinds = {}
    for row, fact in context.facts("requirements/scale", "batch_central"):
        if row["kind"] not in slopes:
            near = did_you_mean(row["kind"], sorted(slopes))
            told = f"no row of industry/learning gives a learning slope for '{row['kind']}'{near}"
            raise UserError(Problem(told, row["_file"], row["_line"], "kind"))
        kinds[row["category"]] = (row, fact)
    products = context.arrays["unit_price"]
    names = [str(name) for name in products["product"].values]
    slope, batch = zeros(product=names), zeros(product=names)
    ends = zeros(bound=["low", "high"], product=names)
    for name, category in zip(names, products["product_category"].values, strict=True):
        if str(category) not in kinds:
            # A price that no scale is stated for does not fall.
            slope[name], batch[name] = 1.0, 1.0
            ends["low", name], ends["high", name] = 1.0, 1.0
            continue
        row, fact = kinds[str(category)]
        learning, learnt = slopes[row["kind"]]
        drawn = context.drawn(
            f"slope|{row['kind']}", learning["low"], learning["central"], learning["high"]
        )
        slope[name] = drawn / 100
        for bound in ("low", "high"):
            stated = learning[bound]
            ends[bound, name] = (learning["central"] if stated is None else stated) / 100
        batch[name] = context.drawn(
            f"batch|{category}", row["batch_low"], row["batch_central"], row["batch_high"]
        )
        context.ledger.record("slope", (name,), learnt)
        context.ledger.record("batch", (name,), fact)
    context.add("slope", slope, "ratio", "price after output has doubled over price before")
    context.add("slope_range", ends, "ratio", "steepest and flattest stated slope of learning")
    context.add("batch", batch, "units", "size of the order whose price the catalogue states")
    category_of = dict(zip(names, products["product_category"].values, strict=True))

    def formula(labels: Labels) -> Step:
        kind = kinds.get(str(category_of[labels[0]]))
        if kind is None:
            return Step("slope: no scale is stated for the category, so its price does not fall")
        words = f"slope = learning of the kind {kind[0]['kind']}"
        return Step(words, facts=(kind[1],))

    context.ledger.derive("slope", formula)
    context.ledger.derive(
        "slope_range", lambda labels: Step("the end of the stated range", (("slope", labels[1:]),))
    )
    context.ledger.leave_empty("batch", "no scale is stated for the category")
