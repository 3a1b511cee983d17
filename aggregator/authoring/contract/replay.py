"""What was recorded, asked again: nothing is sent, and each reply is the one that came."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import orjson

from aggregator.authoring.contract.bench import SOURCE, connect_to
from aggregator.authoring.contract.instant import InstantLoop
from aggregator.authoring.contract.made_up import MadeUp
from aggregator.authoring.contract.option_values import made_up_options
from aggregator.authoring.contract.replies import RecordedKey, RecordedQuestion, RecordedReply
from aggregator.authoring.contract.stand_in import Against
from aggregator.authoring.contract.wire import PlayedWire, token_path
from aggregator.authoring.trial.givers import AskedLookup, asked_lookups
from aggregator.authoring.trial.mapped import map_records
from aggregator.authoring.trial.report import LookupTrial
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AggregatorError
from aggregator.domain.fault import At
from aggregator.domain.lookup import Connector, Found, Lookup, Record
from aggregator.domain.placeholders import names_in
from aggregator.schema.lookup_plan import Key, Keys
from aggregator.schema.promises import TypesOf
from aggregator.telemetry.trace import Batch
from aggregator.upstream.limits import BreakerLimits, UpstreamLimits
from aggregator.upstream.options import configured
from aggregator.upstream.source import SourceClient
from aggregator.upstream.stand_in import WireReply, WireRequest

SECONDS: Final = 60.0
LIMITS = UpstreamLimits(
    no_new_work_after=float("inf"), retries=0, breaker=BreakerLimits(failures=10**9, rate=1.1)
)
NO_MORE = WireReply(418, b"{}")
"""The answer to a call that was never made while recording."""


@dataclass(frozen=True, slots=True)
class Played:
    """A recorded question, asked again: what is found now, and the calls for it."""

    found: Mapping[str, RecordedKey]
    dropped: int
    error: AggregatorError | None
    unreadable: Mapping[str, str]
    calls: Sequence[WireRequest]


@dataclass(frozen=True, slots=True)
class ReplayFault:
    """What is not as it was recorded, and the words of the connector that it comes of."""

    at: At
    what: str


class _Recorded:
    """Stands for the system, with the replies that it gave to one question."""

    against: Against = "declaration"

    def __init__(self, connector: Connector, types_of: TypesOf) -> None:
        self._made_up = MadeUp(replace(connector, options={}), types_of)
        self.credentials = self._made_up.credentials
        self.options: Mapping[str, str] = {}
        self.troubles: list[str] = []
        self.replies: Sequence[RecordedReply] = ()
        self.calls: list[WireRequest] = []

    def people(self, _lookup: Lookup) -> Sequence[str]:
        return ()

    def begin(self, _lookup: Lookup) -> None:
        """All lookups are of one recording."""

    def answer(self, request: WireRequest) -> WireReply:
        token = self._made_up.token(request)
        if token is not None:
            return token
        self.calls.append(request)
        if len(self.calls) > len(self.replies):
            return NO_MORE
        reply = self.replies[len(self.calls) - 1]
        body = b"" if reply.body is None and reply.status == 204 else orjson.dumps(reply.body)
        return WireReply(reply.status, body, reply.headers)


@dataclass(slots=True)
class Replayer:
    """A connector as the recorded source had it, asked by what was recorded of it."""

    types_of: TypesOf
    connector: Connector
    asked: Mapping[str, AskedLookup]
    _system: _Recorded
    _source: SourceClient
    _loop: InstantLoop = field(repr=False)

    @classmethod
    def of(
        cls,
        connector: Connector,
        options: Mapping[str, str],
        types_of: TypesOf,
        loop: InstantLoop,
    ) -> "Replayer":
        """Connect it to its recording. Raises NotPlayable, SettingsError, ConnectorError."""
        connector = played_connector(connector, options)
        system = _Recorded(connector, types_of)
        wire = PlayedWire(system, token_path(connector.authentication))
        source = connect_to(wire, connector, system.credentials, loop, LIMITS)
        return cls(types_of, connector, asked_lookups(source, types_of), system, source, loop)

    async def close(self) -> None:
        await self._source.close()

    async def play(self, question: RecordedQuestion) -> Played:
        """Ask a question again; a reply for each call, in their order."""
        asked = self.asked[question.lookup]
        self._system.replies, self._system.calls = question.replies, []
        batch = Batch(f"{SOURCE}.{question.lookup}", len(question.keys), ("replay",), 0.0, 0.0)
        deadline = Deadline.after(SECONDS, self._loop.time)
        found: Mapping[str, Found] = {}
        error: AggregatorError | None = None
        try:
            found = await self._source.records(
                asked.lookup, question.keys, question.per_key, deadline, batch
            )
        except AggregatorError as failure:
            error = failure
        error = error or next((e for e in found.values() if isinstance(e, AggregatorError)), None)
        records = {k: list(e) for k, e in found.items() if not isinstance(e, AggregatorError)}
        keys, unreadable = read_keys(asked, self.types_of, records)
        dropped = batch.foreign + batch.unproven
        return Played(keys, dropped, error, unreadable, tuple(self._system.calls))

    async def judge(self, question: RecordedQuestion) -> ReplayFault | None:
        """Ask again, and say what is not as it was; the first thing, of which others come."""
        lookup = self.asked[question.lookup].lookup
        now = await self.play(question)
        return next(_faults(question, now, lookup), None)


def _faults(question: RecordedQuestion, now: Played, lookup: Lookup) -> Iterator[ReplayFault]:
    at = ("lookups", lookup.name)
    if (other := _asked_otherwise(question, now)) is not None:
        yield ReplayFault((*at, "request"), other)
    if now.dropped != question.dropped:
        what = f"{now.dropped} records show no key that was asked; recorded are {question.dropped}"
        yield ReplayFault((*at, "match"), what)
    if now.error is not None and question.failed is None:
        yield ReplayFault((*at, "records"), f"a reply cannot be read: {now.error.message}")
    if now.error is None and question.failed is not None:
        yield ReplayFault((*at, "missing"), "a failure of the system is taken for an answer")
    if len(now.calls) != len(question.replies):
        word = "request" if lookup.pages is None else "pages"
        what = f"of {len(question.replies)} recorded replies it asks for {len(now.calls)}"
        yield ReplayFault((*at, word), what)
    yield from _differences(question, now, at)


def played_connector(connector: Connector, options: Mapping[str, str]) -> Connector:
    """Give a connector with the options of a recorded source; those of its address are made up."""
    declared = {name: each for name, each in connector.options.items() if name not in options}
    given = {n: each for n, each in options.items() if n in connector.options}
    return replace(
        configured(SOURCE, connector, {**made_up_options(declared), **given}), options={}
    )


def told_options(connector: Connector, options: Mapping[str, str]) -> dict[str, str]:
    """Choose the options that a recording may tell: those of an address name whose it is."""
    address = names_in(connector.url or "")
    return {name: value for name, value in options.items() if name not in address}


def read_keys(
    asked: AskedLookup, types_of: TypesOf, records: Mapping[str, Sequence[Record | None]]
) -> tuple[dict[str, RecordedKey], dict[str, str]]:
    """Read what each key has, as far as it is recorded; and what cannot be read, by its field."""
    trial = LookupTrial(asked.lookup.name, asked.lookup.provides, asked.lookup.key)
    held = map_records(asked.provider, types_of, records, trial)
    read: dict[str, RecordedKey] = {}
    unreadable: dict[str, str] = {}
    for reading in trial.readings:
        filled = tuple(each.name for each in reading.fields if each.value is not None)
        keys = held.get(reading.label, _NOTHING)
        holds = {kind.rpartition(".")[2]: _texts(key) for kind, key in keys.items()}
        read[reading.label] = RecordedKey(reading.records, filled, holds)
        unreadable |= {each.name: each.why or "" for each in reading.fields if each.failed}
    if trial.faults and not unreadable:
        unreadable[""] = trial.faults[0].message
    return read, unreadable


_NOTHING: Keys = {}


def _texts(key: Key) -> tuple[str, ...]:
    if isinstance(key, str):
        return (key,)
    listed = key if isinstance(key, tuple) else ()
    return tuple(each for each in listed if isinstance(each, str))


def said_of(request: WireRequest) -> tuple[str, Any]:
    """Give a request as a recording has it: route, and body."""
    route = f"{request.method} {request.path}{f'?{request.query}' if request.query else ''}"
    try:
        return route, orjson.loads(request.body) if request.body else None
    except ValueError:
        return route, request.body.decode("utf-8", "replace")


def _asked_otherwise(question: RecordedQuestion, now: Played) -> str | None:
    for call, reply in zip(now.calls, question.replies, strict=False):
        route, said = said_of(call)
        if route != reply.asked:
            return f"it asks {route}, and recorded is {reply.asked}"
        if said != reply.said:
            return f"the body of its {call.method} {call.path} is not the one that was recorded"
    return None


def _differences(question: RecordedQuestion, now: Played, at: At) -> Iterator[ReplayFault]:
    for field_name, why in now.unreadable.items():
        what = f"{field_name or 'a record'} cannot be read of what was recorded: {why}"
        yield ReplayFault(_field(at, field_name), what)
    for key in question.keys:
        before = question.found.get(key, RecordedKey(0))
        read = now.found.get(key, RecordedKey(0))
        if read.records != before.records:
            what = f"{read.records} records are read, and {before.records} were recorded"
            yield ReplayFault((*at, "records"), what)
        for name in before.filled:
            if name not in read.filled:
                what = f"{name} is null, and in what was recorded it has a value"
                yield ReplayFault(_field(at, name), what)
        for kind, held in before.holds.items():
            if read.holds.get(kind, ()) != held:
                what = f"the key {kind} is another than in what was recorded"
                yield ReplayFault((*at, "keys", kind), what)


def _field(at: At, name: str) -> At:
    """Lead to a field: `items[0].price` is below the fields of `items`."""
    parts = [part.removesuffix("[0]") for part in name.split(".") if part]
    words: list[str] = []
    for part in parts:
        words += ["fields", part]
    return (*at, *words, "path") if words else (*at, "fields")
