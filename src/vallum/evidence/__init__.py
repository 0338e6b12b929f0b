"""The facts and where they come from: `Evidence.load()`, `Source`."""

from vallum.evidence.load import Evidence, Source

__all__ = ["Evidence", "Source"]
