"""The validation page: the checks of `vallum.report.validation` in Markdown.

To: `scripts/write_docs.py`.
"""

from __future__ import annotations

from collections.abc import Sequence

from vallum.report.validation import EXPLAINED, HOLDS, MISSES, UNEXPLAINED, Check


def validation_page(checks: Sequence[Check]) -> str:
    """The checks as a page in Markdown."""
    lines = [
        "# Validation",
        "",
        "What the facts and the models say beside what others have published, at central values. "
        "The page is written by `scripts/write_docs.py` from the same checks that the tests run; a "
        "miss is shown as a miss. *Explained* means that the two figures measure different things "
        "and the reason is given; it is not a pass.",
        "",
        _summary(checks),
    ]
    for group in dict.fromkeys(check.group for check in checks):
        lines += ["", f"## {group}", "", _HEAD, "|---|---:|---:|---:|---|---|---|---|"]
        lines += [_row(check) for check in checks if check.group == group]
    return "\n".join([*lines, ""])


_HEAD = "| what | ours | published | ratio | tolerance | verdict | why | source |"


def _summary(checks: Sequence[Check]) -> str:
    counted = {word: sum(c.verdict == word for c in checks) for word in (HOLDS, EXPLAINED, MISSES)}
    return (
        f"{len(checks)} checks: {counted[HOLDS]} hold, {counted[EXPLAINED]} are explained, "
        f"{counted[MISSES]} miss."
    )


def _row(check: Check) -> str:
    cells = [
        f"{check.name} [{check.unit}]",
        _plain(check.ours),
        _plain(check.published),
        f"{check.ratio:.2f}" if check.ratio is not None else "",
        check.tolerance,
        f"**{check.verdict}**" if check.verdict in (MISSES, UNEXPLAINED) else check.verdict,
        check.explanation,
        f"`{check.source}`",
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _plain(value: float) -> str:
    """Three digits that matter, thousands apart; never a negative nothing."""
    if abs(value) < 1e-6:
        return "0"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.1f}"
