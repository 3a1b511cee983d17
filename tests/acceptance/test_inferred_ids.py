"""The id that a source named by an e-mail saves the next request a call, and never shows another.

The helpdesk finds a user by an address; tickets and the contact are asked for by the user's id.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from aggregator.authoring.recording.tape import Tape
from aggregator.directory.decided import UnmergeAnswers
from aggregator.directory.values import CustomerUpsert, Provenance
from aggregator.domain.deadline import Deadline
from aggregator.domain.plain.signature import sign
from aggregator.service import Service
from aggregator.settings import load_settings
from aggregator.telemetry.trace import Trace
from tests.support.any_source import with_transport
from tests.support.product import SECRET, Product
from tests.support.still_loop import loop_time

ANN, BOB = "ann@acme.com", "bob@acme.com"
BY = Provenance("edit", "test")

MANIFEST = """\
name: Desk
authentication: bearer
directory: {customer: user, account: org}
lookups:
  finder:
    key: email
    request: GET /find
    batch: {style: ids-param, param: email, max: 20}
    records: data
    match: email
    keys: {user: id, org: org}
    fields: {id: id}
  tickets:
    provides: Customer.tickets
    via: {Customer.tickets: finder}
    key: user
    request: GET /tickets
    batch: {style: ids-param, param: user, max: 20}
    records: data
    match: user
    many: true
    fields: {id: id, subject: subject}
  account:
    provides: Customer.account
    via: {Customer.account: finder}
    key: org
    request: GET /orgs
    batch: {style: ids-param, param: org, max: 20}
    records: data
    match: id
    fields: {id: id, name: name}
  contact:
    provides: Customer.contact
    via: {Customer.contact: finder}
    key: user
    request: GET /users
    batch: {style: ids-param, param: user, max: 20}
    records: data
    match: id
    fields: {id: id, name: name, email: email}
