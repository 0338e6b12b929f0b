"""`vallum support`: who helps Ukraine with what, how evenly, and what replaces America's part."""

from __future__ import annotations

from vallum.cli.options import AsJson, Data


def support(data: Data = None, as_json: AsJson = False) -> None:
    """Show aid to Ukraine by donor, kind and year, burdens, and what replaces American aid.

    Keeps nothing.  What arming Ukraine costs own stocks: `vallum ukraine`.
    """
    from vallum.cli.show import show_json
    from vallum.cli.views_leverage import show_support
    from vallum.contracts import SupportAnswer
    from vallum.evidence import Evidence
    from vallum.study.settlement import support_now

    given = support_now(Evidence.load(data))
    if as_json:
        show_json(SupportAnswer.of(given))
    else:
        show_support(given)
