"""An examination: the first request, every check that asks, then those that read all answers."""

import ssl
from collections.abc import Callable, Iterable, Sequence

import httpx

from aggregator.simulator.call import CallError, origin
from aggregator.simulator.clock import PlainClock, RealClock
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.conformance.probe import OPENING, RETRIES, Probe
from aggregator.simulator.conformance.report import CheckOutcome, ConformanceFinding, Report
from aggregator.simulator.conformance.target import ProbeTarget
from aggregator.simulator.instances import Request
from aggregator.simulator.unreached import (
    UNCLEAR,
    cause_said,
    misdirected,
    no_tls,
    wrong_scheme,
)
from aggregator.upstream.transport import AiohttpTransport

PATIENCE = 3
"""Requests without an answer after which nothing more is asked: each may take fifteen seconds."""

_NOBODY_THERE = ("ECONNREFUSED", "ENOTFOUND", "ERR_INVALID_URL")

_NO_CARDS = "no cards came to hold others against"
_NO_PATIENCE = f"{PATIENCE} requests had no answer"


def bound(target: ProbeTarget, checks: Iterable[Check]) -> int:
    """How many requests `checks` send at most, the first ones and the repeated ones included."""
    return OPENING + RETRIES + sum(it.requests for it in checks if it.needs(target) is None)


async def examine(
    target: ProbeTarget,
    checks: Sequence[Check],
    *,
    clock: PlainClock | None = None,
    tls: ssl.SSLContext | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    on_check: Callable[[Check], None] = lambda _: None,
) -> Report:
    """Hold `target` to the contract; CallError when nothing listens there.

    `tls` says who is trusted; `transport` replaces the network, `clock` the time. `on_check` hears
    what is begun.
    """
    async with httpx.AsyncClient(
        transport=transport or AiohttpTransport(tls),
        trust_env=False,
        timeout=None,  # noqa: S113 -- each request has fifteen seconds by our own clock
        headers={"Accept-Encoding": "identity"},
    ) as client:
        probe = Probe(target, client, clock or RealClock())
        await probe.open()
        await _reached(probe, look=transport is None)
        asked = {}
        for check in checks:
            if check.asks is not None:
                on_check(check)
                asked[check.code] = await _ask(check, probe)
    outcomes = [
        asked[check.code] if check.code in asked else _read(check, probe) for check in checks
    ]
    return Report(target, outcomes, tuple(probe.answers), probe.usable)


async def _reached(probe: Probe, *, look: bool) -> None:
    """Raise CallError when nothing could be asked there, or not by this scheme."""
    where, first = origin(probe.target.url), probe.first
    if isinstance(first.failure, Request):
        cause = cause_said(first.failure.rule)
        listens = first.failure.errorCode not in _NOBODY_THERE
        if look and listens and (cause is None or cause in UNCLEAR):
            _refuse(await wrong_scheme(probe.target.url, where))
        _refuse(no_tls(where, cause) if cause else None)
        if not listens:
            raise CallError(
                f"Nothing can be asked at {where}: {first.failure.rule}. "
                "Is it started, and the address right?"
            )
    elif look and first.status is not None:
        _refuse(await misdirected(probe.target.url, where, first.status, first.body))


def _refuse(why: str | None) -> None:
    if why is not None:
        raise CallError(why)


async def _ask(check: Check, probe: Probe) -> CheckOutcome:
    reason = check.needs(probe.target)
    if reason is None and not probe.usable and not check.always:
        reason = _NO_CARDS
    if reason is None and check.requests and probe.unanswered >= PATIENCE:
        reason = _NO_PATIENCE
    if reason is not None or check.asks is None:
        return CheckOutcome(check, not_run=reason)
    return CheckOutcome(check, _together(check, [found async for found in check.asks(probe)]))


def _read(check: Check, probe: Probe) -> CheckOutcome:
    if not probe.usable and not check.always:
        return CheckOutcome(check, not_run=_NO_CARDS)
    reads = check.reads or (lambda _: ())
    found = [
        Breach(each.message, answer.number) for answer in probe.answers for each in reads(answer)
    ]
    return CheckOutcome(check, _together(check, found))


def _together(check: Check, found: Iterable[Breach]) -> Sequence[ConformanceFinding]:
    """Make one finding of those that say the same."""
    times: dict[str, list[Breach]] = {}
    for each in found:
        times.setdefault(each.message, []).append(each)
    return [
        ConformanceFinding(check, message, same[0].request, len(same))
        for message, same in times.items()
    ]
