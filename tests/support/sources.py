"""Small lookups, connectors and sources for tests of what asks them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import httpx

from aggregator.domain.authentication import Authentication, api_key
from aggregator.domain.deadline import Deadline
from aggregator.domain.lookup import Connector, Found, Lookup, LookupRequest
from aggregator.telemetry.trace import Batch
from aggregator.upstream.limits import UpstreamLimits
from aggregator.upstream.source import SourceClient, build_source
from aggregator.upstream.styles.ids_param import IdsParam
from tests.support.still_loop import loop_time

PATIENT = UpstreamLimits(attempt=20.0, no_new_work_after=60.0, jitter=0.0)
"""Far more than a busy machine needs."""

SHORT = UpstreamLimits(attempt=0.05, no_new_work_after=60.0, jitter=0.0)
"""For a source that hangs."""

PEOPLE = Lookup(
    name="people",
    key="person",
    request=LookupRequest("GET", "/people"),
    batch=IdsParam("id", 100),
    records="data",
    match="id",
    fields={"name": "name"},
)

KEY = api_key("X-Api-Key")


class FakeClock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def connector(*lookups: Lookup, authentication: Authentication = KEY, **changes: Any) -> Connector:
    made = Connector("crm", "CRM", "crm", authentication, lookups or (PEOPLE,))
    return replace(made, **changes)


def source(
    url: str,
    made: Connector | None = None,
    *,
    limits: UpstreamLimits = PATIENT,
    credentials: Mapping[str, str] | None = None,
    **options: Any,
) -> SourceClient:
    given = {"key": "s3cret"} if credentials is None else credentials
    return build_source(
        "crm", made or connector(), url, given, limits, **{"clock": loop_time, **options}
    )


def mocked(
    answer: "httpx.Response | Sequence[httpx.Response | Exception]",
    made: Connector | None = None,
    **options: Any,
) -> tuple[SourceClient, list[httpx.Request]]:
    """A source without a network: it is given `answer`s in turn, the last one again and again."""
    sent: list[httpx.Request] = []
    answers = [answer] if isinstance(answer, httpx.Response) else list(answer)

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        said = answers[min(len(sent), len(answers)) - 1]
        if isinstance(said, Exception):
            raise said
        return httpx.Response(said.status_code, headers=said.headers, content=said.content)

    transport = httpx.MockTransport(handle)
    return source("http://crm.example", made, transport=transport, **options), sent


def batch(sent: float = 0.0) -> Batch:
    return Batch("crm.people", 1, ("card",), queued=sent, sent=sent)


async def ask(
    asked: SourceClient,
    *keys: str,
    per_key: int = 1,
    seconds: float = 30.0,
    into: Batch | None = None,
) -> Mapping[str, Found]:
    """Ask the source's first lookup."""
    lookup = asked.connector.lookups[0]
    return await asked.records(
        lookup, keys or ("a",), per_key, Deadline.after(seconds, loop_time), into or batch()
    )
