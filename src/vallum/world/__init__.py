"""Evidence seen through a scenario: labelled arrays, each cell with the facts that filled it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from vallum.world.build import World
    from vallum.world.draw import Draw
    from vallum.world.provenance import Answer, FactRow

__all__ = ["Answer", "Draw", "FactRow", "World"]
_HOMES = {"World": "build", "Draw": "draw", "Answer": "provenance", "FactRow": "provenance"}


def __getattr__(name: str) -> Any:
    """Loaded when first asked for: rules and agendas are read without any labelled array."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
