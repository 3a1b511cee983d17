"""One lookup on the bench: asked as while serving, of a system that is played."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import StringIO

from aggregator.authoring.contract.stand_in import NotPlayable, StandIn
from aggregator.authoring.contract.wire import (
    Disturb,
    PlayedWire,
    Rewrite,
    declared_hosts,
    token_path,
)
from aggregator.domain.authentication import Authentication
from aggregator.domain.customer import OWN_KEYS
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AggregatorError
from aggregator.domain.identity import EMAIL
from aggregator.domain.lookup import Connector, Found, Lookup, Record
from aggregator.schema.promises import TypesOf
from aggregator.schema.systems import Provider
from aggregator.telemetry.trace import Batch
from aggregator.upstream.limits import UpstreamLimits
from aggregator.upstream.source import SourceClient, build_source
from aggregator.upstream.sql.address import is_database
from aggregator.upstream.stand_in import StandInRows, StandInTransport, WireRequest

SOURCE = "tested"
URL = "https://source.contract.example"
DATABASE = "sqlite:///contract.db"
"""Addresses of sources whose connector knows none; the database is never opened."""

SECONDS = 30.0
"""What a question may take; all of them together have a deadline of the loop's."""

PER_KEY = 50
LIMITS = UpstreamLimits(no_new_work_after=float("inf"))


@dataclass(frozen=True, slots=True)
class BenchAnswer:
    """What came of one question, and what it took.

    error  what went wrong with all keys; else each has its own in `found`
    """

    found: Mapping[str, Found]
    error: AggregatorError | None
    batches: Sequence[Batch]
    wire: PlayedWire
    seconds: float

    def of(self, key: str) -> Sequence[Record | None] | AggregatorError:
        """Give a key's records, none if it has none, or why they are not known."""
        return self.error or self.found.get(key, ())

    @property
    def errors(self) -> list[AggregatorError]:
        """Everything that went wrong."""
        own = [each for each in self.found.values() if isinstance(each, AggregatorError)]
        return [self.error, *own] if self.error else own

    @property
    def first_error(self) -> AggregatorError | None:
        return next(iter(self.errors), None)

    @property
    def calls(self) -> int:
        return len(self.wire.calls)


def connect_to(
    wire: PlayedWire,
    connector: Connector,
    credentials: Mapping[str, str],
    clock: asyncio.AbstractEventLoop,
    limits: UpstreamLimits = LIMITS,
) -> SourceClient:
    """Connect a source to a wire in the place of the network, or of a database."""
    address = address_of(connector)
    database = is_database(address)
    return build_source(
        SOURCE,
        connector,
        address,
        credentials,
        limits,
        clock.time,
        transport=StandInRows(wire.answer, address) if database else StandInTransport(wire.answer),
    )


