"""A small house of facts for tests: six tables, a dozen rows, written wherever a test wants it."""

from __future__ import annotations

from pathlib import Path

from vallum.evidence import Evidence
from vallum.evidence.schema import PROVENANCE, Column, Table

_INVENTORY_COLUMNS = (
    Column("state", "state", "who holds it", required=True),
    Column("type", "text", "type of equipment", required=True),
    Column("year", "integer", "year of the count", minimum=1990, maximum=2040),
    Column("quantity", "number", "units in service", unit="units", minimum=0, required=True),
    Column("readiness", "number", "share ready", minimum=0, maximum=1),
    Column("price_eur_mn_low", "number", "price, least", unit="EUR mn"),
    Column("price_eur_mn_central", "number", "price", unit="EUR mn"),
    Column("price_eur_mn_high", "number", "price, most", unit="EUR mn"),
    Column("unit", "choice", "what is counted", choices=("vehicles", "aircraft"), required=True),
    *PROVENANCE,
)
_INVENTORY_KEY = ("state", "type", "year")

_ALL = (
    Table(
        "geography/states",
        "States",
        "one state",
        (
            Column("state", "state", "ISO code", required=True),
            Column("name", "text", "name", required=True),
            *PROVENANCE,
        ),
        ("state",),
    ),
    Table(
        "governance/memberships",
        "Memberships",
        "one state in one group",
        (
            Column("state", "state", "the state", required=True),
            Column("group", "group", "the group", required=True),
            *PROVENANCE,
        ),
        ("state", "group"),
    ),
    Table(
        "forces/inventory",
        "Equipment in service",
        "one type in one state",
        _INVENTORY_COLUMNS,
        _INVENTORY_KEY,
        notes="Stored vehicles | hulks are left out.",
    ),
    Table(
        "forces/inventory_sipri",
        "Equipment delivered",
        "one type in one state",
        _INVENTORY_COLUMNS,
        _INVENTORY_KEY,
        terms="sipri",
        twin_of="forces/inventory",
    ),
    Table(
        "forces/orders",
        "Orders",
        "one order",
        (
            Column("state", "state", "who ordered", required=True),
            Column("system", "text", "what", required=True),
            Column("pool", "group", "for which group"),
            Column("quantity", "number", "units", minimum=0, required=True),
            Column("delivered_to_date", "number", "units", minimum=0),
            *PROVENANCE,
        ),
        ("state", "system"),
    ),
)
TABLES = {table.name: table for table in _ALL}

SHIPPED = {
    "sources.csv": """id,title,publisher,published,url,licence,grade
mod_deu,"Report, yearly",Ministry,2025-06,https://example.org/a,public,A
press,News,Paper,2024,https://example.org/b and elsewhere,press,C
sipri_at,Register,SIPRI,2026,https://example.org/c,SIPRI terms: non-commercial,B
""",
    "geography/states.csv": """state,name,source,verified,note
DEU,Germany,press,yes,
FRA,France,press,yes,
GBR,United Kingdom,press,no,
POL,Poland,press,yes,
""",
    "governance/memberships.csv": """state,group,source,verified,note
DEU,EU,press,yes,
FRA,EU,press,yes,
GBR,E3,press,yes,
""",
    "forces/inventory.csv": (
        "state,type,year,quantity,readiness,price_eur_mn_low,price_eur_mn_central,"
        "price_eur_mn_high,unit,source,verified,note\n"
        "DEU,Leopard 2A6,2025,209,0.7,5,6.5,8,vehicles,mod_deu;press,yes,\n"
        'DEU,Puma,2025,350,,,,,vehicles,mod_deu,no,"first lot, before the upgrade"\n'
        "FRA,Leclerc,,200,0.5,,,,vehicles,press,imputed,\n"
        "NATO,E-3A,2024,14,,,,,aircraft,press,yes,\n"
    ),
    "forces/inventory_sipri.csv": (
        "state,type,year,quantity,readiness,price_eur_mn_low,price_eur_mn_central,"
        "price_eur_mn_high,unit,source,verified,note\n"
        "POL,Leopard 2A4,2023,128,,,,,vehicles,sipri_at,yes,\n"
        "POL,F-16C,2023,36,,,,,aircraft,sipri_at,yes,\n"
    ),
    "forces/orders.csv": """state,system,pool,quantity,delivered_to_date,source,verified,note
DEU,Leopard 2A8,EU,123,0,press,yes,
POL,K2GF,,180,110,press,no,
""",
}
INVENTORY_HEADER = SHIPPED["forces/inventory.csv"].split("\n", maxsplit=1)[0]


def write(folder: Path, files: dict[str, str | bytes]) -> Path:
    """Write text or bytes into files of a folder, by relative name."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def load(
    folder: Path,
    changed: dict[str, str | bytes] | None = None,
    *,
    overlay: Path | None = None,
    open_only: bool = False,
) -> Evidence:
    """The small house, some of its files changed, written into `folder` and loaded from there."""
    write(folder, {**SHIPPED, **(changed or {})})
    return Evidence.load(overlay, open_only=open_only, folder=folder, tables=TABLES)
