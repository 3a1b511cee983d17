"""No personal data and no secret leaves by the side doors: logs, problems, error cards, traces.

Whatever is personal or secret here carries one marker, so that a leak cannot hide.
"""

import io
import json
import logging
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog
from sqlalchemy import text

from aggregator.demo.company import DemoCompany
from aggregator.directory.values import CustomerUpsert
from aggregator.domain.card import Outcome, Result
from aggregator.domain.customer import CustomerIds
from aggregator.domain.plain.signature import sign
from aggregator.pipeline.answer import answer
from aggregator.render.card import RenderContext
from aggregator.service import Service
from aggregator.telemetry.log import configure
from aggregator.telemetry.trace import Trace
from aggregator.web.app import create_app
from tests.support.pipeline import request
from tests.support.product import NOW, running_product
from tests.support.raw_server import Conversation, RawServer
from tests.support.stores import added
from tests.support.web_client import client

MARK = "k4n4ry"
SECRET, HEADER, TOKEN = f"{MARK}-signing", f"Bearer {MARK}-header", f"{MARK}-token"
EMAIL = f"{MARK}@example.com"
NAME = f"Max {MARK}"
BODY: Mapping[str, Any] = {
    "cardKeys": ["subscription-status", "latest-invoices", "account", "usage", f"{MARK}-key"],
    "customer": {"id": f"c_{MARK}", "email": EMAIL, "externalId": f"ext_{MARK}"},
    "thread": {"id": f"th_{MARK}", "externalId": MARK},
    "tenant": {"id": f"te_{MARK}", "externalId": MARK},
    MARK: MARK,
}
KEYS = {"billing": f"cus_{MARK}", "crm": f"con_{MARK}", "helpdesk": f"1{MARK}", "product": MARK}

INVOICES = {
    "query": "query($e: Email) { customer(by: {email: $e}) { name invoices { id } } }",
    "variables": {"e": EMAIL},
}
SEARCH = {
    "query": "query($s: String) { customers(filter: {search: $s}) { totalCount } }",
    "variables": {"s": MARK},
}