@dataclass(slots=True)
class LookupBench:
    """A lookup with the keys that its system knows, each with the records that it has alone.

    left      what left this process past the client
    said      every error and trace; with `logs` it is what no secret may be in
    replayed  what of the recorded replies is not read as it was, "" where all is; None: there are
              none
    """

    connector: Connector
    lookup: Lookup
    provider: Provider
    system: StandIn
    clock: asyncio.AbstractEventLoop
    logs: StringIO
    types_of: TypesOf
    left: list[str]
    replayed: str | None = None
    alone: dict[str, Sequence[Record | None]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    origins: set[str] = field(default_factory=set)
    secrets: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)

    @property
    def having(self) -> list[str]:
        """Keys that have a record."""
        return [key for key, records in self.alone.items() if records]

    @property
    def one(self) -> str:
        """A key that has a record, the most of all. Raises NotPlayable."""
        if not self.having:
            raise NotPlayable("nobody whom its system knows has a record here")
        return max(self.having, key=lambda key: len(self.alone[key]))

    @property
    def other(self) -> str:
        """Another one. Raises NotPlayable."""
        found = next((key for key in self.having if key != self.one), None)
        if found is None:
            raise NotPlayable("only one of the keys that its system knows has a record here")
        return found

    @property
    def fails_alone(self) -> bool:
        """Whether a stranger may be a failure: an id of the system's own, in a call for itself.

        Whoever gave it is wrong, and no other key has anything of it.
        """
        return self.lookup.batch.per_call == 1 and self.lookup.key not in OWN_KEYS

    @property
    def is_http(self) -> bool:
        return self.lookup.request.sql is None

    @property
    def auth(self) -> Authentication:
        return self.connector.authentication

    def unknown(self, number: int) -> str:
        """Make up a key that nobody has, like those that are."""
        if self.lookup.key == EMAIL:
            return f"nobody{number:04}@contract.example"
        like = next(iter(self.alone), "")
        if like.isdecimal():
            return str(99_000_000 + number)
        if len(like) == 36 and like.count("-") == 4:
            return f"99000000-0000-0000-0000-{number:012}"
        return f"nobody-{number:04}"

    def source(
        self,
        wire: PlayedWire,
        limits: UpstreamLimits = LIMITS,
        credentials: Mapping[str, str] | None = None,
    ) -> SourceClient:
        """Connect a source to the wire. Raises SettingsError."""
        given = dict(self.system.credentials if credentials is None else credentials)
        self.secrets.update(given.values())
        return connect_to(wire, self.connector, given, self.clock, limits)

    def wire(self, disturb: Disturb | None = None, rewrite: Rewrite | None = None) -> PlayedWire:
        return PlayedWire(self.system, token_path(self.auth), disturb, rewrite)

    async def ask(
        self,
        *keys: str,
        disturb: Disturb | None = None,
        rewrite: Rewrite | None = None,
        seconds: float = SECONDS,
        per_key: int = PER_KEY,
        credentials: Mapping[str, str] | None = None,
    ) -> BenchAnswer:
        """Ask for `keys`, in as many batches as loaders would, of a source that is new."""
        wire = self.wire(disturb, rewrite)
        source = self.source(wire, credentials=credentials)
        try:
            return await self.ask_source(source, wire, keys, seconds, per_key)
        finally:
            await source.close()

    async def ask_source(
        self,
        source: SourceClient,
        wire: PlayedWire,
        keys: Sequence[str],
        seconds: float = SECONDS,
        per_key: int = PER_KEY,
    ) -> BenchAnswer:
        """Ask a source that is connected already; what is told is kept for whoever looks at it."""
        lookup = next(each for each in source.connector.lookups if each.name == self.lookup.name)
        size = lookup.batch.max
        portions = [keys[at : at + size] for at in range(0, len(keys), size)]
        began = self.clock.time()
        deadline = Deadline.after(seconds, self.clock.time)
        batches = [
            Batch(f"{SOURCE}.{lookup.name}", len(each), ("contract",), 0.0, 0.0)
            for each in portions
        ]
        outcomes = await asyncio.gather(
            *(
                source.records(lookup, portion, per_key, deadline, batch)
                for portion, batch in zip(portions, batches, strict=True)
            ),
            return_exceptions=True,
        )
        found: dict[str, Found] = {}
        error: AggregatorError | None = None
        for portion, outcome in zip(portions, outcomes, strict=True):
            if isinstance(outcome, AggregatorError):
                error = outcome
                found |= dict.fromkeys(portion, outcome)
            elif isinstance(outcome, BaseException):
                raise outcome
            else:
                found |= outcome
        error = error if len(portions) == 1 else None
        answer = BenchAnswer(found, error, batches, wire, self.clock.time() - began)
        self._keep(answer, keys)
        return answer

    def _keep(self, answer: BenchAnswer, keys: Sequence[str]) -> None:
        self.asked.update(keys)
        self.said += [repr(each) for each in answer.batches]
        for error in answer.errors:
            self.said += [str(error), repr(error), repr(error.facts)]
        for request in (*answer.wire.calls, *answer.wire.tokens):
            self.origins.add(request.origin.lower())
            self.secrets.update(secrets_of(request))


def address_of(connector: Connector) -> str:
    """Say where a source of it is, which is nowhere."""
    statement = any(lookup.request.sql is not None for lookup in connector.lookups)
    return connector.url or (DATABASE if statement else URL)


def hosts(bench: LookupBench) -> set[str]:
    """Name the origins that are declared."""
    return declared_hosts(address_of(bench.connector), bench.auth)


def secrets_of(request: WireRequest) -> set[str]:
    """Give what stands in a request so that it is let in."""
    value = request.headers.get("authorization", "")
    return {value.rpartition(" ")[2]} if len(value) > 8 else set()
