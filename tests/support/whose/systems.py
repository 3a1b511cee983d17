"""The town's systems: what each holds of whom, and how each answers, honestly or not."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

import httpx

from aggregator.domain.identity import EMAIL, normalise

Row = Mapping[str, Any]

HONEST = "honest"
FAULTS = ("refused", "torn", "slow", "others", "beside", "strange", "down")
"""Ways to answer: an error, half a reply, too late, others' records in place of those asked or
beside them, records that are none, no connection."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One key that a system was asked by, and what it truthfully said: None if it did not."""

    source: str
    path: str
    key: str
    rows: Sequence[Row] | None


@dataclass
class Systems:
    """`rows`: (source, path) -> records; each says by `key` whose id it answers to."""

    chance: random.Random
    rows: Mapping[tuple[str, str], Sequence[Row]] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def transport(self, source: str) -> httpx.MockTransport:
        async def answer(request: httpx.Request) -> httpx.Response:
            return await self._answer(source, request)

        return httpx.MockTransport(answer)

    async def _answer(self, source: str, request: httpx.Request) -> httpx.Response:
        path, keys, limit = _read(request)
        there = self.rows.get((source, path), ())
        found = {key: [each for each in there if same(each["key"], key)][:limit] for key in keys}
        fault = self.faults.get(source, HONEST)
        if fault == "slow":
            await asyncio.sleep(100)
        if fault == "down":
            raise httpx.ConnectError("down", request=request)
        if fault == "refused":
            self._note(source, path, found, honest=False)
            missing = 400 if path == "users" else 404  # which is how the queue says "nobody"
            statuses = (400, 401, 403, missing, 429, 500, 503)
            return httpx.Response(self.chance.choice(statuses))
        if fault == "torn":
            self._note(source, path, found, honest=False)
            return httpx.Response(200, text='{"data": [')
        rows: list[Any] = [row for each in found.values() for row in each]
        if fault in ("others", "beside"):
            others = [row for row in there if row not in rows]
            self.chance.shuffle(others)
            if not others:
                fault = HONEST
            rows = [*(() if fault == "others" else rows), *others[:4]]
        if fault == "strange":
            rows = [self.chance.choice((7, "x", [], {}, {"id": None})) for _ in rows or "1"]
        self._note(source, path, found, honest=fault in (HONEST, "beside"))
        if path == "users" and not rows:
            return httpx.Response(404)
        return httpx.Response(200, json={"data": rows})

    def _note(
        self, source: str, path: str, found: Mapping[str, Sequence[Row]], *, honest: bool
    ) -> None:
        self.asked += [
            Asked(source, path, key, rows if honest else None) for key, rows in found.items()
        ]


def _read(request: httpx.Request) -> tuple[str, list[str], int]:
    first, _, rest = request.url.raw_path.decode().partition("?")[0].strip("/").partition("/")
    params = request.url.params.multi_items()
    limit = next((int(value) for name, value in params if name == "limit"), 99)
    keys = [unquote(rest)] if rest else [value for name, value in params if name != "limit"]
    return first, keys, limit


def same(held: str, asked: str) -> bool:
    """Whether two spellings are one id: letters of an address do not count."""
    if "@" in held:
        return normalise(EMAIL, held) == normalise(EMAIL, asked)
    return held == asked
