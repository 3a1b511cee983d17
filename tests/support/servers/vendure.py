"""Vendure: a shop's GraphQL API, which finds customers by a list of addresses.

It is asked with a token that the answer to a login holds in a header. For soaks alone: it takes a
minute to start, and its packages several to install.
"""

import contextlib
import json
import urllib.request
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.support import node
from tests.support.servers.counting import Counted, counted
from tests.support.servers.environment import LOCKED
from tests.support.servers.process import serving

USER, PASSWORD = "superadmin", "secret"
API = "/admin-api"
LOGIN = (
    "mutation Login($name: String!, $word: String!) "
    "{ login(username: $name, password: $word) { __typename } }"
)
TOKEN = "vendure-auth-token"
_CUSTOMER = "mutation New($it: CreateCustomerInput!) { createCustomer(input: $it) { __typename } }"
FOLDER = LOCKED / "vendure"
STARTS_WITHIN = 600


class Vendure:
    """A running one; `shop` is its address, calls to which are counted."""

    def __init__(self, shop: Counted, direct: str) -> None:
        self.shop = shop
        self._direct = direct
        self._token = ""
        self._send(LOGIN, {"name": USER, "word": PASSWORD})

    def put(self, addresses: Sequence[str]) -> None:
        """Make a customer of each address."""
        for address in addresses:
            customer = {"firstName": "A", "lastName": "B", "emailAddress": address}
            made = self._send(_CUSTOMER, {"it": customer})["data"]["createCustomer"]
            assert made == {"__typename": "Customer"}, made

    def _send(self, query: str, variables: Any) -> Any:
        data = json.dumps({"query": query, "variables": variables}).encode()
        request = urllib.request.Request(self._direct + API, data)  # noqa: S310 our own http address
        request.add_header("Content-Type", "application/json")
        if self._token:
            request.add_header("Authorization", f"Bearer {self._token}")
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 our own http address
            self._token = answer.headers[TOKEN] or self._token
            return json.load(answer)


@contextlib.contextmanager
def running_vendure(folder: Path) -> Iterator[Vendure]:
    """Start one whose log lies in `folder`."""
    start = [str(node.NODE), str(FOLDER / "start.cjs")]
    home = node.install(FOLDER)
    environ = {"VENDURE_DISABLE_TELEMETRY": "true"}
    with (
        serving(
            lambda number: [*start, str(number), USER, PASSWORD],
            folder / "vendure.log", "/health", environ, home, STARTS_WITHIN,
        ) as direct,
        counted(direct) as shop,
    ):  # fmt: skip
        yield Vendure(shop, direct)
