"""Every row of the answering policy, as Plain meets it: one golden answer each."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from aggregator.demo.company import DemoCompany
from aggregator.domain.card import Outcome, Result, Shown
from aggregator.render.card import RenderContext
from tests.support.companies import Companies, shared
from tests.support.policy import KEYS, Front, golden, running_front

BILLING = ("plan", "invoices")
HASTY = {"attempt": 0.6, "copies": {"seconds": 0}}
"""One attempt is given up soon: what is proven is what is answered then, not when."""


@pytest.fixture(scope="module")
def still_company(shared_companies: Companies) -> Iterator[DemoCompany]:
    """A company whose every date is told by the test."""
    still = DemoCompany(latency=0.0, customers=40, today=date(2026, 11, 22))
    with shared(shared_companies, still) as company:
        yield company


@pytest.fixture
async def front(still_company: DemoCompany, tmp_path: Path) -> AsyncIterator[Front]:
    async with running_front(still_company, tmp_path) as front:
        yield front


@pytest.fixture
async def forgetful(still_company: DemoCompany, tmp_path: Path) -> AsyncIterator[Front]:
    """Keeps no copies."""
    async with running_front(still_company, tmp_path, {"copies": {"seconds": 0}}) as front:
        yield front


async def test_cards_that_are_fine(front: Front) -> None:
    golden("fine", await front.ask())


async def test_a_customer_nobody_knows(front: Front) -> None:
    golden("customer-unknown", await front.ask(email="nobody@nowhere.example"))


async def test_where_no_customer_is_named_each_card_is_hidden(front: Front) -> None:
    absent = await front.post({"cardKeys": list(KEYS)})
    assert (await front.ask(email=None)).content == absent.content
    for card in absent.json()["cards"]:
        assert (card["components"], card["timeToLiveSeconds"]) == (None, 60)


async def test_an_empty_directory_alone_is_no_reason(
    still_company: DemoCompany, tmp_path: Path
) -> None:
    async with running_front(still_company, tmp_path, seeded=False) as front:
        customer = {"email": "alex@grocery.co", "externalId": "customer-id-in-your-backend"}
        answer = await front.post({"cardKeys": ["seats"], "customer": customer})
    [card] = answer.json()["cards"]
    assert card["components"] is not None


async def test_part_of_a_card_failed_and_there_is_a_copy(front: Front) -> None:
    await front.ask()
    front.later(hours=1)
    front.company.fault("billing", "500")
    golden("part-failed-copy", await front.ask(["both"]))


async def test_part_of_a_card_failed_and_there_is_no_copy(forgetful: Front) -> None:
    forgetful.company.fault("billing", "500")
    golden("part-failed", await forgetful.ask(["both"]))


@pytest.mark.parametrize("fault", ["500", "reset"])
async def test_a_card_fails_for_now_and_there_is_a_copy(front: Front, fault: str) -> None:
    await front.ask()
    front.later(minutes=5)
    front.company.fault("billing", fault)
    golden("failed-copy", await front.ask(BILLING))


async def test_a_copy_from_another_day_says_so(front: Front) -> None:
    await front.ask()
    front.later(hours=20)
    front.company.fault("billing", "500")
    golden("failed-copy-of-yesterday", await front.ask(["plan"]))


@pytest.mark.parametrize("fault", ["500", "reset"])
async def test_a_card_fails_for_now_and_there_is_no_copy(forgetful: Front, fault: str) -> None:
    forgetful.company.fault("billing", fault)
    golden("failed", await forgetful.ask())


@pytest.mark.parametrize("fault", ["garbage", "wrong-shape"])
async def test_a_card_fails_for_good_whether_there_is_a_copy_or_not(
    front: Front, fault: str
) -> None:
    await front.ask()
    front.company.fault("billing", fault)
    golden("failed-for-good", await front.ask(["plan"]))


async def test_credentials_that_are_refused_name_the_owner(
    still_company: DemoCompany, tmp_path: Path
) -> None:
    billing = still_company.billing
    sources = {
        "billing": {
            "connector": "billing",
            "url": billing.url,
            "credentials": {"key": "wrong"},
            "owner": "#billing-platform",
        }
    }
    async with running_front(still_company, tmp_path, sources=sources) as front:
        golden("refused", await front.ask(["plan"]))


@pytest.mark.parametrize(
    ("asked", "kept"), [(2, 15), (40, 40), (4_000, 300)], ids=["short", "as-asked", "long"]
)
async def test_a_source_that_asks_to_wait_is_left_alone(
    forgetful: Front, asked: int, kept: int
) -> None:
    forgetful.company.fault("billing", "429", retry_after=asked)
    answer = await forgetful.ask(["plan"])
    golden(f"rate-limited-{asked}", answer)
    assert answer.json()["cards"][0]["timeToLiveSeconds"] == kept
    forgetful.company.reset("billing")
    again = await forgetful.ask(["plan"])
    assert "too busy" in again.text
    assert forgetful.company.calls()["billing"] == {}


async def test_a_key_that_is_no_card(front: Front) -> None:
    golden("unknown-key", await front.ask(["no-such-card", "plan"]))


async def test_a_rendering_that_raises_costs_its_own_card(front: Front) -> None:
    healthy = await front.ask()

    def broken(_: Result, __: RenderContext) -> Outcome:
        raise ZeroDivisionError("personal data")

    front.replace_card("owner", render=broken)
    answer = await front.ask()
    golden("rendering-raises", answer)
    assert others(answer.json(), "owner") == others(healthy.json(), "owner")


@pytest.mark.parametrize("text", ["", "\ud800", 10**40, b"bytes"], ids=str)
async def test_components_that_break_plains_schema_cost_their_own_card(
    front: Front, text: object
) -> None:
    healthy = await front.ask()
    odd = [{"componentText": {"text": text}}]
    front.replace_card("owner", render=lambda _, __: Shown(odd))
    answer = await front.ask()
    golden("components-break-the-schema", answer)
    assert others(answer.json(), "owner") == others(healthy.json(), "owner")


def others(body: dict[str, Any], key: str) -> list[str]:
    return [json.dumps(card) for card in body["cards"] if card["key"] != key]


async def test_a_source_that_hangs_reads_like_one_that_fails(
    still_company: DemoCompany, tmp_path: Path
) -> None:
    async with running_front(still_company, tmp_path, HASTY) as front:
        front.company.fault("billing", "hang")
        golden("failed", await front.ask())


async def test_a_source_that_hangs_leaves_the_copy(
    still_company: DemoCompany, tmp_path: Path
) -> None:
    limits = {**HASTY, "copies": {"seconds": 60}}
    async with running_front(still_company, tmp_path, limits) as front:
        await front.ask()
        front.later(minutes=5)
        front.company.fault("billing", "hang")
        golden("failed-copy", await front.ask(BILLING))


async def test_near_the_deadline_what_is_ready_is_answered(
    still_company: DemoCompany, tmp_path: Path
) -> None:
    limits = {"copies": {"seconds": 0}, "attempt": 30.0, "soft": 1.5}
    async with running_front(still_company, tmp_path, limits) as front:
        front.company.fault("billing", "latency", seconds=30)
        golden("deadline", await front.ask())


async def test_all_cards_fail_for_now(forgetful: Front) -> None:
    for source in ("billing", "crm"):
        forgetful.company.fault(source, "500")
    golden("all-failed", await forgetful.ask())


async def test_all_cards_fail_for_now_and_plain_is_to_ask_again(
    still_company: DemoCompany, tmp_path: Path
) -> None:
    limits = {"copies": {"seconds": 0}}
    async with running_front(still_company, tmp_path, limits, retry_when_all_fail=True) as front:
        front.company.fault("billing", "500")
        assert (await front.ask()).status_code == 200
        front.company.fault("crm", "500")
        golden("all-failed-ask-again", await front.ask())


async def test_our_own_store_is_down_and_there_are_copies(front: Front) -> None:
    await front.ask()
    front.later(minutes=1)
    front.lose_the_store()
    golden("store-down-copies", await front.ask())


async def test_our_own_store_is_down_and_there_is_no_copy(front: Front) -> None:
    front.lose_the_store()
    golden("store-down", await front.ask(["plan"]))


async def test_overload_is_answered_from_memory_when_every_card_has_a_copy(front: Front) -> None:
    await front.ask()
    front.later(minutes=3)
    front.company.reset()
    with front.full():
        golden("overload-copies", await front.ask())
    assert front.company.calls() == {source: {} for source in front.company.calls()}


async def test_overload_is_answered_from_memory_when_a_card_had_nothing_to_show(
    front: Front,
) -> None:
    before = await front.ask(email="noor@windowshop.example")
    with front.full():
        answer = await front.ask(email="noor@windowshop.example")
    shown = {card["key"]: card["components"] for card in before.json()["cards"]}
    assert shown["invoices"] is None
    for card in answer.json()["cards"]:
        assert card["timeToLiveSeconds"] == 15
        assert (card["components"] is None) == (shown[card["key"]] is None)


async def test_overload_without_copies_is_told_to_come_back(front: Front) -> None:
    with front.full():
        golden("overload", await front.ask())


async def test_overload_still_proves_first(front: Front) -> None:
    with front.full():
        answer = await front.post({"cardKeys": ["plan"]}, {"plain-request-signature": "0" * 64})
    assert answer.status_code == 401


async def test_a_workspace_over_its_quota(still_company: DemoCompany, tmp_path: Path) -> None:
    quota = {"per_minute": 6, "burst": 2}
    async with running_front(still_company, tmp_path, quota=quota) as front:
        assert [(await front.ask(["plan"])).status_code for _ in range(2)] == [200, 200]
        golden("quota", await front.ask(["plan"]))


@pytest.mark.parametrize(
    "headers",
    [
        {"plain-request-signature": "0" * 64},
        {"plain-request-signature": ""},
        {"plain-request-signature": "\u00e9"},
    ],
    ids=["wrong", "none", "no-hex"],
)
async def test_a_request_that_is_not_proven(front: Front, headers: dict[str, str]) -> None:
    raw = {name: value.encode() for name, value in headers.items()}
    body = {"cardKeys": ["plan"], "customer": {"email": "alex@grocery.co"}}
    golden("not-proven", await front.post(body, raw))  # type: ignore[arg-type]  # bytes are sent


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("no-json", b"{"),
        ("no-json", b'{"cardKeys":[NaN]}'),
        ("no-json", b'{"cardKeys":["\\ud800"]}'),
        ("no-json", b'{"cardKeys":["a"],"x":' + b"[" * 5_000),
        ("wrong-type", b'{"cardKeys":"plan"}'),
        ("too-many", json.dumps({"cardKeys": [f"k{n}" for n in range(51)]}).encode()),
        ("too-large", b'{"cardKeys":["plan"],"x":"' + b"y" * 65_536 + b'"}'),
    ],
    ids=["cut", "nan", "surrogate", "deep", "type", "keys", "bytes"],
)
async def test_a_body_that_is_no_request(front: Front, name: str, raw: bytes) -> None:
    answer = await front.post(raw)
    assert answer.status_code == (413 if name == "too-large" else 400)
    detail = answer.json()
    detail.pop("detail")
    assert detail == {
        "type": "about:blank",
        "title": detail["title"],
        "status": answer.status_code,
        "code": detail["code"],
        "reference": answer.headers["x-request-id"],
    }
    assert not any(len(part) > 8 and part in answer.content for part in raw.split(b'"'))


async def test_a_compressed_body_is_refused(front: Front) -> None:
    golden("compressed", await front.post(b"\x1f\x8b", {"content-encoding": "gzip"}))


async def test_repeated_members_last_one_wins_and_repeated_keys_are_one(front: Front) -> None:
    body = b'{"cardKeys":["owner"],"cardKeys":["plan","plan"],"customer":{"email":"a"}}'
    answer = await front.post(body)
    assert [card["key"] for card in answer.json()["cards"]] == ["plan"]


async def test_a_failure_never_hides_a_card_and_always_says_how_long_it_holds(
    forgetful: Front,
) -> None:
    for source in ("billing", "crm"):
        for fault in ("500", "garbage", "429", "reset"):
            forgetful.company.reset()
            forgetful.company.fault(source, fault)
            answer = await forgetful.ask()
            for card in answer.json()["cards"]:
                assert card["components"], (source, fault, card["key"])
            await asyncio.sleep(0)
