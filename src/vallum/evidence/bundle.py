"""All tables as Parquet files with a descriptor and a page about terms, the same bytes each time.

From: evidence.  To: `vallum evidence bundle`.
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from typing import Any

from vallum import __version__
from vallum.evidence.describe import (
    OPEN_LICENCE,
    SIPRI_LICENCE,
    datapackage,
    named_sources,
)
from vallum.evidence.load import Evidence
from vallum.evidence.read import FILE, LINE
from vallum.evidence.schema import Table

DESCRIPTOR = "datapackage.json"
MEDIA_TYPE = "application/vnd.apache.parquet"

_NO_DAY = (1980, 1, 1, 0, 0, 0)
"""The first day that a ZIP file can name: an archive must not depend on the clock."""


def bundle_files(evidence: Evidence) -> dict[str, bytes]:
    """Path -> content: a Parquet file for each table and for the sources, descriptor and README.

    The tables are those of `evidence`: without SIPRI's where it was loaded so.  Columns are
    typed as declared, an empty cell is null, and rows stand in their tables' order.
    """
    names = [*evidence.names(), "sources"]
    files = {f"{name}.parquet": _parquet(evidence, name) for name in names}
    descriptor = _describe(evidence, files)
    text = json.dumps(descriptor, ensure_ascii=False, indent=2)
    return {
        **files,
        DESCRIPTOR: f"{text}\n".encode(),
        "README.md": _readme(evidence).encode(),
    }


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Files as one ZIP archive, sorted by path, without a time of making."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(files):
            entry = zipfile.ZipInfo(path, _NO_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same on every system
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[path])
    return target.getvalue()


def _parquet(evidence: Evidence, name: str) -> bytes:
    target = io.BytesIO()
    rows = evidence.own_rows(name).drop(FILE, LINE)
    rows.write_parquet(target, compression="zstd", row_group_size=1_000_000)
    return target.getvalue()


def _describe(evidence: Evidence, files: Mapping[str, bytes]) -> dict[str, Any]:
    """The descriptor of the tables, told of Parquet files instead of CSV."""
    told = datapackage(evidence)
    # The tabular profiles are about text; Parquet files are plain resources with a schema.
    told["profile"] = "data-package"
    for resource in told["resources"]:
        path = resource["path"].removesuffix(".csv") + ".parquet"
        del resource["encoding"]
        resource |= {
            "profile": "data-resource",
            "path": path,
            "format": "parquet",
            "mediatype": MEDIA_TYPE,
            "bytes": len(files[path]),
            "hash": f"sha256:{hashlib.sha256(files[path]).hexdigest()}",
        }
    return told


def _readme(evidence: Evidence) -> str:
    tables = [evidence.schema(name) for name in evidence.names()]
    sipri = [table for table in tables if table.terms == "sipri"]
    lines = [
        f"# Vallum evidence tables, version {__version__}",
        "",
        "Facts on European defence: one Parquet file a table, `sources.parquet` for the "
        f"publications that the rows name, and `{DESCRIPTOR}` (Frictionless Data Package) with "
        "unit, range and meaning of every column.",
        "",
        f"Digest of the facts (SHA-256): `{evidence.digest()}`",
        "",
        "## Terms",
        "",
        f"Our tables are under {OPEN_LICENCE['title']} ({OPEN_LICENCE['path']}). Name Vallum as "
        "their source. Single figures come from the publications that each row names; the terms "
        "of every publication stand in `sources.parquet`, column `licence`, and in the descriptor.",
        "",
    ]
    if sipri:
        names = ", ".join(f"`{table.name}`" for table in sipri)
        lines += [
            f"Not so these tables: {names}. They rest on data of the Stockholm International Peace "
            f"Research Institute alone. {SIPRI_LICENCE['title']} ({SIPRI_LICENCE['path']}).",
            "",
        ]
    else:
        lines += ["Tables that rest on SIPRI's registers alone are not in this bundle.", ""]
    lines += ["## Tables", "", "| file | one row is | rows | sources | terms |"]
    lines += ["|---|---|--:|--:|---|", *(_table_line(evidence, table) for table in tables)]
    return "\n".join([*lines, ""])


def _table_line(evidence: Evidence, table: Table) -> str:
    rows = evidence.own_rows(table.name).height
    sources = len(named_sources(evidence, table))
    terms = OPEN_LICENCE["name"] if table.terms == "open" else "SIPRI's terms"
    return f"| `{table.name}.parquet` | {table.one_row_is} | {rows:,} | {sources:,} | {terms} |"
