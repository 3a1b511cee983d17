"""Makes a recording of a source that was tried: its replies, with nobody's values in them.

What is written is what was read of it: each question is asked again of the stand-ins before it is
kept, and has to be answered as the system answered.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from aggregator.authoring.contract.bench import address_of
from aggregator.authoring.contract.disguise import Disguise
from aggregator.authoring.contract.instant import InstantLoop, run_at_once
from aggregator.authoring.contract.option_values import NotPlayable
from aggregator.authoring.contract.replay import Replayer, read_keys, said_of, told_options
from aggregator.authoring.contract.replies import (
    RecordedKey,
    RecordedQuestion,
    RecordedReplies,
    RecordedReply,
    replies_text,
)
from aggregator.authoring.contract.wire import token_path
from aggregator.authoring.recording.redact import SHORTEST
from aggregator.authoring.trial.asking import TrialQuestion
from aggregator.authoring.trial.givers import AskedLookup
from aggregator.domain.call import DecodedReply
from aggregator.domain.errors import ConnectorError, SettingsError
from aggregator.domain.lookup import Connector, Lookup
from aggregator.schema.promises import TypesOf
from aggregator.telemetry.log import captured
from aggregator.upstream.decode import decode
from aggregator.upstream.overheard import SentCall

BYTES_MAX: Final = 200_000
"""Of one reply; what has more is no shape but a heap."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What a recording came to; `left_out`: lookups of which nothing is kept, and why."""

    replies: RecordedReplies
    left_out: Mapping[str, str]


class _LeftOut(Exception):
    """A question cannot be kept; the message says why."""


def record(
    connector: Connector,
    types_of: TypesOf,
    base: str,
    options: Mapping[str, str],
    questions: Sequence[TrialQuestion],
    today: date,
    secrets: Collection[str] = (),
) -> Recorded:
    """Keep what a source at `base` with `options` was asked, and what it replied.

    `secrets` must not stand in a recording, whatever comes. Raises ConnectorError: nothing can be
    kept, and why. Not to be called where a loop is running.
    """

    async def made(loop: InstantLoop) -> Recorded:
        recording = _Recording(connector, types_of, base, options, loop)
        return await recording.of(questions, today, secrets)

    with captured():
        return run_at_once(made)


class _Recording:
    def __init__(
        self,
        connector: Connector,
        types_of: TypesOf,
        base: str,
        options: Mapping[str, str],
        loop: InstantLoop,
    ) -> None:
        self._types_of = types_of
        self._options = told_options(connector, options)
        try:
            self._replayer = Replayer.of(connector, self._options, types_of, loop)
        except (NotPlayable, SettingsError) as why:
            raise ConnectorError(f"Nothing can be recorded: {why}") from None
        self._tokens = token_path(self._replayer.connector.authentication)
        self._disguise = Disguise(base, address_of(self._replayer.connector))

    async def of(
        self, questions: Sequence[TrialQuestion], today: date, secrets: Collection[str]
    ) -> Recorded:
        kept, left_out = list[RecordedQuestion](), dict[str, str]()
        try:
            self._learn(questions)
            for question in filter(self._says_more, questions):
                try:
                    kept.append(await self._kept(question))
                except _LeftOut as why:
                    left_out.setdefault(question.lookup, str(why))
        finally:
            await self._replayer.close()
        whole = tuple(each for each in kept if each.lookup not in left_out)
        if not whole:
            told = "; ".join(f"{name}: {each}" for name, each in left_out.items())
            raise ConnectorError(f"Nothing can be recorded ({told or 'nothing was answered'})")
        replies = RecordedReplies(today, self._options, whole)
        addresses = {key for each in questions for key in each.keys if "@" in key}
        _refuse(replies_text(replies), {*secrets, *addresses})
        return Recorded(replies, left_out)

    def _says_more(self, question: TrialQuestion) -> bool:
        """Whether its calls are not those of each key alone."""
        return len(question.keys) == 1 or self._asked(question).lookup.batch.per_call > 1

    def _asked(self, question: TrialQuestion) -> AskedLookup:
        return self._replayer.asked[question.lookup]

    def _learn(self, questions: Sequence[TrialQuestion]) -> None:
        for question in questions:
            lookup = self._asked(question).lookup
            found = [each for of in question.reply.found.values() for each in of if each]
            of = self._types_of[lookup.provides[0]] if lookup.provides else None
            self._disguise.learn(lookup, of, question.keys, found)
            for call in self._calls(question):
                reply = _decoded(call)
                if reply is not None:
                    self._disguise.learn_page(lookup, question.keys, reply)
        self._disguise.ready()

    def _calls(self, question: TrialQuestion) -> list[SentCall]:
        """Give the calls for records, without those for a token."""
        tokens = self._tokens
        return [
            each for each in question.reply.calls if not (tokens and each.path.endswith(tokens))
        ]

    async def _kept(self, question: TrialQuestion) -> RecordedQuestion:
        """Stand in for all of it, ask it again, and keep it. Raises _LeftOut."""
        asked, reply = self._asked(question), question.reply
        unread = RecordedQuestion(
            lookup=question.lookup,
            keys=tuple(map(self._disguise.key, question.keys)),
            per_key=question.per_key,
            replies=tuple(self._reply(asked.lookup, each) for each in self._calls(question)),
            found={},
            dropped=reply.foreign + reply.unproven,
            failed=None if reply.failure is None else reply.failure.code,
        )
        now = await self._replayer.play(unread)
        if len(now.calls) != len(unread.replies):
            raise _LeftOut("asked for stand-ins it makes other calls")
        if (now.error is None) != (unread.failed is None) or now.dropped != unread.dropped:
            raise _LeftOut("stand-ins do not show whose they are")
        before, _ = read_keys(asked, self._types_of, reply.found)
        if _shapes(before, question.keys) != _shapes(now.found, unread.keys):
            raise _LeftOut("its fields cannot be read of stand-ins")
        told = zip(unread.replies, map(said_of, now.calls), strict=True)
        replies = tuple(replace(each, asked=route, said=said) for each, (route, said) in told)
        return replace(unread, replies=replies, found=now.found)

    def _reply(self, lookup: Lookup, call: SentCall) -> RecordedReply:
        reply = call.reply
        if reply is None:
            raise _LeftOut("a call had no answer")
        if len(reply.body) > BYTES_MAX:
            raise _LeftOut(f"a reply has more than {BYTES_MAX} bytes")
        headers = self._disguise.headers(lookup, reply.headers)
        decoded = _decoded(call)
        body = None if decoded is None else self._disguise.body(decoded.body)
        return RecordedReply("", None, reply.status, headers, body)


def _decoded(call: SentCall) -> DecodedReply | None:
    """Read a reply; None: it has no body, or none that is JSON."""
    if call.reply is None or not call.reply.body:
        return None
    try:
        return DecodedReply(decode(call.reply.body), call.reply.headers)
    except ValueError:
        return None


def _shapes(found: Mapping[str, RecordedKey], keys: Sequence[str]) -> list[tuple[object, ...]]:
    """Give what is known of each key but the values."""
    read = [found.get(key, RecordedKey(0)) for key in keys]
    return [
        (each.records, each.filled, {kind: len(held) for kind, held in each.holds.items()})
        for each in read
    ]


def _refuse(text: str, never: Collection[str]) -> None:
    """Raise ConnectorError where something of somebody is left in a recording."""
    low = text.casefold()
    if any(len(each) >= SHORTEST and each.casefold() in low for each in never):
        raise ConnectorError(
            "Nothing is recorded: a credential or an address would stand in it. Rule: a recording "
            "has nobody's values"
        )
