"""The lists of the connectors for other people's systems, asked of the fakes in their folders."""

import importlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from aggregator.connectors.fake import fake_request
from aggregator.directory.directory import Directory
from aggregator.directory.imports.outcomes import RowOutcome
from aggregator.directory.pulls.pulls import PulledSource, Pulls
from aggregator.domain.customer import CustomerIds, CustomerMatch
from aggregator.domain.deadline import Deadline
from aggregator.domain.lookup import Connector, SourceList
from aggregator.store import Store
from aggregator.upstream.limits import UpstreamLimits
from aggregator.upstream.listing import ListPage
from aggregator.upstream.paging import PagePlace
from aggregator.upstream.source import SourceClient, build_source
from tests.support.the_world import the_world

W = "default"
SMALL: Mapping[str, Mapping[str, str]] = {
    "hubspot": {"limit": "10"},
    "zendesk": {"per_page": "10"},
    "salesforce": {},
    "stripe": {"limit": "10"},
    "intercom": {"per_page": "10"},
}
"""What makes pages small; Salesforce's are its own to cut."""

ACCOUNTS = {"hubspot": 26, "zendesk": 11, "salesforce": 22, "stripe": 0, "intercom": 12}
SOMEBODY: Mapping[str, tuple[str, str, str]] = {
    "hubspot": ("h3@example.com", "contact", "8003"),
    "zendesk": ("z3@example.com", "user", "703"),
    "salesforce": ("s3@example.com", "contact", "003000000000000003"),
    "stripe": ("t3@example.com", "customer", "cus_3"),
    "intercom": ("i3@example.com", "contact", "c3"),
}


class PlayedSource:
    """A source whose system is the fake; each page is asked by a client of its own."""

    def __init__(self, key: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self._fake: Any = importlib.import_module(f"aggregator.connectors.{key}.fake")
        if hasattr(self._fake, "_PAGE"):
            monkeypatch.setattr(self._fake, "_PAGE", 10)
        self._connector = smaller(the_world().connectors[key], SMALL[key])
        self.pages: list[tuple[str, datetime | None]] = []

    def _answer(self, request: httpx.Request) -> httpx.Response:
        url = request.url
        said = self._fake.answer(
            fake_request(
                request.method,
                url.path,
                url.query.decode(),
                dict(request.headers),
                request.content,
            )
        )
        return httpx.Response(said.status, json=said.body, headers=dict(said.headers))

    async def __call__(
        self, all_of_them: SourceList, at: PagePlace | None, since: datetime | None
    ) -> ListPage:
        self.pages.append((all_of_them.kind, since))
        async with self._client() as client:
            mine = client.connector.people
            assert mine is not None
            listed = mine if mine.kind == all_of_them.kind else client.connector.accounts
            assert listed is not None
            return await client.listing(listed).page(at, since, Deadline.after(60.0))

    @asynccontextmanager
    async def _client(self) -> AsyncIterator[SourceClient]:
        client = build_source(
            "sys",
            self._connector,
            None,
            self._fake.CREDENTIALS,
            UpstreamLimits(),
            options=getattr(self._fake, "OPTIONS", {}),
            transport=httpx.MockTransport(self._answer),
        )
        try:
            yield client
        finally:
            await client.close()

    def source(self) -> PulledSource:
        return PulledSource("sys", self._connector, self)


def smaller(connector: Connector, small: Mapping[str, str]) -> Connector:
    """Give a connector whose lists have small pages."""

    def shrink(each: SourceList | None) -> SourceList | None:
        if each is None:
            return None
        params = {**each.request.params, **small}
        changes = each.changes
        if changes is not None and "limit" in changes.body:
            changes = replace(changes, body={**changes.body, "limit": 10})
        return replace(each, request=replace(each.request, params=params), changes=changes)

    return replace(connector, people=shrink(connector.people), accounts=shrink(connector.accounts))


@pytest.mark.parametrize("key", sorted(SMALL))
async def test_everybody_is_pulled_page_by_page_and_then_only_who_changed(
    store: Store, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = PlayedSource(key, monkeypatch)
    people = played._fake.PEOPLE
    directory, pulls = Directory(store), Pulls(store, W)
    failed: list[RowOutcome] = []

    def heard(outcomes: Any, _: object) -> None:
        failed.extend(each for each in outcomes if each.failed)

    first = await pulls.begin(played.source(), "test")
    done = await pulls.run(first.id, played.source(), heard)
    assert not failed
    assert done.counts["created"] == len(people) + ACCOUNTS[key]
    assert [since for _, since in played.pages] == [None] * len(played.pages)
    of_people = sum(kind == SOMEBODY[key][1] for kind, _ in played.pages)
    assert of_people == 3, "26 or 27 people, ten a page"
    address, kind, id_ = SOMEBODY[key]
    match = await _with(directory, W, address)
    assert match.keys[f"sys.{kind}"] == id_
    assert match.name
    by_address = await directory.resolve(W, [CustomerIds(email=address)])
    assert bool(by_address) == (key in VERIFIED)

    changed = datetime(2026, 3, 20, tzinfo=UTC)
    monkeypatch.setattr(pulls, "last", _given(changed))
    again = await pulls.run((await pulls.begin(played.source(), "t")).id, played.source(), heard)
    assert not failed
    unchanged = again.counts["unchanged"]
    assert (again.counts["created"], again.counts["updated"]) == (0, 0)
    everybody = played._connector.people is not None and (
        played._connector.people.since is None and played._connector.people.changes is None
    )
    assert unchanged == (len(people) if everybody else CHANGED[key])


VERIFIED = {"hubspot", "salesforce"}
"""Whose addresses the company keeps. The others take any address from anybody."""


async def _with(directory: Directory, workspace_id: str, address: str) -> CustomerMatch:
    """Who is shown with an address, be it only claimed."""
    everybody = (await directory.page(workspace_id, 100)).matches
    [match] = [each for each in everybody if each.email == address]
    return match


CHANGED = {"hubspot": 14, "zendesk": 9, "salesforce": 14, "intercom": 20}
"""Who was changed since 20 March: people and accounts, a day after each other."""


def _given(moment: datetime) -> Any:
    async def last(_: str) -> datetime:
        return moment

    return last


async def test_only_numbers_that_can_be_called_from_anywhere_are_taken_from_free_text(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A number without its country means somebody else elsewhere; a shared one means many."""
    for key, having, lacking in [
        ("zendesk", "z2@example.com", "z3@example.com"),
        ("salesforce", "s3@example.com", "s2@example.com"),
    ]:
        played, pulls = PlayedSource(key, monkeypatch), Pulls(store, key)
        job = await pulls.begin(played.source(), "test")
        await pulls.run(job.id, played.source(), lambda *_: None)
        assert await Directory(store).resolve(key, [CustomerIds(phone="+49301230002")]) == {}
        for address, many in [(having, 1), (lacking, 0)]:
            match = await _with(Directory(store), key, address)
            links = await Directory(store).links(key, "customer", match.id)
            assert sum(link.name == "phone" for link in links) == many
