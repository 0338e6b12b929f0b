"""A small client of the workbench's API, in Python alone.

>>> from vallum.client import Client                                    # doctest: +SKIP
>>> client = Client("http://127.0.0.1:8000")                            # doctest: +SKIP
>>> client.live("us_absent", {"us.enablers_leave": 2031})["stand_alone_year"]  # doctest: +SKIP
2037
>>> run = client.run("us_absent", {"us.enablers_leave": 2031})          # doctest: +SKIP
>>> client.show(run)["headline"]                                        # doctest: +SKIP

Answers are those of `vallum ... --json`, as dictionaries; their classes stand in
`vallum.contracts`.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from vallum.errors import UserError

Changes = Mapping[str, Any] | None
"""Dotted field -> value: numbers, texts as in YAML, None for null."""
WAIT_SECONDS = 1.0


class Client:
    """One server, and the token that it asks for, if any."""

    def __init__(
        self,
        address: str = "http://127.0.0.1:8000",
        *,
        token: str | None = None,
        timeout: float = 120.0,
    ) -> None:
        """timeout: seconds that one answer may take.  Raises UserError for no web address."""
        if not address.startswith(("http://", "https://")):
            raise UserError(f"'{address}' is no address: write http://127.0.0.1:8000")
        self._address = address.rstrip("/") + "/api/v1"
        self._token = token
        self._timeout = timeout

    def runs(self) -> list[dict[str, Any]]:
        """The kept runs, newest first."""
        rows: list[dict[str, Any]] = self._ask("GET", "/runs")["rows"]
        return rows

    def show(self, run: str) -> dict[str, Any]:
        """The headline of a run.  Raises UserError for an unknown one, as all others do."""
        return self._object("GET", f"/runs/{quote(run, safe='')}")

    def table(self, run: str, table: str) -> list[dict[str, Any]]:
        """One table of a run as rows: gaps, plan_orders, bottlenecks ..."""
        path = f"/runs/{quote(run, safe='')}/tables/{quote(table, safe='')}"
        rows: list[dict[str, Any]] = self._ask("GET", path)
        return rows

    def why(self, run: str, figure: str) -> dict[str, Any]:
        """Steps and facts behind a figure, such as `gaps/gap/stand_alone/brigade/2030`."""
        return self._object("GET", f"/runs/{quote(run, safe='')}/why/{quote(figure)}")

    def compare(self, a: str, b: str) -> dict[str, Any]:
        """How run b differs from run a."""
        return self._object("GET", f"/compare?{urlencode({'a': a, 'b': b})}")

    def live(self, base: str = "us_absent", changes: Changes = None) -> dict[str, Any]:
        """An answer in a moment, with its error.  Raises UserError for a faulty scenario."""
        return self._object("POST", "/live", {"base": base, "set": _written(changes)})

    def get(self, path: str, **query: Any) -> Any:
        """Any other answer by its address and what it asks.

        `get("/decisions/joint_bonds", state="DEU", position=-1)`, `get(f"/runs/{run}/fund")`.
        """
        asked = f"?{urlencode({name: _text(value) for name, value in query.items()})}"
        return self._ask("GET", quote(path) + (asked if query else ""))

    def study(self, base: str = "us_absent", **asked: Any) -> str:
        """Begin a study of futures (`futures`, `seed`, `policies`, `by` ...); the id of the job."""
        return str(self._ask("POST", "/futures", {"base": base, **asked})["job"])

    def submit(
        self, base: str = "us_absent", changes: Changes = None, *, mode: str = "close_gaps"
    ) -> str:
        """Queue a full run; the id of the job."""
        asked = {"base": base, "set": _written(changes), "mode": mode}
        return str(self._ask("POST", "/jobs", asked)["job"])

    def job(self, id_: str) -> dict[str, Any]:
        """How a job stands."""
        return self._object("GET", f"/jobs/{quote(id_, safe='')}")

    def cancel(self, id_: str) -> dict[str, Any]:
        """End a job that waits or runs."""
        return self._object("DELETE", f"/jobs/{quote(id_, safe='')}")

    def run(
        self,
        base: str = "us_absent",
        changes: Changes = None,
        *,
        mode: str = "close_gaps",
        progress: Callable[[str], None] | None = None,
    ) -> str:
        """Run in full and wait; the id of the kept run.

        progress: hears each step.  Raises UserError where the job does not end well.
        """
        id_, told = self.submit(base, changes, mode=mode), 0
        while True:
            job = self.job(id_)
            for step in job["steps"][told:] if progress else ():
                progress(step)  # type: ignore[misc]
            told = len(job["steps"])
            if job["state"] == "done":
                return str(job["run"])
            if job["state"] not in ("waiting", "running"):
                raise UserError(
                    f"the run was {job['state']}: {job['message'] or 'nothing is kept'}"
                )
            time.sleep(WAIT_SECONDS)

    def _object(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        found: dict[str, Any] = self._ask(method, path, body)
        return found

    def _ask(self, method: str, path: str, body: object = None) -> Any:
        headers = {"Accept": "application/json"}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        data = None
        if body is not None:
            data = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        asked = Request(self._address + path, data, headers, method=method)
        try:
            with urlopen(asked, timeout=self._timeout) as answer:
                return json.loads(answer.read() or b"null")
        except HTTPError as refused:
            raise UserError(_sentence(refused)) from None
        except URLError as reason:
            raise UserError(f"no workbench answers at {self._address}: {reason.reason}") from None


def _written(changes: Changes) -> dict[str, str]:
    return {field: _text(value) for field, value in (changes or {}).items()}


def _text(value: Any) -> str:
    """A value as YAML has it."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_text, value)) + "]"
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_text(inner)}" for key, inner in value.items()) + "}"
    return str(value)


def _sentence(refused: HTTPError) -> str:
    """What the server says, else its number."""
    told = refused.read(10_000).decode(errors="replace").strip()
    try:
        return str(json.loads(told)["detail"])
    except (ValueError, KeyError, TypeError):
        return told.partition("\n")[0] or f"the server refused ({refused.code})"
