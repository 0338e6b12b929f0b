"""`vallum evidence weakest`: which unseen facts matter most, and where the evidence is thin.

To: `vallum.cli.evidence`, which gives the command its name.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from vallum.cli.options import DEFAULT_SCENARIO, AsJson, Data, ScenarioOption, Set


class By(StrEnum):
    fact = "fact"
    state = "state"
    category = "category"


def weakest(
    *,
    by: Annotated[By, typer.Option("--by", help="One row a fact, state or category.")] = By.fact,
    top: Annotated[
        int, typer.Option("--top", metavar="N", min=1, help="Only the first N rows.")
    ] = 25,
    scenario: ScenarioOption = DEFAULT_SCENARIO,
    set_: Set = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """List the facts nobody has seen by what they weigh in the answer.

    Weight: the part of the self-reliance index that would go, to first order, without the fact and
    at the same need.  With --by state or category: how much of the weight rests on facts seen in
    their source.
    """
    from vallum.cli.jobs import read_inputs
    from vallum.cli.show import percent, say, show_json, table
    from vallum.contracts import EvidenceWeakestAnswer
    from vallum.forces import assess
    from vallum.study.weights import frames_of, weigh_facts
    from vallum.world import World

    asked, evidence = read_inputs(scenario, set_, data)
    weighed = weigh_facts(assess(World.build(evidence, asked)))
    frames = frames_of(weighed)
    if as_json:
        show_json(EvidenceWeakestAnswer.of(frames, top))
        return
    if by is By.fact:
        rows = [
            [row["fact"], f"{row['table']}:{row['line']}", f"{100 * row['weight']:.2f} %",
             row["verified"], row["published"] or "not dated"]
            for row in frames["weakest_facts"].head(top).iter_rows(named=True)
        ]  # fmt: skip
        table(["fact", "row", "weight", "marked", "newest source"], rows, right={"weight"})
    else:
        frame = frames[f"quality_by_{by.value}"].head(top)
        rows = [
            [row[by.value], str(row["facts"]), f"{100 * row['weight']:.2f} %",
             *(percent(row[f"share_{mark}"]) for mark in ("verified", "unverified", "imputed"))]
            for row in frame.iter_rows(named=True)
        ]  # fmt: skip
        heads = [by.value, "facts", "weight", "seen", "to be checked", "imputed"]
        table(heads, rows, right=set(heads[1:]))
    known = weighed.filter(weighed["verified"] == "yes")["weight"]
    seen = float(known.sum()) / float(weighed["weight"].sum())
    say(f"Of the weight of all {weighed.height} facts, {percent(seen)} was seen in its source.")
