"""`vallum why`: where a number comes from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from vallum.cli.options import DEFAULT_SCENARIO, AsJson, Data, Mode, ModeOption, ScenarioOption, Set

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from vallum.evidence import Evidence
    from vallum.scenario import Scenario
    from vallum.world import Answer


class Order(NamedTuple):
    """Which order is asked about; no year: all years together."""

    state: str
    system: str
    year: int | None


def why(
    array: Annotated[
        str | None,
        typer.Argument(
            metavar="[ARRAY|RUN]",
            help="A quantity, or a kept run and then a figure of it; left out: list quantities.",
        ),
    ] = None,
    labels: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[LABEL]...",
            help="Which cell: a label (DEU) or dimension=label (state=DEU); or the run's figure.",
        ),
    ] = None,
    *,
    scenario: ScenarioOption = DEFAULT_SCENARIO,
    mode: ModeOption = Mode.close_gaps,
    set_: Set = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show where a figure comes from: its steps and its facts.

    For example: vallum why stock state=POL system="Leopard 2PL"

    An order of the plan leads back to need, price and line (--mode says how to plan):
    vallum why order DEU "IRIS-T SLM" 2027

    Any figure of a kept run, as table/column/label/...:
    vallum why latest gaps/gap/stand_alone/brigade/2030
    """
    from vallum.cli.jobs import read_inputs
    from vallum.cli.show import show_json
    from vallum.cli.views_why import ORDER, show_arrays, show_figure, split_labels
    from vallum.contracts import WhyAnswer
    from vallum.errors import UserError
    from vallum.world import World

    if array is None and as_json:
        raise UserError("--json answers for one quantity: name it, such as `vallum why stock DEU`")
    if array is not None and labels and is_address(labels[0]):
        if set_ or scenario != DEFAULT_SCENARIO:
            raise UserError("a kept run has its scenario: leave out --scenario and --set")
        figure, evidence = explain_figure(array, labels, data)
        if as_json:
            show_json(WhyAnswer.of(figure, evidence))
        else:
            show_figure(figure, evidence)
        return
    plain, by_dimension = split_labels(labels or [])
    order = order_of(plain, by_dimension) if array == ORDER else None
    asked, evidence = read_inputs(scenario, set_, data)
    if array is None:
        show_arrays(World.build(evidence, asked))
        return
    if order is not None:
        figure = explain_order(order, asked, evidence, mode.value)
    else:
        figure = World.build(evidence, asked).why(array, *plain, **by_dimension)
    if as_json:
        show_json(WhyAnswer.of(figure, evidence))
    else:
        show_figure(figure, evidence)


def order_of(plain: Sequence[str], by_dimension: Mapping[str, str]) -> Order:
    """The order that labels name: state, system and year, in this order or as dimension=label.

    Raises UserError where state or system is missing, or the year is none.
    """
    from vallum.errors import UserError

    for name in by_dimension:
        if name not in Order._fields:
            raise UserError(f"order has no dimension '{name}'; it has {', '.join(Order._fields)}")
    free = [name for name in Order._fields if name not in by_dimension]
    if len(plain) > len(free):
        raise UserError(
            f"'{plain[len(free)]}' is one label too many: order has state, system, year"
        )
    named = dict(zip(free, plain, strict=False)) | dict(by_dimension)
    if missing := [name for name in ("state", "system") if name not in named]:
        raise UserError(
            f"order needs a label for {' and '.join(missing)}, "
            'such as `vallum why order DEU "IRIS-T SLM" 2027`'
        )
    year = named.get("year")
    if year is not None and not year.isdecimal():
        raise UserError(f"'{year}' is not a year; quote a system whose name contains a space")
    return Order(named["state"], named["system"], None if year is None else int(year))


def explain_order(order: Order, asked: Scenario, evidence: Evidence, mode: str) -> Answer:
    """Plan, then lead back from the order.  Raises UserError for an unknown state or system."""
    from vallum.cli.jobs import as_mode
    from vallum.cli.progress import shown_progress
    from vallum.study import run as run_study
    from vallum.study import why_order

    with shown_progress() as progress:
        study = run_study(
            asked, evidence=evidence, mode=as_mode(mode), sweep=False, progress=progress
        )
    return why_order(study, *order)


def is_address(word: str) -> bool:
    """Whether a word names a figure of a run (`gaps/gap/...`), not a label of a quantity.

    One that is nearly the name of a table will do: the run then says what it should be.
    """
    from vallum.errors import did_you_mean
    from vallum.study.figures import HEADLINE, KEYS, plain

    table, slash, _ = word.partition("/")
    known = [*KEYS, HEADLINE]
    return bool(slash) and (plain(table) in known or bool(did_you_mean(table, known)))


def explain_figure(ref: str, words: Sequence[str], data: Path | None) -> tuple[Answer, Evidence]:
    """Build the kept run's World again and lead its figure back; with the facts it stands on.

    Raises UserError for an unknown run or figure, or where the facts are no longer those of the
    run.
    """
    from vallum.cli.jobs import open_store, scenario_of
    from vallum.errors import UserError
    from vallum.evidence import Evidence
    from vallum.study import Figure, Lineage, Results
    from vallum.world import Draw, World

    run = open_store().get(ref)
    evidence = Evidence.load(data)
    if evidence.digest() != run.inputs["evidence"]:
        raise UserError(
            f"run {run.id} was made with other facts than these: give the --data it was made with, "
            "or run its scenario again"
        )
    world = World.build(evidence, scenario_of(run), Draw(run.seed) if run.seed else None)
    results = Results(run.frames(), run.headline)
    return Lineage(world, results).why(Figure.parse(words[0], *words[1:])), evidence
