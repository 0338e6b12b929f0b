"""Official open files that a user has downloaded, and the rows that they would change.

From: files as their publishers lay them out.  To: `vallum evidence refresh`.  Each reader turns
one publisher's files into figures for our tables (`reading`); one place compares them with the
facts in force and proposes rows (`propose`).  Nothing is fetched, and nothing is left out without
being told.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from vallum.errors import UserError, did_you_mean
from vallum.evidence.add import holds_anything
from vallum.evidence.diff import Loader
from vallum.evidence.load import Evidence
from vallum.evidence.refresh.eurostat import read_eurostat
from vallum.evidence.refresh.kiel import read_kiel
from vallum.evidence.refresh.nato import read_nato
from vallum.evidence.refresh.propose import Proposal, propose
from vallum.evidence.refresh.reading import Reading
from vallum.evidence.refresh.worldbank import read_worldbank

Reader = Callable[[Path, Evidence, str | None], Reading]

READERS: dict[str, Reader] = {
    "eurostat": read_eurostat,
    "kiel": read_kiel,
    "nato": read_nato,
    "worldbank": read_worldbank,
}
"""Publisher -> what reads its files."""


def refresh(
    reader: str,
    file: Path,
    overlay: Path | None = None,
    *,
    edition: str | None = None,
    load: Loader | None = None,
) -> Proposal:
    """What a downloaded file would change in the shipped facts, with an overlay where there is one.

    reader: one of `READERS`
    overlay: the folder that the rows would be written to; it need not exist
    edition: when the file was published (YYYY-MM), where it does not say so itself
    Raises UserError where the file is not what the reader reads, or a row has faults.
    """
    if reader not in READERS:
        near = did_you_mean(reader, sorted(READERS)) or f"; there are {', '.join(sorted(READERS))}"
        raise UserError(f"there is no reader '{reader}'{near}")
    load = load or Evidence.load
    facts = load(overlay if overlay is not None and holds_anything(overlay) else None)
    return propose(READERS[reader](file, facts, edition), file, overlay, facts, load)


__all__ = ["READERS", "Proposal", "refresh"]
