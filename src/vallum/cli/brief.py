"""`vallum brief`: one page to hand on."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data, Force

brief = typer.Typer(name="brief", rich_markup_mode=None)


@brief.callback()
def group() -> None:
    """Write one page to hand on, as PDF."""


@brief.command("redlines")
def redlines(
    draft: Annotated[
        str,
        typer.Argument(metavar="DRAFT", help="A .yaml file of the form, or a shipped text's id."),
    ],
    *,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", metavar="FILE", help="Where to write it. Left out: NAME_redlines.pdf."
        ),
    ] = None,
    rules: Annotated[
        Path | None, typer.Option("--rules", metavar="FILE", help="Red lines of your own.")
    ] = None,
    force: Force = False,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """One page on a draft: which red lines it crosses, why, and what would clear them."""
    import vallum
    from vallum.cli.show import say, show_json, shown_path
    from vallum.contracts import BriefAnswer
    from vallum.errors import Problem, UserError
    from vallum.report.redlines_brief import redlines_brief
    from vallum.settlement import check, load_rules, smallest_changes
    from vallum.store.whole import written_whole
    from vallum.study.settlement import find_terms

    terms = find_terms(draft, data)
    chosen = load_rules(rules)
    path = to or Path(f"{Path(terms.id).name}_redlines.pdf")
    if path.suffix.lower() != ".pdf":
        raise UserError(Problem("a brief ends in .pdf", str(path)))
    if path.exists() and not force:
        said = "exists already: choose another name with --to, or --force to replace it"
        raise UserError(Problem(said, str(path)))
    page, pages = redlines_brief(
        check(terms, chosen), smallest_changes(terms, chosen), version=vallum.__version__
    )
    try:
        with written_whole(path) as partly:
            partly.write_bytes(page)
    except OSError as reason:
        raise UserError(f"cannot write to '{path}': {reason.strerror or reason}") from reason
    if as_json:
        show_json(BriefAnswer(path=shown_path(path), pages=pages))
    else:
        say(f"Wrote {shown_path(path)}, {pages} page{'' if pages == 1 else 's'}.")
