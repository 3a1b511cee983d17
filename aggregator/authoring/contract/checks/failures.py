"""A system that fails, stalls, breaks off or says something else: told, and never none."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace

from aggregator.authoring.contract.bench import LIMITS, BenchAnswer, LookupBench
from aggregator.authoring.contract.check import Broken, ContractCheck, require
from aggregator.authoring.contract.stand_in import NotPlayable
from aggregator.authoring.contract.wire import Disturb
from aggregator.domain.errors import (
    AggregatorError,
    SourceMalformed,
    SourceRateLimited,
    SourceTimeout,
    SourceUnavailable,
)
from aggregator.upstream.stand_in import WireReply, WireRequest

WAIT = 7
"""Seconds that a system asks to be left alone."""

PATIENCE = 4.0
"""What a card waits for an answer."""

LIMITED: Sequence[tuple[str, WireReply]] = (
    ("a 429 with Retry-After", WireReply(429, b"{}", {"Retry-After": str(WAIT)})),
    (
        "a 403 with nothing left of its limit",
        WireReply(403, b"{}", {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(WAIT)}),
    ),
    ("a 503 with Retry-After", WireReply(503, b"{}", {"Retry-After": str(WAIT)})),
)
SPOKEN = WireReply(403, b'{"message": "You have exceeded a secondary rate limit."}')
GRAPHQL_LIMIT = WireReply(
    200, b'{"errors": [{"extensions": {"code": "RATE_LIMITED", "retryAfter": 7}}]}'
)


async def _limited(bench: LookupBench) -> None:
    _over_http(bench)
    told = [*LIMITED]
    if bench.lookup.request.document is not None:
        told.append(("a GraphQL error RATE_LIMITED", GRAPHQL_LIMIT))
    for what, reply in told:
        await _left_alone(bench, what, reply)
    answer = await bench.ask(bench.one, disturb=lambda *_: WireReply(429, b"{}"))
    _failed(answer, "a 429 that does not say how long", SourceRateLimited)
    require(answer.calls == 1, f"after a 429 it was asked {answer.calls} times")
    spoken = await bench.ask(bench.one, disturb=lambda *_: SPOKEN)
    _failed(spoken, "a 403 whose body says that a rate limit is exceeded", SourceRateLimited)


async def _left_alone(bench: LookupBench, what: str, reply: WireReply) -> None:
    """Ask, again at once, and once more when the time is over."""
    wire = bench.wire(lambda before, _, usual: usual if before else reply)
    source = bench.source(wire)
    try:
        _failed(await bench.ask_source(source, wire, [bench.one]), what, SourceRateLimited)
        again = await bench.ask_source(source, wire, [bench.one])
        require(len(wire.calls) == 1, f"{what}, and it was asked again at once")
        _failed(again, what, SourceRateLimited)
        await asyncio.sleep(WAIT + 1)
        later = await bench.ask_source(source, wire, [bench.one])
        require(
            later.of(bench.one) == bench.alone[bench.one],
            f"{what}, and later it was not asked again: {later.first_error}",
        )
    finally:
        await source.close()


async def _server_error(bench: LookupBench) -> None:
    for status in (500, 502, 503):
        once = await bench.ask(bench.one, disturb=_failing(status, once=True))
        require(
            once.of(bench.one) == bench.alone[bench.one],
            f"after one {status} it is not asked once more: {once.first_error}",
        )
        ever = await bench.ask(bench.one, disturb=_failing(status))
        _failed(ever, f"a {status} for ever", SourceUnavailable)
        most = 1 + LIMITS.retries
        require(ever.calls <= most, f"after a {status} it was asked {ever.calls} times")


def _failing(status: int, *, once: bool = False) -> Disturb:
    def disturb(before: int, _: WireRequest, reply: WireReply) -> WireReply:
        return reply if once and before else WireReply(status, b"<html>")

    return disturb


async def _slow(bench: LookupBench) -> None:
    for what, disturb in (
        ("a system that hangs", lambda _, __, reply: replace(reply, seconds=3600.0)),
        ("a body that comes a byte a second", lambda _, __, r: replace(r, ending="drip")),
    ):
        answer = await bench.ask(bench.one, disturb=disturb, seconds=PATIENCE)
        _failed(answer, what, SourceTimeout)
        late = answer.seconds - PATIENCE
        require(late < 0.1, f"{what} is waited for {late:.1f} s longer than a card has")


async def _truncated(bench: LookupBench) -> None:
    cut = await bench.ask(bench.one, disturb=lambda _, __, reply: replace(reply, ending="cut"))
    _failed(cut, "a body that breaks off", SourceUnavailable)
    await _unread(bench, "half a body", lambda body: body[: len(body) // 2])
    if bench.is_http:
        await _unread(bench, "an empty body", lambda _: b"")


async def _unread(bench: LookupBench, what: str, change: Callable[[bytes], bytes]) -> None:
    def disturb(_: int, __: WireRequest, reply: WireReply) -> WireReply:
        return WireReply(200, change(reply.body), reply.headers)

    _failed(await bench.ask(bench.one, disturb=disturb), what, SourceMalformed)


async def _not_json(bench: LookupBench) -> None:
    page = b"<!doctype html><title>Sign in</title>"
    for what, body, kind in (
        ("an HTML page", page, "text/html"),
        ("a text", b"OK", "text/plain"),
        ("two JSON values", b"{}{}", "application/json"),
    ):
        answer = await bench.ask(bench.one, disturb=_saying(body, kind))
        _failed(answer, what, SourceMalformed)


async def _other_shape(bench: LookupBench) -> None:
    _over_http(bench)
    for what, body in (
        ("an object that says only what went wrong", b'{"fault": {"message": "down"}}'),
        ("an empty object", b"{}"),
        ("a text", b'"down"'),
        ("a number", b"0"),
    ):
        answer = await bench.ask(bench.one, disturb=_saying(body, "application/json"))
        error = answer.first_error
        if error is None:
            raise Broken(f"{what}, sent with a 200, is taken for: there is none")
        require(isinstance(error, SourceMalformed), f"{what} is told as {error.code}: {error}")


def _over_http(bench: LookupBench) -> None:
    if not bench.is_http:
        raise NotPlayable("a database has no such answer")


def _saying(body: bytes, kind: str) -> Disturb:
    return lambda *_: WireReply(200, body, {"Content-Type": kind})


def _failed(answer: BenchAnswer, what: str, kind: type[AggregatorError]) -> None:
    error = answer.first_error
    if error is None:
        had = any(answer.found.values())
        raise Broken(f"{what} is taken for {'an answer' if had else 'there is none'}")
    require(isinstance(error, kind), f"{what} is told as {error.code}: {error}")


CHECKS = (
    ContractCheck(
        "too-often",
        "Told that it is asked too often, a source is left alone for as long as it says.",
        "the system's own word for a limit: 429, Retry-After or its headers",
        _limited,
    ),
    ContractCheck(
        "server-error",
        "A 5xx is tried once more, then told; never none.",
        "report it: what a connector.yaml says cannot be the cause",
        _server_error,
    ),
    ContractCheck(
        "slow",
        "A system that hangs costs no more than the time a card has, and is told.",
        "report it: what a connector.yaml says cannot be the cause",
        _slow,
    ),
    ContractCheck(
        "truncated",
        "A reply that breaks off is told; never none, and no part of it is shown.",
        "report it: what a connector.yaml says cannot be the cause",
        _truncated,
    ),
    ContractCheck(
        "not-json",
        "A reply that is not JSON is told; never none.",
        "report it: what a connector.yaml says cannot be the cause",
        _not_json,
    ),
    ContractCheck(
        "other-shape",
        "A reply without what the lookup reads is told; never none.",
        "records: a path to what every good answer has; no `|| []` for what a failure lacks too",
        _other_shape,
    ),
)
