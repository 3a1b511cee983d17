"""The sources over aiohttp, as one writes such a client for speed; a call that fails raises."""

from typing import Any

import aiohttp
import orjson

from tests.benchmarks.peers.servers.calls import HEADERS, Setting

SECONDS = 30.0
"""More than a busy machine needs: nobody's calls are to time out here."""


class SourceError(Exception):
    """A source did not answer with what was asked."""


class Sources:
    """One session for all; made in the loop that uses it."""

    def __init__(self, setting: Setting) -> None:
        self._urls = setting.urls
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=SECONDS),
            connector=aiohttp.TCPConnector(limit=0),
            cookie_jar=aiohttp.DummyCookieJar(),
        )

    async def get(self, source: str, path: str) -> Any:
        url = self._urls[source] + path
        async with self._session.get(url, headers=HEADERS[source]) as response:
            return await self._read(response)

    async def post(self, source: str, path: str, body: Any) -> Any:
        url, headers = self._urls[source] + path, HEADERS[source]
        async with self._session.post(
            url, data=orjson.dumps(body), headers={**headers, "Content-Type": "application/json"}
        ) as response:
            return await self._read(response)

    async def batch(self, kind: str, ids: list[str]) -> list[dict[str, Any]]:
        """Records of the crm."""
        body = {"inputs": [{"id": each} for each in ids]}
        answer = await self.post("crm", f"/crm/v3/objects/{kind}/batch/read", body)
        records: list[dict[str, Any]] = answer["results"]
        return records

    async def query(self, document: str, ids: list[str], first: int | None = None) -> Any:
        """Ask the product."""
        variables = {"ids": ids} if first is None else {"ids": ids, "first": first}
        body = {"query": document, "variables": variables}
        return (await self.post("product", "/graphql", body))["data"]

    @staticmethod
    async def _read(response: aiohttp.ClientResponse) -> Any:
        body = await response.read()
        if response.status != 200:
            raise SourceError(str(response.status))
        return orjson.loads(body)
