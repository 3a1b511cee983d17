"""Workers that call a source and give up at random moments, then plain calls that must succeed."""

import asyncio
import random
from dataclasses import dataclass

from tests.support.raw_server import Conversation, RawServer, reply
from tests.support.sources import PATIENT, ask, connector, source

POOL = 10
WORKERS = 20
PLAIN_CALLS = 100

_FOUND = reply(b'{"data": [{"id": "a", "name": "Ada"}]}')


@dataclass(frozen=True, slots=True)
class Cancelled:
    """How many calls were made and cancelled, and how many plain ones were answered afterwards."""

    made: int
    cancelled: int
    answered: int


async def cancel_at_random(rounds: int) -> Cancelled:
    """Let each of the workers make `rounds` calls, each given up after some turns of the loop."""
    chance = random.Random(20)  # noqa: S311 - a seed, not a secret
    cancelled = 0

    async def answer(conversation: Conversation) -> None:
        for _ in range(chance.randrange(8)):
            await asyncio.sleep(0)
        await _FOUND(conversation)

    async with RawServer(answer) as server:
        asked = source(server.url, connector(concurrency=POOL), limits=PATIENT)

        async def work() -> None:
            nonlocal cancelled
            for _ in range(rounds):
                call = asyncio.ensure_future(ask(asked))
                for _ in range(chance.randrange(60)):
                    await asyncio.sleep(0)
                call.cancel()
                (came,) = await asyncio.gather(call, return_exceptions=True)
                cancelled += isinstance(came, asyncio.CancelledError)

        await asyncio.gather(*(work() for _ in range(WORKERS)))
        plain = await asyncio.gather(
            *(ask(asked) for _ in range(PLAIN_CALLS)), return_exceptions=True
        )
        await asked.close()
    answered = sum(isinstance(came, dict) and bool(came) for came in plain)
    return Cancelled(WORKERS * rounds, cancelled, answered)
