"""What checks ask through: every request is numbered and kept, and asked as Plain would."""

import itertools
from collections.abc import Mapping, Sequence

import httpx
import orjson

from aggregator.domain.plain.signature import sign
from aggregator.simulator.call import ANSWER_MAX, CallError, seal
from aggregator.simulator.clock import PlainClock
from aggregator.simulator.conformance.answer import ProbeAnswer
from aggregator.simulator.conformance.bodies import Body, about_nobody, body_for, completed
from aggregator.simulator.conformance.target import ProbeTarget
from aggregator.simulator.plain import RETRY_AFTER
from aggregator.simulator.send import Received, send

"""Bytes of an answer that are read."""

OPENING = 2
"""Requests before the checks at most: as Plain would ask, then with every null filled in."""

RETRIES = 10
"""How often in all a request is sent again that was refused for now, as Plain sends it again."""

_FOR_NOW = (429, 503)
_REFUSED = (401, 403)


class Probe:
    """Asks the target; `answers` are all so far, `first` the one that the others are held against.

    `body` is the request that was answered first: what checks change in one place and send.
    """

    def __init__(self, target: ProbeTarget, client: httpx.AsyncClient, clock: PlainClock) -> None:
        self.target = target
        self.answers: list[ProbeAnswer] = []
        self.body: Body = body_for(target, clock.now())
        self.first: ProbeAnswer
        self._client = client
        self._clock = clock
        self._numbers = itertools.count(1)
        self._retries = RETRIES

    async def open(self) -> None:
        """Ask for all cards as Plain would.

        An implementation that cannot bear a null is asked once more without any: so it is known
        afterwards which one it was.
        """
        self.first = await self.ask("all cards", self.body)
        if self.first.status in (200, *_REFUSED) or self.first.status is None:
            return
        whole = completed(self.body)
        again = await self.ask("all cards, no null anywhere", whole)
        if again.status == 200:
            self.first, self.body = again, whole

    @property
    def usable(self) -> bool:
        """Whether there are cards at all to hold other answers against."""
        decoded = self.first.decoded
        return isinstance(decoded, dict) and isinstance(decoded.get("cards"), list)

    @property
    def answered(self) -> Sequence[str]:
        """The cards that the first answer has: what later answers may be blamed for."""
        return [key for key in self.target.keys if key in self.first.cards]

    @property
    def unanswered(self) -> int:
        """How many requests went without an answer."""
        return sum(answer.failure is not None for answer in self.answers)

    async def ask(self, why: str, body: Body | bytes) -> ProbeAnswer:
        """Send `body`, proven as it should be; the bytes themselves when it is bytes."""
        raw = body if isinstance(body, bytes) else written(body)
        secret = self.target.secret
        signature = None if secret is None else sign(secret, raw)
        return await self._send(why, raw, signature, self.target.headers, proven=True)

    async def ask_unproven(
        self,
        why: str,
        raw: bytes,
        *,
        signature: str | None,
        headers: Mapping[str, str] | None = None,
    ) -> ProbeAnswer:
        """Send what must be refused: with another signature, or other headers."""
        sent = self.target.headers if headers is None else headers
        return await self._send(why, raw, signature, sent, proven=False)

    async def still_shown(self) -> frozenset[str]:
        """Ask the first request once more; the cards that show something both times.

        A card that comes and goes by itself is hidden by no change of the request.
        """
        again = await self.ask("all cards, to compare", self.body)
        return self.first.shown & again.shown

    async def ask_about_nobody(self, why: str) -> ProbeAnswer:
        """Ask for all cards of a customer whom no system knows."""
        return await self.ask(why, about_nobody(self.body))

    async def _send(
        self,
        why: str,
        raw: bytes,
        signature: str | None,
        headers: Mapping[str, str],
        *,
        proven: bool,
    ) -> ProbeAnswer:
        answer = await self._send_once(why, raw, signature, headers, proven=proven)
        if answer.status in _FOR_NOW and self._retries > 0:
            self._retries -= 1
            await self._clock.sleep(RETRY_AFTER)
            again = f"{why}, once more after a {answer.status}"
            return await self._send_once(again, raw, signature, headers, proven=proven)
        return answer

    async def _send_once(
        self,
        why: str,
        raw: bytes,
        signature: str | None,
        headers: Mapping[str, str],
        *,
        proven: bool,
    ) -> ProbeAnswer:
        outgoing = seal(
            raw, signature=signature, headers=headers, workspace_id=self.target.workspace_id
        )
        number = next(self._numbers)
        began = self._clock.now()
        came = await send(self._client, self._clock, self.target.url, outgoing, ANSWER_MAX)
        spent = (self._clock.now() - began).total_seconds() * 1000
        if isinstance(came, Received):
            status, failure, kind, body = came.status, None, came.content_type, came.body
        else:
            status, failure, kind, body = None, came, "", b""
        answer = ProbeAnswer(number, why, _keys(raw), proven, status, failure, kind, body, spent)
        self.answers.append(answer)
        return answer


def written(body: Body) -> bytes:
    """Write a body as Plain does; CallError when a text in it cannot be UTF-8."""
    try:
        return orjson.dumps(body)
    except orjson.JSONEncodeError:
        raise CallError("A key or id is not valid UTF-8: check what the terminal passed.") from None


def _keys(raw: bytes) -> tuple[str, ...]:
    try:
        return tuple(orjson.loads(raw)["cardKeys"])
    except orjson.JSONDecodeError:
        return ()
