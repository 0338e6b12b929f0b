"""What a table of facts looks like: one declaration that drives checks, docs and descriptors.

To: loading, checking and describing evidence, and the pages generated from it.  Each group of
tables declares its own in `vallum.evidence.schemas`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "integer", "number", "state", "group", "sources", "choice"]
"""What a cell holds.  `state`: an ISO 3166-1 alpha-3 code or a declared group code (below);
`group`: a group code of `governance/memberships`; `sources`: ids of `sources.csv`, joined by `;`;
`choice`: one of `choices`."""

Terms = Literal["open", "sipri"]
"""`open`: our own table, CC-BY-4.0.  `sipri`: rows that rest only on SIPRI data; non-commercial
use with attribution; left out by `Evidence.load(open_only=True)`."""

GROUP_CODES: dict[str, str] = {
    "NATO": "fleets and bodies that the alliance owns, or the alliance as a whole",
    "NATO_EUROPE": "European allies and Turkey",
    "NATO_EUR_CAN": "European allies, Turkey and Canada",
    "EU27": "the European Union's 27 members",
    "EU_INST": "institutions of the European Union",
    "EUROPE": "all European states together, Russia and Belarus left out",
    "EUROPE_INCL_RUS": "Europe including Russia, as SIPRI counts it",
    "EA": "the euro area",
    "MULTI-EU": "a design shared by several European states",
    "WORLD": "all states",
    "UNK": "not known",
    "OTH": "another state",
    "XKX": "Kosovo (no ISO code)",
}


@dataclass(frozen=True)
class Column:
    """One column: what its cells hold, in which unit, within which range, and what they mean."""

    name: str
    kind: Kind
    meaning: str
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Table:
    """One table: where it lives, what one row is, its columns and its key.

    `key` names the columns that together identify a row: no two rows share them, and an overlay
    row with the same key replaces the shipped one.  `name` is `group/table`; the file is
    `tables/<group>/<table>.csv`.  `twin_of` names the open table whose rows this one continues
    under other terms (`forces/inventory_sipri` continues `forces/inventory`): same columns, read
    together.
    """

    name: str
    title: str
    one_row_is: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    terms: Terms = "open"
    twin_of: str | None = None
    notes: str = ""

    @property
    def group(self) -> str:
        return self.name.split("/")[0]

    def column(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)


SOURCE = Column(
    "source",
    "sources",
    "where the figure comes from: ids of sources.csv, joined by ;",
    required=True,
)
VERIFIED = Column(
    "verified",
    "choice",
    "yes: the figure was seen in the source named; no: general knowledge of that source, still to "
    "be checked; imputed: no source gives it, a stated rule does",
    choices=("yes", "no", "imputed"),
    required=True,
)
NOTE = Column("note", "text", "what a reader should know about this row")
PROVENANCE: tuple[Column, ...] = (SOURCE, VERIFIED, NOTE)
"""The three columns that close every table of facts."""