class Doors:
    """A service full of canaries, what its callers are told, and what its log holds."""

    def __init__(self, http: httpx.AsyncClient, service: Service, log: io.StringIO) -> None:
        self.http = http
        self.service = service
        self.log = log
        self.told: list[httpx.Response] = []

    async def ask(self, body: object = BODY, **headers: str) -> httpx.Response:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = {
            "authorization": HEADER,
            "plain-request-signature": sign(SECRET, raw),
            "user-agent": MARK,
            **headers,
        }
        answer = await self.http.post(f"/cards?who={EMAIL}", content=raw, headers=sent)
        self.told.append(answer)
        return answer

    async def query(self, body: object, **headers: str) -> httpx.Response:
        sent = {"authorization": f"Bearer {TOKEN}", **headers}
        return await self.http.post(f"/graphql?who={EMAIL}", json=body, headers=sent)

    def events(self) -> list[str]:
        return [json.loads(line)["event"] for line in self.log.getvalue().splitlines()]

    def replace_card(self, key: str, **fields: Any) -> None:
        before = self.service.snapshot
        catalog = before.catalog
        cards = {**catalog.cards, key: replace(catalog.cards[key], **fields)}
        workspace = replace(before.workspace, catalog=replace(catalog, cards=cards))
        self.service._swap(replace(before, workspaces={workspace.id: workspace}))


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What a service in production writes."""
    root, stream = logging.getLogger(), io.StringIO()
    handlers, level = root.handlers[:], root.level
    configure("json", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@asynccontextmanager
async def opened(
    company: DemoCompany, home: Path, log: io.StringIO, url: str
) -> AsyncIterator[Doors]:
    """Serve canaries; billing is at `url`."""
    sources = {
        name: {
            "connector": source.connector,
            "url": url if name == "billing" else source.url,
            "credentials": {field: f"{MARK}-{field}" for field in source.credentials},
        }
        for name, source in company.sources.items()
    }
    settings: dict[str, Any] = {
        "sources": sources,
        "signing_secrets": [SECRET],
        "header_secrets": [HEADER],
        "tokens": [{"name": "reader", "role": "engineer", "secret": TOKEN}],
        "record": 50,
        "recordings": str(home / "recordings"),
        "limits": {"copies": {"seconds": 0}},
    }
    async with (
        running_product(company, home, **settings) as product,
        client(create_app(product.service)) as http,
    ):
        keys = {f"{source}.customer": key for source, key in KEYS.items()}
        keys |= {"crm.contact": KEYS["crm"], "helpdesk.user": KEYS["helpdesk"]}
        person = BODY["customer"]
        customer = CustomerUpsert(person["externalId"], person["id"], EMAIL, NAME, keys=keys)
        await added(product.service.directory, "default", [], [customer])
        yield Doors(http, product.service, log)


def replying(status: str, body: bytes) -> RawServer:
    """A source that gives every call one answer, with a word too many in its headers."""
    head = (
        f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\nContent-Type: text/{MARK}\r\n"
        f"Location: https://{MARK}.example\r\nX-Request-Id: {MARK}\r\nConnection: close\r\n\r\n"
    )

    async def reply(conversation: Conversation) -> None:
        await conversation.send(head.encode() + body)
        conversation.hang_up()

    return RawServer(reply)


def billed(**fields: object) -> bytes:
    """One record that is a subscription, a plan and an invoice.

    Its name and number can be read and are shown, so that they hold no mark.
    """
    record = {
        "id": MARK, "customer": KEYS["billing"], "plan": MARK, "status": "active", "name": "Pro",
        "number": "N-1", "amount": 100, "total": 100, "currency": "usd",
        "start_date": "2026-01-01T00:00:00Z", "issued_at": "2026-01-01T00:00:00Z",
    }  # fmt: skip
    return json.dumps({"data": [{**record, **fields}]}).encode()


def hold(doors: Doors, capfd: pytest.CaptureFixture[str], *cards: str) -> None:
    """Nothing that was written or told holds the mark; nor do the error cards among `cards`."""
    assert doors.log.getvalue(), "something was logged"
    assert MARK not in doors.log.getvalue().lower()
    assert MARK not in "".join(capfd.readouterr())
    for told in doors.told:
        if told.status_code != 200:
            assert told.headers["content-type"] == "application/problem+json"
            assert MARK not in told.text.lower()
            continue
        for card in told.json()["cards"]:
            if card["key"] in cards:
                assert card["components"], "an error card, or one that tells what is missing"
                assert MARK not in json.dumps(card)


async def test_a_healthy_service_tells_nobody_whom_it_was_asked_about(
    company: DemoCompany, tmp_path: Path, log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    async with (
        replying("200 OK", billed()) as billing,
        opened(company, tmp_path, log, billing.url) as doors,
    ):
        shown = await doors.ask()
        found = await doors.query(INVOICES)
        snapshot = doors.service.snapshot
        written = repr((snapshot.settings, snapshot.tokens, snapshot.workspace.trust))
        written += repr(list(snapshot.sources.values())) + repr(doors.service._store)
        recorded = "".join(file.read_text() for file in (tmp_path / "recordings").glob("*.json"))
    assert MARK in shown.text, "what is personal is shown where it belongs"
    assert NAME in found.text
    assert MARK not in written
    assert "usage" in recorded
    for secret in (EMAIL, SECRET, HEADER, TOKEN):
        assert secret not in recorded
    assert doors.events().count("request") == 2
    hold(doors, capfd)


HOSTILE: Mapping[str, tuple[str, bytes]] = {
    "fails": ("500 Oh", f"no answer for {EMAIL}".encode()),
    "refuses": (f"403 {MARK}", json.dumps({"error": EMAIL}).encode()),
    "is-busy": ("429 Slow", json.dumps({"error": EMAIL}).encode()),
    "leads-elsewhere": ("302 Found", b""),
    "is-odd": ("418 Odd", MARK.encode()),
    "breaks-off": ("200 OK", f'{{"data": [{MARK}'.encode()),
    "has-no-list": ("200 OK", json.dumps({MARK: EMAIL}).encode()),
    "has-no-objects": ("200 OK", json.dumps({"data": [MARK]}).encode()),
    "has-no-keys": ("200 OK", json.dumps({"data": [{"id": EMAIL, "customer": {}}]}).encode()),
    "has-odd-words": ("200 OK", billed(status=MARK)),
    "has-odd-dates": ("200 OK", billed(start_date=EMAIL, issued_at=EMAIL)),
    "has-odd-amounts": ("200 OK", billed(amount=MARK, total={MARK: EMAIL})),
}
"""What a source may say of a person when something is wrong with it."""


@pytest.mark.parametrize("reply", HOSTILE.values(), ids=HOSTILE)
async def test_what_a_failing_source_says_is_told_to_nobody(
    company: DemoCompany,
    tmp_path: Path,
    log: io.StringIO,
    capfd: pytest.CaptureFixture[str],
    reply: tuple[str, bytes],
) -> None:
    async with replying(*reply) as billing, opened(company, tmp_path, log, billing.url) as doors:
        await doors.ask()
        found = await doors.query(INVOICES)
        assert billing.requests
        assert MARK not in json.dumps(found.json().get("errors"))
        hold(doors, capfd, "subscription-status", "latest-invoices", "account", "usage")


@pytest.mark.parametrize(
    "body",
    [
        b"{" + MARK.encode(),
        json.dumps({**BODY, "cardKeys": MARK}).encode(),
        json.dumps({**BODY, "cardKeys": [[MARK]]}).encode(),
        json.dumps({**BODY, "customer": MARK}).encode(),
        json.dumps({**BODY, "customer": {"email": [EMAIL]}}).encode(),
        json.dumps({**BODY, "customer": {"email": EMAIL * 99}}).encode(),
        json.dumps({**BODY, MARK: MARK * 20_000}).encode(),
    ],
    ids=["cut", "keys", "key", "customer", "email", "long", "large"],
)
async def test_a_body_that_is_no_request_is_echoed_to_nobody(
    company: DemoCompany,
    tmp_path: Path,
    log: io.StringIO,
    capfd: pytest.CaptureFixture[str],
    body: bytes,
) -> None:
    async with opened(company, tmp_path, log, company.billing.url) as doors:
        assert (await doors.ask(body)).status_code in (400, 413)
        hold(doors, capfd)


async def test_whoever_proves_nothing_or_asks_wrongly_learns_nothing(
    company: DemoCompany, tmp_path: Path, log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    async with opened(company, tmp_path, log, company.billing.url) as doors:
        for headers in (
            {"authorization": f"Bearer {MARK}"},
            {"plain-request-signature": MARK},
            {"content-encoding": MARK},
            {"content-type": f"text/{MARK}"},
            {"plain-workspace-id": MARK, "plain-request-signature": ""},
        ):
            assert (await doors.ask(**headers)).status_code in (401, 415)
        for path in (f"/{EMAIL}", f"/cards/{EMAIL}", f"/graphql?query={EMAIL}"):
            doors.told.append(await doors.http.get(path))
        doors.told.append(await doors.http.request(MARK.upper(), "/cards"))
        for query in (MARK, f"query {MARK} {{ {MARK}: {MARK} }}", f"{{ a(b: {MARK}) }}"):
            await doors.query({"query": query, "operationName": MARK, "variables": {MARK: EMAIL}})
        await doors.query({"query": 3, "extensions": {"card": {"customer": EMAIL}}})
        hold(doors, capfd)


async def test_a_bug_tells_where_it_is_and_not_of_whom(
    company: DemoCompany, tmp_path: Path, log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    def draw(_: Result, __: RenderContext) -> Outcome:
        raise KeyError(EMAIL)

    async def lost(*_: object) -> Any:
        raise ValueError(EMAIL)

    async with opened(company, tmp_path, log, company.billing.url) as doors:
        doors.replace_card("usage", render=draw)
        await doors.ask()
        directory = doors.service.snapshot.workspace.directory
        directory.resolve = lost  # type: ignore[method-assign,assignment]  # a bug of ours
        await doors.ask()
        directory.page = lost  # type: ignore[method-assign,assignment]  # another one
        bug = await doors.query({"query": f"{{ {MARK}: customers {{ totalCount }} }}"})
        assert bug.json()["errors"][0]["message"] == "Internal error"
        doors.service.cards = lost  # type: ignore[method-assign,assignment]  # nor is this caught below
        assert (await doors.ask()).status_code == 500
        assert {"render_failed", "loader_failed", "resolver_failed", "unhandled"} <= set(
            doors.events()
        )
        hold(doors, capfd, "usage", "account")


async def test_a_store_that_is_broken_quotes_no_statement(
    company: DemoCompany, tmp_path: Path, log: io.StringIO, capfd: pytest.CaptureFixture[str]
) -> None:
    async with opened(company, tmp_path, log, company.billing.url) as doors:
        async with doors.service._store.write() as connection:
            await connection.execute(text("DROP TABLE links"))
        await doors.ask()
        found = await doors.query(SEARCH)
        assert "no such table" in found.text
        assert MARK not in found.text
        hold(doors, capfd, "account", "usage")


async def test_a_trace_holds_counts_and_names_alone(
    company: DemoCompany, tmp_path: Path, log: io.StringIO
) -> None:
    async with (
        replying("200 OK", billed(status=MARK)) as billing,
        opened(company, tmp_path, log, billing.url) as doors,
    ):
        workspace, trace = doors.service.snapshot.workspace, Trace()
        asked = request(
            *BODY["cardKeys"], customer=CustomerIds(email=EMAIL), workspace_id="default"
        )
        await answer(asked, workspace, doors.service._copies, trace, NOW)
    assert len(trace.exchanges()) > 2
    assert MARK not in repr(trace)
