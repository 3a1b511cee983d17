"""Each faulty server is caught by exactly its name; a good one, and our own, by none."""

import random
from collections.abc import Callable
from typing import Any

import httpx
import orjson
import pytest

from aggregator.simulator.call import CallError
from aggregator.simulator.clock import VirtualClock
from aggregator.simulator.conformance.examine import bound, examine
from aggregator.simulator.conformance.registry import all_checks
from aggregator.simulator.conformance.report import Report
from tests.support.faulty_plain_api.api import ALEX, Body, Headers, PlainApi
from tests.support.faulty_plain_api.examined import chosen, codes, examined, target_at
from tests.support.faulty_plain_api.faults import FAULTS
from tests.support.raw_server import RawServer


def slowly(server: PlainApi, clock: VirtualClock, seconds: float) -> httpx.MockTransport:
    """Let every answer take so long, on a clock that jumps."""

    async def answer(request: httpx.Request) -> httpx.Response:
        await clock.sleep(seconds)
        status, body = await server.respond(request.headers, request.content)
        return httpx.Response(status, content=body, headers={"Content-Type": "application/json"})

    return httpx.MockTransport(answer)


async def examined_slowly(seconds: float) -> Report:
    clock = VirtualClock()
    transport = slowly(PlainApi(), clock, seconds)
    return await examine(target_at("http://slow.test"), chosen(), clock=clock, transport=transport)


async def test_nothing_is_found_at_a_server_without_a_mistake() -> None:
    report = await examined(PlainApi())
    assert [str(it.message) for it in report.findings] == []
    assert report.grade == "A"
    assert {it.check.code for it in report.outcomes if it.not_run} == {}.keys()


@pytest.mark.parametrize("name", FAULTS)
async def test_each_mistake_is_caught_by_exactly_its_name(name: str) -> None:
    server, expected = FAULTS[name]
    report = await examined(server())
    assert codes(report) == expected, [it.message for it in report.findings]


async def test_what_fails_one_at_a_time_too_is_not_blamed_on_requests_at_once() -> None:
    class Flaky(PlainApi):
        asked = 0

        async def answer(self, body: Body) -> Body:
            self.asked += 1
            cards = (await super().answer(body))["cards"]
            return {"cards": cards[:1] if self.asked % 4 == 0 else cards}

    assert codes(await examined(Flaky(), "concurrency")) == set()


async def test_answers_over_four_seconds_are_slow() -> None:
    assert codes(await examined_slowly(3.9)) == set()
    report = await examined_slowly(4.1)
    assert codes(report) == {"slow-answer"}
    assert report.grade == "B"
    assert report.findings[0].times == len(report.answers)


async def test_an_answer_after_fifteen_seconds_is_none_and_nothing_else_is_asked() -> None:
    report = await examined_slowly(15.1)
    assert codes(report) == {"timed-out"}
    assert len(report.answers) == 1
    assert report.grade == "F"


async def test_after_three_requests_without_an_answer_nothing_more_is_asked() -> None:
    clock = VirtualClock()
    hanging = slowly(PlainApi(), clock, 60)
    quick = slowly(PlainApi(), clock, 0)
    answered: list[httpx.Request] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        answered.append(request)
        transport = quick if len(answered) == 1 else hanging
        return await transport.handle_async_request(request)

    report = await examine(
        target_at("http://slow.test"),
        chosen(["unknown-key", "empty-keys", "repeated-key", "non-ascii", "timed-out"]),
        clock=clock,
        transport=httpx.MockTransport(answer),
    )
    assert len(answered) == 4
    not_run = {it.check.code: it.not_run for it in report.outcomes if it.not_run}
    assert not_run == {"unknown-key": "3 requests had no answer"}


@pytest.mark.parametrize("status", [429, 503])
async def test_what_is_refused_for_now_is_asked_again_a_second_later_as_plain_does(
    status: int,
) -> None:
    clock = VirtualClock()
    well = slowly(PlainApi(), clock, 0)
    asked: list[httpx.Request] = []

    async def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return (
            httpx.Response(status) if len(asked) % 2 else await well.handle_async_request(request)
        )

    checks = chosen(["unknown-key", "non-ascii", "status", "concurrency"])
    report = await examine(
        target_at("http://busy.test"), checks, clock=clock, transport=httpx.MockTransport(answer)
    )
    assert "status" not in codes(report)
    assert asked[0].content == asked[1].content
    assert report.answers[1].why == f"all cards, once more after a {status}"
    assert len(asked) <= bound(report.target, checks)


