"""What was answered is answered again, from the recording alone, whoever and whatever failed."""

import json
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from aggregator.authoring.case_runner import take_case
from aggregator.authoring.cases.result import read_result
from aggregator.authoring.cases.spelling import CaseError
from aggregator.authoring.cases.taken import written_case
from aggregator.authoring.recording.folder import LATEST, RecordingFolder
from aggregator.authoring.recording.recording import Recording
from aggregator.authoring.recording.replay import replay
from aggregator.authoring.workbench import Workbench, build_workbench
from aggregator.demo.company import DemoCompany
from aggregator.demo.personas import (
    ALEX,
    ALEX_THREAD_EXTERNAL_ID,
    GROCERY_EXTERNAL_ID,
    HOSTILE,
    NO_SUBSCRIPTION,
    NOBODY_EMAIL,
    SHARED_ONE,
)
from aggregator.domain.card import Outcome, Result, Unavailable
from aggregator.domain.plain.signature import sign
from aggregator.pipeline.render import render_card
from aggregator.settings import load_settings
from tests.support.product import ROOT, SECRET, Product, running_product, total
from tests.support.recordings import recording as made

EMAILS = [ALEX.email, HOSTILE.email, NO_SUBSCRIPTION.email, SHARED_ONE.email, NOBODY_EMAIL]

OPEN = re.compile(r"[A-Z_]+|\d{4}-\d\d-\d\dT.*|-?[\d.]+ [A-Z]{3}|")
STATUSES = {"Past due", "Uncollectible", "New", "Open", "Pending", "Paid", "Solved", "Resolved"}
NOBODYS = {"billing", "crm", "helpdesk", "product", "Enterprise", *STATUSES}
"""The sources' names, and the plan and the statuses that a card compares with."""


@dataclass(frozen=True)
class Recorded:
    """A running product that records, and a studio that replays."""

    product: Product
    folder: RecordingFolder
    workbench: Workbench
    company: DemoCompany

    async def ask(self, *keys: str, **customer: Any) -> Recording:
        await self.product.ask(keys or tuple(self.workbench.catalog.cards), **customer)
        return self.folder.find(LATEST)


@pytest.fixture(scope="module")
def workbench() -> Workbench:
    settings = load_settings(None, {"cards": ROOT / "cards", "graphql": ROOT / "graphql"}, {})
    return build_workbench(settings)


@pytest.fixture
async def recorded(
    company: DemoCompany, tmp_path: Path, workbench: Workbench
) -> AsyncIterator[Recorded]:
    folder = tmp_path / "recordings"
    async with running_product(company, tmp_path, record=9, recordings=folder) as product:
        yield Recorded(product, RecordingFolder(folder), workbench, company)


async def differing(recording: Recording, workbench: Workbench) -> Mapping[str, object]:
    replayed = await replay(recording, workbench)
    assert replayed.missing == ()
    return {
        key: (recording.answer(key), answer)
        for key, answer in replayed.answers.items()
        if recording.answer(key) != answer
    }


@pytest.mark.parametrize("email", EMAILS)
async def test_every_card_is_as_it_was_and_no_source_is_asked(
    recorded: Recorded, email: str
) -> None:
    recording = await recorded.ask(email=email)
    recorded.company.reset()
    assert await differing(recording, recorded.workbench) == {}
    assert total(recorded.company.calls()) == 0


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        ("billing", "503"),
        ("crm", "401"),
        ("helpdesk", "429"),
        ("product", "garbage"),
        ("product", "errors"),
    ],
)
async def test_what_failed_fails_again_in_the_same_words(
    recorded: Recorded, source: str, fault: str
) -> None:
    recorded.company.fault(source, fault)
    recording = await recorded.ask(email=ALEX.email)
    recorded.company.reset()
    errors = [
        reply["error"]["source"]
        for lookups in recording.replies.values()
        for replies in lookups.values()
        for reply in replies.values()
        if "error" in reply
    ]
    assert set(errors) == {source}
    assert await differing(recording, recorded.workbench) == {}


async def test_a_recording_holds_no_address_header_or_secret(recorded: Recorded) -> None:
    await recorded.ask(email=ALEX.email, externalId=ALEX.external_id)
    (file,) = recorded.folder.files()
    text = file.read_text(encoding="utf-8")
    assert "@redacted.example" in text
    assert "@grocery.co" not in text
    for secret in ("demo-secret", "plain-request-signature", "Bearer"):
        assert secret not in text
    for source in recorded.company.sources.values():
        for value in source.credentials.values():
            assert value not in text


