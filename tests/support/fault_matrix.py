"""Every fault at every source: what agents see, and what the sources and a stranger were sent."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from aggregator.demo.company import DemoCompany
from aggregator.domain.plain.components import validate
from aggregator.domain.plain.signature import sign
from aggregator.upstream.breaker import BreakerState
from aggregator.web.app import create_app
from tests.support import fault_proxy as proxy
from tests.support.fault_proxy import Fault, FaultProxy, whole
from tests.support.product import SECRET, Card, Product, running_product
from tests.support.raw_server import RawServer, closed_port, reply
from tests.support.web_client import client

PLACES: Mapping[str, tuple[str, str]] = {
    "billing": ("billing", "/"),
    "crm": ("crm", "/crm/"),
    "crm tokens": ("crm", "/oauth/"),
    "helpdesk": ("helpdesk", "/"),
    "product": ("product", "/"),
}
"""Where a fault strikes: the source, and where its paths begin."""

Scene = Callable[[str], Fault]
"""Makes a fault; given the address of a host that is none of the sources."""

SILENT: Mapping[str, Scene] = {
    "hang": lambda _: proxy.hang,
    "1 kB a second": lambda _: proxy.drip(0.1),
}
"""Faults that degrade the cards of their source, and end only when we give up."""

FAULTS: Mapping[str, Scene] = {
    "reset": lambda _: proxy.reset,
    "cut body": lambda _: proxy.cut,
    "garbage": lambda _: proxy.garbage,
    "garbage for JSON": lambda _: whole(b'{"data": [{"id": "1", \xff\xfe'),
    "500": lambda _: whole(b"{}", status=500),
    "429": lambda _: whole(b"{}", status=429),
    "429 with Retry-After": lambda _: whole(b"{}", "Retry-After: 90", status=429),
    "HTML with 200": lambda _: whole(b"<!doctype html><title>Sign in", "Content-Type: text/html"),
    "wrong shape": lambda _: whole(b'{"items": {"first": [1, 2]}, "count": "many"}'),
    "redirect 301": lambda elsewhere: proxy.redirect(301, elsewhere),
    "redirect 302": lambda elsewhere: proxy.redirect(302, elsewhere),
    "redirect 307": lambda elsewhere: proxy.redirect(307, elsewhere),
    "redirect 308": lambda elsewhere: proxy.redirect(308, elsewhere),
}
"""Faults that degrade the cards of their source, and are there at once."""

LARGE: Mapping[str, Scene] = {
    "50 MB": lambda _: proxy.huge,
    "50 MB as told": lambda _: proxy.huge_and_told,
    "50 MB of head": lambda _: proxy.endless_head,
    "gzip bomb": lambda _: proxy.gzip_bomb(),
}
"""Faults that degrade the cards of their source, and must take no memory."""

HARMLESS: Mapping[str, Scene] = {
    "latency": lambda _: proxy.latency(0.05),
    "1-byte slices": lambda _: proxy.slices,
}
"""Faults that no agent sees."""

ADDRESSES: Mapping[str, Callable[[FaultProxy], str]] = {
    "refused": lambda _: f"http://127.0.0.1:{closed_port()}",
    "dead DNS": lambda _: "http://no-such-host.invalid",
    # The proxy waits for the end of an HTTP head; a TLS client for an answer to its hello.
    "TLS stall": lambda here: f"https://127.0.0.1:{here.port}",
}
"""Faults that lie in where a source is to be found."""

SCENES = {**SILENT, **FAULTS, **LARGE, **HARMLESS}
CELLS = [
    (fault, place)
    for fault in (*SCENES, *ADDRESSES)
    for place in PLACES
    if not (fault in ADDRESSES and place == "crm tokens")  # one address for both
]
"""Each fault at each place."""

EMAIL = "alex@grocery.co"


class Scenery:
    """The product, a proxy before each source, and a stranger's host."""

    def __init__(
        self, product: Product, proxies: Mapping[str, FaultProxy], stranger: RawServer
    ) -> None:
        self.product = product
        self.proxies = proxies
        self.stranger = stranger
        self.keys = sorted(product.service.snapshot.catalog.cards)

    def strike(self, fault: str, place: str) -> FaultProxy:
        """Let `fault` befall `place` from now on; not for faults of addresses."""
        source, strikes = PLACES[place]
        scene = SCENES[fault]
        struck = self.proxies[source]
        struck.fault, struck.strikes = scene(self.stranger.url), strikes
        return struck

    async def ask(self, keys: Sequence[str] | None = None) -> dict[str, Card]:
        """`POST /cards` as Plain does it; 200 with each of `keys`, in order, or it fails."""
        wanted = self.keys if keys is None else keys
        body = orjson.dumps({"cardKeys": wanted, "customer": {"email": EMAIL}})
        headers = {"Plain-Request-Signature": sign(SECRET, body)}
        async with client(create_app(self.product.service)) as http:
            response = await http.post("/cards", content=body, headers=headers)
        assert response.status_code == 200, response.text
        cards = orjson.loads(response.content)["cards"]
        assert orjson.dumps({"cards": cards}) == response.content, "cards compare as bytes"
        assert [card["key"] for card in cards] == list(wanted)
        return {card["key"]: card for card in cards}

    def breaker(self, source: str) -> BreakerState:
        """In what state the breaker of `source` is."""
        snapshot = self.product.service.snapshot
        return snapshot.sources[snapshot.settings.workspace_id, source].health.breaker.state

    def credentials(self) -> Mapping[str, set[str]]:
        """What each source was shown by way of credentials."""
        return {
            name: {value for head in ("Authorization", "X-Api-Key") for value in here.heads(head)
                   if value is not None}
            for name, here in self.proxies.items()
        }  # fmt: skip


