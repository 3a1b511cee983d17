"""Kinto: records over REST with lists of values in a filter, and many requests in one."""

import base64
import contextlib
import json
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.support.servers.counting import Counted, counted
from tests.support.servers.environment import environment
from tests.support.servers.process import serving

USER, PASSWORD = "aggregator", "secret"
_BATCH = 25
"""How many requests one may hold (kinto.batch_max_requests)."""


class Kinto:
    """A running one with one bucket, `people`."""

    def __init__(self, kinto: Counted, direct: str) -> None:
        self.kinto = kinto
        self._direct = direct
        self._send("PUT", "/v1/buckets/people", {})

    def clear(self) -> None:
        """Take out all that was put in, and the count."""
        self._send("DELETE", "/v1/buckets/people/collections")
        self.kinto.forget()

    def put(self, collection: str, records: Sequence[Mapping[str, Any]]) -> None:
        """Make a collection that has `records`."""
        path = f"/v1/buckets/people/collections/{collection}"
        self._send("PUT", path, {})
        for start in range(0, len(records), _BATCH):
            requests = [
                {"method": "POST", "path": f"{path}/records", "body": {"data": dict(record)}}
                for record in records[start : start + _BATCH]
            ]
            done = self._send("POST", "/v1/batch", {"requests": requests})
            assert {each["status"] for each in done["responses"]} == {201}

    def _send(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._direct + path, data, method=method)  # noqa: S310 our own http address
        secret = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        request.add_header("Authorization", f"Basic {secret}")
        request.add_header("Content-Type", "application/json")
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 our own http address
            return json.load(answer)


@contextlib.contextmanager
def running_kinto(folder: Path) -> Iterator[Kinto]:
    """Start one whose log lies in `folder`."""
    made = environment("kinto")
    start = [str(made.python), "-B", str(made.folder / "start.py")]
    log = folder / "kinto.log"
    with (
        serving(lambda number: [*start, str(number)], log, "/v1/") as direct,
        counted(direct) as kinto,
    ):
        yield Kinto(kinto, direct)
