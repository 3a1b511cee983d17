"""How checks ask: the first request, changed in one place, must bring the same cards."""

from collections.abc import AsyncIterator, Callable

from aggregator.simulator.conformance.bodies import Body, nulled, without
from aggregator.simulator.conformance.check import AsksTarget, Breach
from aggregator.simulator.conformance.probe import Probe


def same_cards(why: str, change: Callable[[Probe], Body | bytes]) -> AsksTarget:
    """Make the asking of a check: the changed request is answered, and no card is missing."""

    async def ask(probe: Probe) -> AsyncIterator[Breach]:
        answer = await probe.ask(why, change(probe))
        trouble = answer.trouble(probe.answered)
        if trouble:
            yield Breach(f"asked for {why}, {trouble}", answer.number)

    return ask


def optional(path: str) -> AsksTarget:
    """Make the asking of a check: the member at `path` may be null, and may be left out."""

    async def ask(probe: Probe) -> AsyncIterator[Breach]:
        for how, change in (("null", nulled), ("absent", without)):
            answer = await probe.ask(f"{path} {how}", change(probe.body, path))
            trouble = answer.trouble(probe.answered)
            if trouble:
                yield Breach(f"with {path} {how}, {trouble}", answer.number)

    return ask


async def must_be_refused(
    probe: Probe,
    why: str,
    raw: bytes,
    signature: str | None,
) -> AsyncIterator[Breach]:
    """Send what is not proven; it must not be answered with a 2xx."""
    answer = await probe.ask_unproven(why, raw, signature=signature)
    if answer.status is not None and 200 <= answer.status < 300:
        yield Breach(f"{why} is let in: the status is {answer.status}", answer.number)
