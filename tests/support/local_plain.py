"""A local Plain whose servers are scripted and whose hours take no time."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import httpx
import orjson

from aggregator.domain.customer import CustomerIds, TenantIds, ThreadIds
from aggregator.simulator.clock import VirtualClock
from aggregator.simulator.configs import CardConfig, Header, PlainWorkspace
from aggregator.simulator.instances import Errored, Instance, Loaded
from aggregator.simulator.plain import LocalPlain
from aggregator.simulator.send import Attempt
from aggregator.simulator.unpublished import Unpublished
from aggregator.simulator.visit import Visit

URL = "https://cards.example/cards"
SECRET = "a-secret"

ALEX = Visit(CustomerIds(plain_id="c_alex", external_id="alex-1", email="alex@grocery.co"))
DANA = Visit(CustomerIds(plain_id="c_dana", email="dana@latebooks.example"))
ALEX_IN_THREAD = Visit(
    ALEX.customer, ThreadIds("th_1", "ticket-1"), TenantIds(plain_id="te_1", external_id="org-1")
)

Answer = httpx.Response | Exception | None
"""What the scripted server does: answer, fail, or (None) never answer."""


def card(key: str, **more: Any) -> CardConfig:
    headers = tuple(Header(*it) for it in more.pop("headers", ()))
    settings: dict[str, Any] = {"id": f"cc_{key}", "title": key.title(), "url": URL, **more}
    return CardConfig(key=key, headers=headers, **settings)


def text(words: str) -> dict[str, Any]:
    return {"componentText": {"text": words}}


def entry(key: str, words: str = "hello", ttl: int | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"key": key, "components": [text(words)]}
    return found if ttl is None else {**found, "timeToLiveSeconds": ttl}


def answer(*entries: Mapping[str, Any]) -> httpx.Response:
    return httpx.Response(200, content=orjson.dumps({"cards": entries}))


def asked(request: httpx.Request) -> list[str]:
    """The keys a request asks for."""
    keys = orjson.loads(request.content)["cardKeys"]
    assert isinstance(keys, list)
    return keys


def all_of(request: httpx.Request) -> httpx.Response:
    """Answer every key, as a good server does."""
    return answer(*(entry(key) for key in asked(request)))


class Server:
    """Gives its script's answers in turn, then answers well; keeps every request."""

    def __init__(self, *script: Answer | Callable[[httpx.Request], Answer]) -> None:
        self.script = list(script)
        self.requests: list[httpx.Request] = []

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        step = self.script.pop(0) if self.script else all_of
        result = step(request) if callable(step) else step
        if result is None:
            await asyncio.Event().wait()
        if isinstance(result, Exception):
            raise result
        assert result is not None
        return result

    @property
    def asked(self) -> list[list[str]]:
        return [asked(request) for request in self.requests]


def local_plain(
    server: Server,
    *cards: CardConfig,
    clock: VirtualClock | None = None,
    rules: Unpublished | None = None,
    secret: str | None = SECRET,
    hear: Callable[[Attempt], None] = lambda _: None,
) -> LocalPlain:
    workspace = PlainWorkspace(
        cards=cards or (card("plan"), card("usage")),
        signing_secret=secret,
        unpublished=rules or Unpublished(),
    )
    transport = httpx.MockTransport(server)
    clock = clock or VirtualClock()
    return LocalPlain(workspace, clock=clock, transport=transport, on_exchange=hear)


def loaded(instance: Instance) -> Loaded:
    assert isinstance(instance, Loaded), instance
    return instance


def errored(instance: Instance) -> Errored:
    assert isinstance(instance, Errored), instance
    return instance


def words(instances: Sequence[Instance]) -> list[str]:
    """The first text of each loaded card, the error's name of each other."""
    said = []
    for instance in instances:
        if isinstance(instance, Loaded):
            components = instance.components or [text("(hidden)")]
            said.append(components[0]["componentText"]["text"])
        elif isinstance(instance, Errored):
            said.append(type(instance.detail).__name__)
        else:
            said.append("(loading)")
    return said
