"""Runs kept: what was asked, what came out, and how two runs differ.

Fed by: a finished study.  To: contracts, report, command line.

- `Store` keeps each run in a folder of its own, whole or not at all, and finds it again.
- `compare` says how two kept runs differ.
- `export` writes a kept run as XLSX, CSV, Parquet or NetCDF.

A run's id is the digest of its inputs, the code, the seed and the mode of planning (`run_id`), so
the same question has the same id and the same bytes.  Clock and host stay outside these bytes, in
the catalogue.
"""

from vallum.store.comparison import Comparison, compare
from vallum.store.exports import FORMATS, Format, default_target, export
from vallum.store.keep import Store
from vallum.store.plan_comparison import PlanComparison
from vallum.store.run import NO_PLAN, StoredRun, StudyLike, code_digest, id_of, run_id

__all__ = [
    "FORMATS",
    "NO_PLAN",
    "Comparison",
    "Format",
    "PlanComparison",
    "Store",
    "StoredRun",
    "StudyLike",
    "code_digest",
    "compare",
    "default_target",
    "export",
    "id_of",
    "run_id",
]