"""
CONTACT_IS_FOUND = (
    MANIFEST[: MANIFEST.index("  contact:")]
    .replace("  finder:\n", "  finder:\n    provides: Customer.contact\n")
    .replace("    fields: {id: id}\n", "    fields: {id: id, name: name, email: email}\n")
)

CARDS = {
    "tickets": 'customer { tickets(first: 3) { subject @row(label: "What") } }',
    "contact": 'customer { contact { name @row(label: "Name") } }',
    "account": 'customer { account { name @row(label: "Company") } }',
}


@dataclass
class Desk:
    """`users`: address -> id; `addresses`: what a user's own record bears, else the same."""

    users: dict[str, str] = field(default_factory=lambda: {ANN: "u1", BOB: "u2"})
    addresses: dict[str, str] = field(default_factory=dict)
    tickets: dict[str, str] = field(default_factory=lambda: {"u1": "Of Ann", "u2": "Of Bob"})
    asked: list[str] = field(default_factory=list)

    def transport(self) -> httpx.MockTransport:
        return httpx.MockTransport(
            lambda request: httpx.Response(
                200,
                json={"data": [*self._found(request.url.path, request.url.params.multi_items())]},
            )
        )

    def _found(self, path: str, keys: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
        self.asked.append(path)
        found: list[dict[str, Any]] = []
        for _, key in keys:
            if path == "/find" and key in self.users:
                id_ = self.users[key]
                found.append({"id": id_, "email": key, "org": f"o{id_}", "name": f"Name of {id_}"})
            if path == "/tickets" and key in self.tickets:
                found.append({"id": "t", "user": key, "subject": self.tickets[key]})
            if path == "/orgs":
                found.append({"id": key, "name": f"Company of {key}"})
            if path == "/users":
                own = next((email for email, id_ in self.users.items() if id_ == key), None)
                email = self.addresses.get(key, own)
                found.append({"id": key, "name": f"Name of {key}", "email": email})
        return found

    def since(self) -> list[str]:
        asked, self.asked = self.asked, []
        return asked


@asynccontextmanager
async def desk_product(
    home: Path, desk: Desk, manifest: str = MANIFEST, **overrides: Any
) -> AsyncIterator[Product]:
    folder = home / "connectors" / "desk"
    folder.mkdir(parents=True)
    (folder / "connector.yaml").write_text(manifest, encoding="utf-8")
    for key, selection in CARDS.items():
        card = home / "cards" / "support" / f"{key}.graphql"
        card.parent.mkdir(parents=True, exist_ok=True)
        card.write_text(
            f'query {key.title()} @card(title: "{key}", empty: "None") {{ {selection} }}\n',
            encoding="utf-8",
        )
    (home / "graphql").mkdir()
    settings = load_settings(
        None,
        {
            "database_url": f"sqlite+aiosqlite:///{home / 'd.db'}",
            "cards": str(home / "cards"),
            "cache": str(home / "cache"),
            "graphql": str(home / "graphql"),
            "connectors": [str(home / "connectors")],
            "signing_secrets": [SECRET],
            "tokens": [{"name": "e", "role": "engineer", "secret": "demo-engineer"}],
            "sources": {
                "desk": {
                    "connector": "desk", "url": "http://desk.example", "credentials": {"token": "t"}
                }
            },
            **overrides,
        },
        environ={},
    )  # fmt: skip
    service = Service(settings, clock=loop_time)
    try:
        await service.start()
        service._swap(with_transport(service.snapshot, lambda _: desk.transport()))
        yield Product(service)
    finally:
        await service.stop()


@pytest.fixture
async def desk() -> Desk:
    return Desk()


@pytest.fixture
async def product(tmp_path: Path, desk: Desk) -> AsyncIterator[Product]:
    async with desk_product(tmp_path, desk) as running:
        yield running


async def shown(product: Product, *keys: str, email: str = ANN) -> str:
    return json.dumps(await product.ask(keys, email=email))


@pytest.mark.parametrize("engine", ["plan", "graphql"])
async def test_the_second_request_of_a_customer_costs_a_call_less(
    tmp_path: Path, desk: Desk, engine: str
) -> None:
    async with desk_product(tmp_path, desk, engine=engine) as product:
        first = await shown(product, "tickets", "contact")
        assert sorted(desk.since()) == ["/find", "/tickets", "/users"]
        assert await shown(product, "tickets", "contact") == first
        assert sorted(desk.since()) == ["/tickets", "/users"]
        # Of another mailbox nothing is remembered.
        assert "Of Bob" in await shown(product, "tickets", email=BOB)
        assert desk.since() == ["/find", "/tickets"]


async def test_after_its_age_the_source_is_asked_again(tmp_path: Path, desk: Desk) -> None:
    async with desk_product(tmp_path, desk, limits={"inferred": {"seconds": 5}}) as product:
        await shown(product, "tickets")
        desk.users[ANN] = "u2"  # the mailbox changes hands
        desk.since()
        assert "Of Ann" in await shown(product, "tickets")  # as a source said 5 seconds ago at most
        await asyncio.sleep(6)
        assert "Of Bob" in await shown(product, "tickets")
        assert desk.since() == ["/tickets", "/find", "/tickets"]


async def test_0_seconds_remember_nothing(tmp_path: Path, desk: Desk) -> None:
    limits = {"inferred": {"seconds": 0}}
    async with desk_product(tmp_path, desk, limits=limits) as product:
        for _ in range(2):
            await shown(product, "tickets")
            assert desk.since() == ["/find", "/tickets"]


async def test_a_record_that_bears_another_address_by_now_is_not_shown(
    product: Product, desk: Desk
) -> None:
    await shown(product, "contact")
    desk.users, desk.addresses = {ANN: "u2"}, {"u1": "ann@elsewhere.example"}
    desk.since()
    card = await shown(product, "contact")
    assert "Name of u2" in card
    assert "u1" not in card
    assert desk.since() == ["/users", "/find", "/users"]


async def test_an_id_that_is_nobodys_any_more_never_says_that_there_is_nothing(
    product: Product, desk: Desk
) -> None:
    await shown(product, "tickets")
    desk.users, desk.tickets = {ANN: "u9"}, {"u9": "Of Ann, as before"}  # merged over there
    assert "Of Ann, as before" in await shown(product, "tickets")
    # Where there is nothing indeed, it is the source that said so.
    desk.tickets = {}
    desk.since()
    assert "None" in await shown(product, "tickets")
    assert desk.since() == ["/tickets", "/find"]


async def test_what_it_named_before_stands_never_beside_what_it_names_now(
    product: Product, desk: Desk
) -> None:
    await shown(product, "account", "tickets")
    desk.users, desk.tickets = {ANN: "u2"}, {"u2": "Of Bob"}
    answer = await shown(product, "account", "tickets")
    assert not ("Company of ou1" in answer and "Of Bob" in answer)
    # And the next one shows whoever has it now, whole.
    answer = await shown(product, "account", "tickets")
    assert "Company of ou2" in answer
    assert "Of Bob" in answer


async def test_who_reads_what_the_first_call_gives_asks_it(tmp_path: Path, desk: Desk) -> None:
    async with desk_product(tmp_path, desk, CONTACT_IS_FOUND) as product:
        for _ in range(2):
            await shown(product, "contact", "tickets")
            assert sorted(desk.since()) == ["/find", "/tickets"]
        await shown(product, "tickets")
        assert desk.since() == ["/tickets"]


async def test_a_recorded_request_asks_for_all_that_it_shows(tmp_path: Path, desk: Desk) -> None:
    async with desk_product(tmp_path, desk) as product:
        await shown(product, "tickets")
        context = product.service.snapshot.workspace
        request = context.request_context(Trace("R"), Deadline.after(9.0))
        assert request.inferred is not None
        assert Tape().listening(request).inferred is None


SOURCES = """query($email: Email) {
  customer(by: {email: $email}) {
    tickets(first: 1) { subject }
    sources { source kind id state reason checkedAt }
  }
}"""


async def test_engineers_see_it_and_are_told_what_the_source_says_now(
    product: Product, desk: Desk
) -> None:
    await shown(product, "tickets")
    desk.since()
    answer = (await product.query(SOURCES, {"email": ANN})).payload
    assert "errors" not in answer, answer
    assert desk.since() == ["/find", "/tickets"]
    [user] = [each for each in answer["data"]["customer"]["sources"] if each["kind"] == "user"]
    assert (user["id"], user["state"]) == ("u1", "INFERRED")
    assert user["reason"] == f"found by e-mail {ANN} in desk"
    assert user["checkedAt"]
    answer = (await product.query(SOURCES, {"email": "nobody@acme.com"})).payload
    [user] = [each for each in answer["data"]["customer"]["sources"] if each["kind"] == "user"]
    assert (user["id"], user["state"], user["checkedAt"]) == (None, "MISSING", None)


async def test_a_linked_id_outranks_what_a_source_named(product: Product, desk: Desk) -> None:
    await shown(product, "tickets")
    said = CustomerUpsert("x1", email=ANN, keys={"desk.user": "u2"})
    await product.service.directory.upsert("default", BY, customers=[said])
    desk.since()
    assert "Of Bob" in await shown(product, "tickets")
    assert desk.since() == ["/tickets"]


async def test_what_changes_a_customer_or_ends_their_mailbox_drops_it(
    product: Product, desk: Desk
) -> None:
    service = product.service
    kept, directory = service._memory.inferred, service.directory
    upserts = [CustomerUpsert("x1", email=ANN), CustomerUpsert("x2", email=BOB)]
    ann, bob = [each.id or "" for each in await directory.upsert("default", BY, customers=upserts)]

    async def remembered() -> None:
        await service.hear("default")
        await shown(product, "tickets")
        await shown(product, "tickets", email=BOB)
        assert len(kept) >= 1

    await remembered()
    await directory.unlink("default", BY, "customer", ann, ("email", ANN))
    await service.hear("default")
    assert len(kept) == 1  # Bob's
    for change in (
        lambda: directory.merge("default", BY, bob, ann, force=True),
        lambda: directory.unmerge("default", BY, bob, UnmergeAnswers()),
        lambda: directory.erase("default", BY, bob),
    ):
        await remembered()
        await change()
        await service.hear("default")
        assert len(kept) == 0


async def test_another_address_or_credential_begins_anew(product: Product, desk: Desk) -> None:
    await shown(product, "tickets")
    kept = product.service._memory.inferred
    assert len(kept) == 1
    snapshot = with_transport(product.service.snapshot, lambda _: desk.transport())
    product.service._swap(snapshot)
    assert len(kept) == 0


async def test_whoever_was_erased_meanwhile_is_not_remembered(product: Product, desk: Desk) -> None:
    service = product.service
    said = [CustomerUpsert("x1", email=ANN)]
    [done] = await service.directory.upsert("default", BY, customers=said)
    await service.hear("default")
    workspace = service.snapshot.workspace
    body = json.dumps({"cardKeys": ["tickets"], "customer": {"email": ANN}}).encode()
    gate = asyncio.Event()

    async def slow(request: httpx.Request) -> httpx.Response:
        await gate.wait()
        return await desk.transport().handle_async_request(request)

    service._swap(with_transport(service.snapshot, lambda _: httpx.MockTransport(slow)))
    asking = asyncio.create_task(
        service.cards({"plain-request-signature": sign(SECRET, body)}, body, "R")
    )
    await asyncio.sleep(0.1)
    assert done.id is not None
    await service.directory.erase(workspace.id, BY, done.id)
    await service.hear(workspace.id)
    gate.set()
    await asking
    assert len(service._memory.inferred) == 0
