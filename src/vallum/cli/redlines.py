"""`vallum redlines`: which red lines a draft settlement crosses; start, compare, read drafts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from vallum.cli.options import DEFAULT_SCENARIO, AsJson, Data, Force, ScenarioOption

CHECK = "check"


class _FileFirst(TyperGroup):
    """`vallum redlines FILE` means `vallum redlines check FILE`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if not args or (args[0] not in self.commands and args[0] not in ("-h", "--help")):
            args = [CHECK, *args]
        return super().parse_args(ctx, args)


redlines = typer.Typer(name="redlines", cls=_FileFirst, rich_markup_mode=None)

DraftArgument = Annotated[
    str,
    typer.Argument(metavar="DRAFT", help="A .yaml file of the form, or a shipped text's id."),
]
RulesOption = Annotated[
    Path | None,
    typer.Option(
        "--rules", metavar="FILE", help="Red lines of your own, beside or in place of the shipped."
    ),
]


@redlines.callback()
def group() -> None:
    """Say which red lines a draft settlement crosses, and why.

    `vallum redlines FILE.yaml` judges a draft; alone it lists the shipped texts.
    """


@redlines.command(CHECK)
def check(
    draft: Annotated[
        str | None,
        typer.Argument(metavar="[DRAFT]", help="A .yaml file of the form, or a shipped text's id."),
    ] = None,
    *,
    rules: RulesOption = None,
    scenario: ScenarioOption = DEFAULT_SCENARIO,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Judge a draft by every red line; without a draft, list the shipped texts.

    The scenario says how large a force would stand behind a guarantee.
    """
    from vallum.cli.show import show_json
    from vallum.cli.views_settlement import show_library, show_verdict
    from vallum.contracts import RedlinesAnswer, RedlinesListAnswer
    from vallum.evidence import Evidence
    from vallum.scenario import load_scenario
    from vallum.settlement import check as judge
    from vallum.settlement import load_rules, smallest_changes
    from vallum.study.guarantee import available_from, guarantee_of
    from vallum.study.guarantee_hold import backing_of
    from vallum.study.settlement import find_terms, library

    chosen = load_rules(rules)
    if draft is None:
        verdicts = [judge(terms, chosen) for terms in library(Evidence.load(data))]
        if as_json:
            show_json(RedlinesListAnswer.of(verdicts))
        else:
            show_library(verdicts)
        return
    terms = find_terms(draft, data)
    verdict = judge(terms, chosen)
    changes = smallest_changes(terms, chosen)
    beyond = smallest_changes(terms, chosen, arguable=True)
    behind = load_scenario(scenario)
    evidence = Evidence.load(data)
    guarantee = guarantee_of(terms, behind, available=available_from(evidence, behind))
    backing = backing_of(evidence, guarantee)
    if as_json:
        show_json(RedlinesAnswer.of(verdict, changes, beyond, guarantee, backing))
    else:
        show_verdict(verdict, changes, beyond, [*guarantee.summary(), *backing.summary()])


@redlines.command("diff")
def diff(
    before: DraftArgument,
    after: DraftArgument,
    *,
    rules: RulesOption = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Show what moved from one draft to another."""
    from vallum.cli.show import show_json
    from vallum.cli.views_settlement import show_comparison
    from vallum.contracts import RedlinesDiffAnswer
    from vallum.settlement import compare, load_rules
    from vallum.study.settlement import find_terms

    found = compare(find_terms(before, data), find_terms(after, data), load_rules(rules))
    if as_json:
        show_json(RedlinesDiffAnswer.of(found))
    else:
        show_comparison(found)


@redlines.command("new")
def new(
    base: Annotated[
        str | None,
        typer.Argument(metavar="[DRAFT]", help="A shipped text to start from; left out: a blank."),
    ] = None,
    *,
    to: Annotated[
        Path | None,
        typer.Option("--to", metavar="FILE", help="Where to write it; left out: shown only."),
    ] = None,
    force: Force = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Start a draft of your own: a YAML file with every effect explained."""
    from vallum.cli.jobs import write_new
    from vallum.cli.show import say, show_json, shown_path
    from vallum.contracts import RedlinesNewAnswer
    from vallum.settlement.form import as_yaml, template
    from vallum.settlement.terms import read_terms
    from vallum.study.settlement import find_terms

    text = template() if base is None else as_yaml(find_terms(base, data))
    terms = read_terms(text.encode(), "new draft")
    if to is not None:
        _refuse_other_ending(to)
        write_new(to, text, force=force)
    path = None if to is None else shown_path(to)
    if as_json:
        show_json(RedlinesNewAnswer.of(terms, path, text))
    elif path is None:
        print(text, end="")
    else:
        say(f"Wrote {path}: change what differs, then `vallum redlines {path}`.")


@redlines.command("schema")
def schema(as_json: AsJson = False) -> None:
    """Print the JSON Schema of a draft, for editors (JSON with or without --json)."""
    import json

    from vallum.settlement.form import json_schema

    print(json.dumps(json_schema(), ensure_ascii=False, indent=None if as_json else 2))


@redlines.command("read")
def read(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A text in UTF-8, or a PDF with a text layer.")
    ],
    *,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="FILE", help="Write the proposals as a draft to be confirmed."
        ),
    ] = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    """Propose clauses from prose, for a person to confirm; never a verdict."""
    from vallum.cli.jobs import write_new
    from vallum.cli.show import say, show_json, shown_path
    from vallum.cli.views_settlement import proposals_as_draft, show_proposals
    from vallum.contracts import RedlinesReadAnswer
    from vallum.settlement.reader import read_draft, text_of

    found = read_draft(text_of(file))
    if to is not None:
        _refuse_other_ending(to)
        write_new(to, proposals_as_draft(file, found), force=force)
    if as_json:
        told = RedlinesReadAnswer.of(
            shown_path(file), found.sentences, found.about, found.proposals
        )
        show_json(told)
        return
    show_proposals(found)
    if to is not None:
        path = shown_path(to)
        say(f"Wrote {path}: confirm each clause there, then `vallum redlines {path}`.")


def _refuse_other_ending(path: Path) -> None:
    from vallum.errors import Problem, UserError
    from vallum.settlement.terms import ENDINGS

    if path.suffix.lower() not in ENDINGS[:2]:
        raise UserError(Problem("a draft ends in .yaml", str(path)))
