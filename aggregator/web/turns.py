"""Requests that have proven nothing yet take turns, so that no crowd of them holds up a proven one.

The loop gives every request a step in each round. With hundreds of strangers asking without a
pause, a request of Plain's, which needs many rounds, would wait for all of them in each. So only a
few strangers begin in a round; whoever waits for a body or for its answer to be read holds no turn,
and neither does a request from the moment that it is proven.
"""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from aggregator.web.door import Standing, standing_of

AT_ONCE = 8
"""Requests that have proven nothing and may run at once."""


class Turns:
    """The turns of one server."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._free = asyncio.Semaphore(at_once)

    async def answer(self, app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
        """Run `app` when it is this request's turn; at once where its connection is proven."""
        standing = standing_of(scope)
        if standing is None or standing.proven:
            await app(scope, receive, send)
            return
        turn = _Turn(self._free, standing)

        async def receive_without() -> Message:
            turn.give()
            message = await receive()
            await turn.take()
            return message

        async def send_without(message: Message) -> None:
            turn.give()
            await send(message)
            await turn.take()

        standing.heard.append(turn.give)
        try:
            await turn.take()
            # Held for a round of the loop at least: most requests run to their end in one step.
            await asyncio.sleep(0)
            await app(scope, receive_without, send_without)
        finally:
            turn.give()
            if turn.give in standing.heard:
                standing.heard.remove(turn.give)


class _Turn:
    """One request's."""

    def __init__(self, free: asyncio.Semaphore, standing: Standing) -> None:
        self._free = free
        self._standing = standing
        self._held = False

    async def take(self) -> None:
        """Wait for it; a proven request needs none."""
        if not self._standing.proven:
            await self._free.acquire()
            self._held = True

    def give(self) -> None:
        if self._held:
            self._held = False
            self._free.release()
