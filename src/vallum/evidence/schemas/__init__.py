"""The declared tables, group by group, and `TABLES`: all of them by name."""

from __future__ import annotations

from importlib import import_module

from vallum.evidence.schema import Table

_GROUPS = ("economy", "forces", "industry", "requirements", "ukraine", "governance", "geography")


def _collect() -> dict[str, Table]:
    found: dict[str, Table] = {}
    for group in _GROUPS:
        for table in import_module(f"{__name__}.{group}").TABLES:
            found[table.name] = table
    return found


TABLES: dict[str, Table] = _collect()
