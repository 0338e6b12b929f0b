"""Evidence seen through a scenario: labelled arrays, each cell with the facts that filled it."""

from __future__ import annotations

from vallum.world.build import World
from vallum.world.draw import Draw
from vallum.world.provenance import Answer, FactRow

__all__ = ["Answer", "Draw", "FactRow", "World"]