async def test_the_thread_and_the_tenant_are_answered_again_too(
    company: DemoCompany, tmp_path: Path
) -> None:
    file = tmp_path / "cards" / "support" / "here.graphql"
    file.parent.mkdir(parents=True)
    file.write_text(
        'query Here @card(title: "Here") {\n'
        '  thread { ticket { subject @row(label: "Ticket") } }\n'
        '  tenant { account { name @row(label: "Account") } }\n'
        '  customer { name @row(label: "Name") }\n}'
    )
    where = {"cards": file.parent.parent, "graphql": ROOT / "graphql"}
    workbench = build_workbench(load_settings(None, where, {}))
    folder = tmp_path / "recordings"
    body = {
        "cardKeys": ["here"],
        "customer": {"email": ALEX.email},
        "thread": {"externalId": ALEX_THREAD_EXTERNAL_ID},
        "tenant": {"externalId": GROCERY_EXTERNAL_ID},
    }
    async with running_product(
        company, tmp_path, where["cards"], record=1, recordings=folder
    ) as product:
        raw = json.dumps(body).encode()
        headers = {"plain-request-signature": sign(SECRET, raw)}
        await product.service.cards(headers, raw, "REFERENCE1")
    recording = RecordingFolder(folder).find(LATEST)
    told = json.dumps(recording.answers)
    assert all(f'"{label}"' in told for label in ("Ticket", "Account", "Name"))
    assert recording.accounts[0]["found"]["name"] == "Grocery Co"
    assert await differing(recording, workbench) == {}


async def test_a_card_that_asks_what_was_not_recorded_says_so(recorded: Recorded) -> None:
    recording = await recorded.ask("usage", email=ALEX.email)
    replayed = await replay(recording, recorded.workbench, ["usage", "latest-invoices"])
    assert replayed.missing == ("billing.invoices",)
    assert replayed.answers["usage"] == recording.answer("usage")
    nobody = replace(recording, customers=[])
    assert (await replay(nobody, recorded.workbench)).missing == ("the directory",)


def _told(outcome: Outcome) -> object:
    """Give what an agent is told: a case keeps the kind of a failure, not its words."""
    if isinstance(outcome, Unavailable):
        return [(type(each), getattr(each, "source", None)) for each in outcome.failures]
    return outcome


@pytest.mark.parametrize("email", EMAILS)
async def test_a_case_taken_of_it_shows_what_it_showed_but_nobodys_own_values(
    recorded: Recorded, email: str
) -> None:
    workbench = recorded.workbench
    recording = await recorded.ask(email=email)
    replayed = await replay(recording, workbench)
    for key, card in workbench.catalog.cards.items():
        result = replayed.results[key]
        assert isinstance(result, Result)
        whole = written_case(result, recording.render_context)
        read = read_result(whole, card, workbench.schema)
        again = render_card(card, read, recording.render_context)
        assert _told(again) == _told(replayed.outcomes[key])
        case = await take_case(recording, card, workbench)
        assert set(texts(case["data"])) & set(texts(result.data)) <= NOBODYS
        assert len(set(texts(case["data"]))) == len(set(texts(result.data)))


def texts(value: Any) -> Iterator[str]:
    """List the texts in JSON that are somebody's, or may be: neither enums, moments nor amounts."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, str) and not OPEN.fullmatch(value):
        yield value


@pytest.mark.parametrize(
    "change",
    [
        {"request": {"cardKeys": ["usage"], "customer": 7}},
        {"sources": {"billing": {"connector": "biling"}}},
        {"customers": [{"found": None}]},
        {"customers": [{"asked": {"nope": 1}}]},
        {"customers": [{"asked": {}, "error": {"code": "X"}}]},
        {"replies": {"billing": {"invoices": {"cus_1": {"records": 7}}}}},
        {"replies": {"billing": {"invoices": {"cus_1": []}}}},
    ],
)
async def test_a_recording_that_was_edited_wrongly_is_told(
    workbench: Workbench, change: Mapping[str, Any]
) -> None:
    good = replace(
        made(),
        request={"cardKeys": ["usage"]},
        sources={"billing": {"connector": "billing"}},
    )
    await replay(good, workbench)
    with pytest.raises(CaseError):
        await replay(replace(good, **change), workbench)
