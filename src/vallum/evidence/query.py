"""SQL over the facts: DuckDB, in this process, in memory, reading and nothing else.

From: typed tables.  To: `Evidence.query`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from vallum.errors import UserError


def query_frames(sql: str, views: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The answer to one SELECT over the views.

    The query reaches no file, no network and no setting.  It runs on one thread, so that sums of
    floats do not depend on the machine.
    Raises UserError, one sentence, where the query is faulty or is no single SELECT.
    """
    # DuckDB is needed here only; most commands never ask a query.
    import duckdb

    with duckdb.connect(":memory:", config={"threads": 1}) as connection:
        for name, frame in views.items():
            connection.register(name, _Stream(frame))
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
        try:
            statements = connection.extract_statements(sql)
            if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
                raise UserError("a query is one SELECT statement, nothing else")
            return pl.DataFrame(_Stream(connection.sql(sql)))
        except duckdb.Error as error:
            raise UserError(f"the query cannot be answered: {_one_sentence(error)}") from error


class _Stream:
    """A frame or a query's answer seen as an Arrow stream only.

    DuckDB would otherwise want pyarrow to read a Polars frame, and Polars would keep hold of
    DuckDB's classes until the process ends, which DuckDB then complains about.
    """

    def __init__(self, data: Any) -> None:
        self._data = data

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._data.__arrow_c_stream__(requested_schema)


def _one_sentence(error: Exception) -> str:
    """DuckDB's message without its kind, the caret drawing and the line breaks."""
    kept = [line.strip() for line in str(error).splitlines()]
    kept = [line for line in kept if line and not line.startswith(("^", "LINE "))]
    _, colon, rest = kept[0].partition(": ")
    return "; ".join(line.rstrip("!.") for line in [rest if colon else kept[0], *kept[1:]])