async def test_who_always_refuses_for_now_is_not_asked_again_for_ever() -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        return httpx.Response(503)

    checks = chosen()
    report = await examine(
        target_at("http://busy.test"),
        checks,
        clock=VirtualClock(),
        transport=httpx.MockTransport(answer),
    )
    assert codes(report) == {"status"}
    assert len(report.answers) == 4


async def test_without_secret_and_header_all_that_proves_something_is_not_run() -> None:
    class Open(PlainApi):
        def verify(self, headers: Headers, raw: bytes) -> None:
            return

    report = await examined(Open(), secret=None, retired=None, headers={})
    assert codes(report) == {"unprotected"}
    assert {it.check.code: it.not_run for it in report.outcomes if it.not_run} == {
        "altered-body": "it needs --secret",
        "header-unchecked": "it needs --header",
        "missing-signature": "it needs --secret",
        "raw-bytes": "it needs --secret",
        "retired-signature": "it needs --retired-secret",
        "wrong-signature": "it needs --secret",
    }


async def test_a_null_that_breaks_the_first_request_is_found_by_name_nevertheless() -> None:
    server, _ = FAULTS["NeedsThread"]
    report = await examined(server(), customer={"email": ALEX["email"]})
    assert codes(report) == {"optional-thread"}
    assert [it.why for it in report.answers[:2]] == ["all cards", "all cards, no null anywhere"]


async def test_only_the_checks_that_are_named_are_made() -> None:
    report = await examined(PlainApi(), "unknown-key", "body-shape")
    assert [it.check.code for it in report.outcomes] == ["body-shape", "unknown-key"]
    assert len(report.answers) == 2


async def test_nobody_listening_is_one_line() -> None:
    async with RawServer(PlainApi().script) as gone:
        url = gone.url
    with pytest.raises(CallError, match="Nothing can be asked at http://") as caught:
        await examine(target_at(url), chosen())
    assert "Is it started" in str(caught.value)


async def test_an_id_that_is_no_utf8_is_one_line() -> None:
    with pytest.raises(CallError, match="not valid UTF-8"):
        await examine(target_at("http://x.test", customer={"email": "\udcff"}), chosen())


async def test_whatever_is_answered_the_kit_itself_never_fails() -> None:
    dice = random.Random(7)  # noqa: S311 -- the same answers each time
    for _ in range(60):
        report = await examine(
            target_at("http://odd.test"), chosen(), transport=httpx.MockTransport(oddly(dice))
        )
        assert report.outcomes


def oddly(dice: random.Random) -> Callable[[httpx.Request], httpx.Response]:
    """A server of one mood: each answer has the right shape down to some depth, then has not."""
    odd: list[Any] = [
        None,
        7,
        "",
        "\x1b[2J",
        [],
        {},
        [None],
        {"": 1},
        {"a": {"b": []}},
        1.5,
        -(10**15),
        True,
    ]
    mood = dice.randrange(1, 6)

    def value(depth: int) -> Any:
        if depth <= 0 or dice.random() < 0.05:
            return dice.choice(odd)
        shapes: list[Callable[[], Any]] = [
            lambda: {"cards": [value(depth - 1) for _ in range(dice.randrange(3))]},
            lambda: {"key": dice.choice(["plan", "usage", 7]), "components": value(depth - 1)},
            lambda: [{"componentText": value(depth - 1)}, {"componentBadge": {"badgeLabel": "x"}}],
            lambda: {"componentRow": {"rowMainContent": value(depth - 1), "rowAsideContent": []}},
        ]
        return shapes[0 if depth == mood else 1 if depth == mood - 1 else dice.randrange(4)]()

    def answer(_: httpx.Request) -> httpx.Response:
        status = dice.choice([200] * 9 + [204, 301, 404, 500])
        body = orjson.dumps(value(mood), option=orjson.OPT_NON_STR_KEYS, default=str)
        if dice.random() < 0.05:
            body = dice.choice([b"", b"\xff", b"[" * 2_000, body[:-1], b"[" * 900 + b"]" * 900])
        return httpx.Response(status, content=body)

    return answer


FOUND_ELSEWHERE = {"slow-answer", "timed-out", "unprotected"}
"""In the tests above: a server alone is not enough for them."""


def test_every_check_catches_somebody() -> None:
    caught = frozenset().union(*(expected for _, expected in FAULTS.values()))
    assert set(all_checks()) - caught == FOUND_ELSEWHERE