@asynccontextmanager
async def scenery(
    company: DemoCompany,
    home: Path,
    limits: Mapping[str, Any],
    *,
    fault: str | None = None,
    place: str = "billing",
    cards: Path | None = None,
    seeded: bool = True,
) -> AsyncIterator[Scenery]:
    """A new product with such limits. `seeded`: its directory, in `home`, is to be filled."""
    async with AsyncExitStack() as stack:
        proxies = {
            name: await stack.enter_async_context(FaultProxy(source.url))
            for name, source in company.sources.items()
        }
        stranger = await stack.enter_async_context(RawServer(reply()))
        urls = {name: here.url for name, here in proxies.items()}
        struck = PLACES[place][0]
        if fault is not None and fault in ADDRESSES:
            urls[struck] = ADDRESSES[fault](proxies[struck])
        sources = {
            name: {
                "connector": source.connector,
                "url": urls[name],
                "credentials": dict(source.credentials),
            }
            for name, source in company.sources.items()
        }
        product = await stack.enter_async_context(
            running_product(company, home, cards, seeded=seeded, limits=limits, sources=sources)
        )
        made = Scenery(product, proxies, stranger)
        if fault is not None and fault not in ADDRESSES:
            made.strike(fault, place)
        yield made


@dataclass(frozen=True, slots=True)
class Well:
    """How it is without faults: each card, and the sources that it reads."""

    cards: Mapping[str, Card]
    readers: Mapping[str, frozenset[str]]

    def of(self, source: str) -> set[str]:
        """The cards that read `source`."""
        return {key for key, read in self.readers.items() if source in read}


async def without_faults(company: DemoCompany, home: Path) -> Well:
    """Ask for each card alone and count at the sources, then for all together."""
    readers: dict[str, frozenset[str]] = {}
    async with scenery(company, home, {}) as made:
        for key in made.keys:
            before = {name: len(here.requests) for name, here in made.proxies.items()}
            await made.ask([key])
            readers[key] = frozenset(
                name for name, here in made.proxies.items() if len(here.requests) > before[name]
            )
        return Well(await made.ask(), readers)


async def diagnostics(made: Scenery, well: Well, fault: str, place: str) -> list[str]:
    """Ask once while `fault` strikes `place`; what is not as it must be."""
    source = PLACES[place][0]
    affected = set() if fault in HARMLESS else well.of(source)
    found: list[str] = []
    for key, card in (await made.ask()).items():
        found += [f"{key}: {problem}" for problem in validate(card["components"])]
        same = orjson.dumps(card) == orjson.dumps(well.cards[key])
        if key not in affected and not same:
            found.append(f"{key}: changed although it does not read {source}")
        if key in affected:
            found += [f"{key}: {problem}" for problem in _not_degraded(card, same=same)]
    if fault not in ADDRESSES and not made.proxies[source].struck:
        found.append("no request met the fault")
    if made.stranger.connections:
        found.append("another host was called")
    return found + _credentials_misled(made, source if fault in ADDRESSES else None)


def _not_degraded(card: Card, *, same: bool) -> list[str]:
    found = []
    if same:
        found.append("the fault was not felt")
    if card["components"] is None:
        found.append("hidden, which says that there is nothing to show")
    if not 15 <= (card["timeToLiveSeconds"] or 0) <= 300:
        found.append(f"a time to live of {card['timeToLiveSeconds']}")
    return found


def _credentials_misled(made: Scenery, unreached: str | None) -> list[str]:
    found = []
    shown = made.credentials()
    for name, values in shown.items():
        others = {value for other, seen in shown.items() if other != name for value in seen}
        if values & others:
            found.append(f"{name} was shown another source's credential")
        if not values and name != unreached:
            found.append(f"{name} was shown no credential, so nothing is proven")
    return found
