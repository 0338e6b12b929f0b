"""Drafts as tables for people: verdicts, what moved, proposals.

From: `vallum.settlement`.  To: `vallum redlines`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from vallum.cli.show import NOTHING, counted, heading, say, table
from vallum.settlement import Changes, Comparison, Terms, Verdict
from vallum.settlement.clauses import shown
from vallum.settlement.form import as_yaml
from vallum.settlement.reader import Reading
from vallum.settlement.rules import IN_WORDS

UNCONFIRMED = (
    "These are proposals of a pattern reader. There is no verdict until a person confirms."
)


def show_library(verdicts: Sequence[Verdict]) -> None:
    """The shipped texts with the red lines proper."""
    proper = [finding.rule for finding in verdicts[0].findings if finding.rule.default]
    say(f"{len(verdicts)} shipped texts; `vallum redlines ID` says why.")
    heads = ["id", "date", *(rule.title for rule in proper)]
    rows = [
        [
            verdict.terms.id,
            verdict.terms.date,
            *(IN_WORDS[verdict.by_rule[rule.id].outcome] for rule in proper),
        ]
        for verdict in verdicts
    ]
    heading("Red lines")
    table(heads, rows)


def show_verdict(
    verdict: Verdict, changes: Changes, beyond: Changes, guarantee: Sequence[str]
) -> None:
    """What each rule says, and what would clear the red lines.  guarantee: what backs it."""
    for line in verdict.summary():
        say(line)
    for proper, title in ((True, "Red lines"), (False, "Optional principles")):
        found = [finding for finding in verdict.findings if finding.rule.default is proper]
        if not found:
            continue
        heading(title)
        table(
            ["verdict", "rule", "clauses", "why"],
            [
                [
                    IN_WORDS[finding.outcome],
                    finding.rule.title,
                    " ".join(finding.clauses) or NOTHING,
                    finding.reason,
                ]
                for finding in found
            ],
        )
    heading("What stands behind the guarantee")
    for line in guarantee:
        say(line)
    _show_changes(changes, beyond)
    if verdict.terms.warnings:
        heading("Read with care")
        for warning in verdict.terms.warnings:
            say(f"- {warning}")


def show_comparison(comparison: Comparison) -> None:
    """Rules that moved, then what the drafts settle differently."""
    for line in comparison.summary():
        say(line)
    heading("Verdicts")
    table(
        ["rule", "before", "after", ""],
        [
            [row["title"], IN_WORDS[row["before"]], IN_WORDS[row["after"]],
             "" if row["moved"] == "same" else row["moved"]]
            for row in comparison.verdicts.iter_rows(named=True)
        ],
    )  # fmt: skip
    heading("What they settle differently")
    table(
        ["topic", "effect", "before", "after"],
        [
            [row["topic"].replace("_", " "), row["effect"], row["before"] or NOTHING,
             row["after"] or NOTHING]
            for row in comparison.settled.sort(pl.col("topic"), pl.col("effect")).iter_rows(
                named=True
            )
        ],
    )  # fmt: skip


def show_proposals(found: Reading) -> None:
    """Each proposed clause with its sentence."""
    if not found.proposals:
        about = "" if found.about else " It does not speak of the war against Ukraine."
        say(f"Nothing is proposed from {found.sentences} sentences.{about}")
        return
    say(f"{len(found.proposals)} clauses proposed from {found.sentences} sentences. {UNCONFIRMED}")
    heading("Proposals")
    table(
        ["clause", "topic", "sure", "effect", "sentence"],
        [
            [
                each.clause.id,
                each.clause.topic.replace("_", " "),
                f"{each.confidence:.2f}",
                "; ".join(f"{n}: {shown(v)}" for n, v in each.clause.effect.items()) or NOTHING,
                each.sentence,
            ]
            for each in found.proposals
        ],
        right={"sure"},
    )


def proposals_as_draft(file: Path, found: Reading) -> str:
    """The proposals in the form, each to be confirmed; title, date and authors to be filled in."""
    terms = Terms(
        id=file.stem,
        title=f"Draft read from {file.name}: fill in its title",
        date="0001-01-01",
        authors=("UNKNOWN",),
        clauses=tuple(each.clause for each in found.proposals),
        source=file.name,
    )
    sentences = {each.clause.id: (each.sentence, each.confidence) for each in found.proposals}
    text = as_yaml(terms, sentences)
    return text.replace('date: "0001-01-01"', "date:    # fill in: YYYY-MM-DD").replace(
        "authors: [UNKNOWN]", "authors: []   # fill in: who wrote it, such as [USA, RUS]"
    )


def _show_changes(changes: Changes, beyond: Changes) -> None:
    if changes.changes:
        heading(f"Fewest clauses to touch so that no red line is crossed: {len(changes.changes)}")
        table(
            ["clause", "change", "for"],
            [[each.clause, each.in_words.partition(": ")[2] if not each.new else each.in_words,
              " ".join(rule.partition("_")[0] for rule in each.rules)]
             for each in changes.changes],
        )  # fmt: skip
    if left := changes.left:
        say(f"No change of clauses clears {', '.join(left)}.")
    if len(beyond.changes) > len(changes.changes):
        names = ", ".join(change.clause for change in beyond.changes)
        number = counted(len(beyond.changes), "clause")
        say(f"So that none is arguable either, {number}: {names}.")
