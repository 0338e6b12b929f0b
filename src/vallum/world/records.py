"""What was voted on and what was held up: the record that a model of decisions is tested on.

From: governance/votes, decisions, vetoes.  To: `vallum.governance` (votes, backtest).
"""

from __future__ import annotations

from dataclasses import dataclass

from vallum.evidence import Evidence

ADOPTED = "adopted"


@dataclass(frozen=True)
class DecisionRecord:
    """One decision with the votes by state.  votes: state -> word of governance/votes."""

    name: str
    date: str
    body: str
    title: str
    rule: str
    kind: str
    defence: bool
    adopted: bool
    votes: dict[str, str]


@dataclass(frozen=True)
class VetoRecord:
    """One episode in which a decision was held up; resolved: "" where no end was seen."""

    name: str
    blocked: str
    resolved: str
    measure: str
    category: str
    rule: str
    blockers: tuple[str, ...]
    formal: str


def decision_records(evidence: Evidence) -> tuple[DecisionRecord, ...]:
    """All recorded decisions, by date and name."""
    votes: dict[str, dict[str, str]] = {}
    for row in evidence.table("governance/votes").iter_rows(named=True):
        votes.setdefault(row["decision"], {})[row["state"]] = row["vote"]
    found = [
        DecisionRecord(
            row["decision"],
            row["date"],
            row["body"],
            row["title"],
            row["rule"],
            row["kind"],
            row["defence"] == "yes",
            row["result"] == ADOPTED,
            votes.get(row["decision"], {}),
        )
        for row in evidence.table("governance/decisions").iter_rows(named=True)
    ]
    return tuple(sorted(found, key=lambda record: (record.date, record.name)))


def veto_records(evidence: Evidence) -> tuple[VetoRecord, ...]:
    """All episodes, by date and name."""
    found = [
        VetoRecord(
            row["veto"],
            row["date_blocked"],
            row["date_resolved"] or "",
            row["measure"],
            row["category"],
            row["rule"],
            tuple(row["blockers"].split(";")),
            row["formal_block"],
        )
        for row in evidence.table("governance/vetoes").iter_rows(named=True)
    ]
    return tuple(sorted(found, key=lambda record: (record.blocked, record.name)))
