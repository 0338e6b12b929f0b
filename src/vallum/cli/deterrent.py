"""`vallum deterrent`: the nuclear question as options of policy."""

from __future__ import annotations

from typing import Annotated

import typer

from vallum.cli.options import AsJson, Data


def deterrent(
    option: Annotated[
        str | None, typer.Argument(metavar="[OPTION]", help="One option in full, by its name.")
    ] = None,
    *,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Set options for a European deterrent side by side: forces, cost, who decides, the law.

    Published figures only.  Keeps nothing.
    """
    from vallum.cli.show import show_json
    from vallum.cli.views_deterrent import show_deterrent, show_option
    from vallum.contracts import DeterrentAnswer
    from vallum.evidence import Evidence
    from vallum.study.deterrent import deterrent_options, find_option

    evidence = Evidence.load(data)
    found = deterrent_options(evidence)
    chosen = None if option is None else find_option(found, option)
    if as_json:
        show_json(DeterrentAnswer.of(found))
    elif chosen is not None:
        show_option(chosen, evidence)
    else:
        show_deterrent(found)
