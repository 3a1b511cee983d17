"""Tries out a configured source: its real system is asked, lookup by lookup."""

import secrets
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from aggregator.authoring.recording.redact import Redactor
from aggregator.authoring.trial.asking import TrialAsker, TrialQuestion
from aggregator.authoring.trial.experiments import LookupExperiments
from aggregator.authoring.trial.givers import (
    ACCOUNT,
    CUSTOMER,
    AskedLookup,
    asked_lookups,
    in_order,
)
from aggregator.authoring.trial.mapped import map_records
from aggregator.authoring.trial.people import TrialPerson, find_people
from aggregator.authoring.trial.probes import asked_verbatim
from aggregator.authoring.trial.report import LookupTrial, SourceTrial, TrialFault
from aggregator.directory.directory import Directory
from aggregator.domain.deadline import Clock
from aggregator.domain.errors import SettingsError
from aggregator.domain.lookup import Connector
from aggregator.schema.lookup_plan import Key, Keys
from aggregator.schema.near import meant
from aggregator.service.snapshot import connect_source, upstream_limits
from aggregator.settings import Settings, SourceSettings
from aggregator.store import Store
from aggregator.upstream.limits import BreakerLimits, UpstreamLimits
from aggregator.upstream.overheard import Overheard
from aggregator.upstream.source import SourceClient
from aggregator.world import World, build_world

PEOPLE_MAX = 3
"""Keys that a lookup is asked by: two prove a batch, one more may have what they lack."""

ITEMS_MAX = 2
"""Of a list of keys in a record, those that are asked."""

Progress = Callable[[str], None]
"""Hears what begins."""


async def try_source(
    settings: Settings,
    name: str,
    customers: Sequence[str],
    seconds: float,
    told: Progress,
    clock: Clock = time.monotonic,
    questions: list[TrialQuestion] | None = None,
) -> SourceTrial:
    """Try the source `name` of the first workspace, for `customers` (people.py reads them).

    `questions` is given those that say how each lookup is answered, with all that came. A call
    may take `seconds`. Raises SettingsError where there is no such source, or its connector is
    broken; DirectoryUnavailable. What the system does is no error but told in the result.
    """
    source_settings, world, connector = find_source(settings, name)
    store = Store(settings.database_url.get_secret_value())
    try:
        await store.migrate()
        people = await find_people(settings.workspace_id, customers, Directory(store))
    finally:
        await store.close()
    overheard = Overheard(clock)
    limits = _patient(seconds)
    source = connect_source(name, connector, source_settings, limits, clock, overheard)
    verbatim = connect_source(
        name, asked_verbatim(connector), source_settings, limits, clock, overheard
    )
    redactor = Redactor(secrets.token_bytes(16), _addresses(people), settings.secrets)
    asker = TrialAsker(source, overheard, redactor, seconds, clock, verbatim)
    attempt = upstream_limits(settings.limits).attempt
    try:
        where = _where(name, source_settings.url or source.connector.url or "")
        tried = _Trial(source, world, people, asker, attempt, told, where)
        await tried.run()
    finally:
        await source.close()
        await verbatim.close()
    if questions is not None:
        questions += asker.questions
    said = {each.label: each.words for each in people}
    return SourceTrial(name, connector.key, said, tried.lookups, tried.faults)


def find_source(settings: Settings, name: str) -> tuple[SourceSettings, World, Connector]:
    """Find a source and its connector. Raises SettingsError: there is none, or it is broken."""
    found = settings.sources.get(name)
    world = build_world(settings.connectors)
    if found is None:
        fix = _one_of(settings, name, world)
        raise SettingsError(f"there is no source {name!r}. Fix: {fix}")
    connector = world.connectors.get(found.connector)
    if connector is None:
        why = "has a mistake; aggregator check says which"
        if found.connector not in world.broken:
            why = f"is not there. Use one of: {', '.join(sorted(world.connectors))}"
        raise SettingsError(f"sources.{name}.connector: the connector {found.connector!r} {why}")
    return found, world, connector


def _one_of(settings: Settings, name: str, world: World) -> str:
    """Say what to do where there is no source of that name: the connector may be all there is."""
    if name in world.connectors:
        lines = f"aggregator connectors show {name} prints its lines"
        return f"add [sources.{name}] to aggregator.toml; {lines}"
    if near := meant(name, settings.sources):
        return f"did you mean {' or '.join(near)}?"
    known = ", ".join(settings.sources)
    return f"one of: {known}" if known else f"add [sources.{name}] to aggregator.toml"


def _where(name: str, url: str) -> str:
    """Say what to look at where a source does not answer."""
    host = urlsplit(url).netloc
    if not host:
        return f"look whether it is there, by the url of [sources.{name}]"
    return f"look whether it is at {host}, as the url of [sources.{name}] says"


def _patient(seconds: float) -> UpstreamLimits:
    """Never leave the source alone: it is asked for once, by somebody who waits."""
    never = BreakerLimits(failures=10**9, rate=1.1)
    return UpstreamLimits(
        attempt=seconds, soft=seconds, no_new_work_after=float("inf"), retries=0, breaker=never
    )


def _addresses(people: Sequence[TrialPerson]) -> Iterator[str]:
    for person in people:
        for key in (*person.keys.values(), *person.account_keys.values()):
            if isinstance(key, str):
                yield key


class _Trial:
    """One source being tried: each lookup once its givers have been asked."""

    def __init__(
        self,
        source: SourceClient,
        world: World,
        people: Sequence[TrialPerson],
        asker: TrialAsker,
        attempt: float,
        told: Progress,
        where: str,
    ) -> None:
        self.lookups: list[LookupTrial] = []
        self.faults: list[TrialFault] = []
        self._types_of = world.types_of
        self._name = source.name
        self._asker = asker
        self._attempt = attempt
        self._told = told
        self._where = where
        self._asked = in_order(asked_lookups(source, world.types_of))
        self._held: dict[str, dict[str, Keys]] = {
            CUSTOMER: {each.label: each.keys for each in people},
            ACCOUNT: {each.label: each.account_keys for each in people},
        }
        """Giver -> label -> what it holds."""

    async def run(self) -> None:
        for asked in self._asked:
            trial = LookupTrial(asked.lookup.name, asked.lookup.provides, asked.lookup.key)
            self.lookups.append(trial)
            keys = self._keys(asked)
            if not keys:
                trial.faults.append(self._no_key(asked))
                self._held[asked.lookup.name] = {}
                continue
            self._told(f"{self._name}.{asked.lookup.name}: asking by {asked.lookup.key}")
            experiments = LookupExperiments(self._asker, asked.lookup, keys, trial, self._where)
            await experiments.run(self._attempt)
            if experiments.dead is not None:
                return
            self._held[asked.lookup.name] = map_records(
                asked.provider, self._types_of, experiments.records, trial
            )

    def _keys(self, asked: AskedLookup) -> Mapping[str, str]:
        """Give a few keys by label: of each giver, whoever has one."""
        found: dict[str, str] = {}
        for giver in sorted(asked.givers):
            for label, held in self._held.get(giver, {}).items():
                for name, key in _each(label, asked.step.key_in(held)):
                    if key not in found.values():
                        found[name] = key
        return dict(list(found.items())[:PEOPLE_MAX])

    def _no_key(self, asked: AskedLookup) -> TrialFault:
        kind = asked.step.key
        names = sorted(asked.givers - {CUSTOMER, ACCOUNT})
        if any(self._held.get(name) for name in names):
            return TrialFault(
                "unreachable-key",
                f"no record of {' or '.join(names)} held the key {asked.lookup.key}, so it is "
                "never asked for these customers. Fix: the path in its `keys`: "
                f"{self._paths(asked)}",
            )
        if not names:
            who = " or ".join(sorted(asked.givers)) or "nobody"
            return TrialFault(
                "unreachable-key",
                f"none of the customers has the key {kind}, which the directory links to {who}: it "
                "is never asked for them. Fix: link it, or --customer with some who have it",
            )
        return TrialFault(
            "not-asked", f"{' and '.join(names)} gave no record, so nothing leads here", note=True
        )

    def _paths(self, asked: AskedLookup) -> str:
        by_name = {each.lookup.name: each.lookup for each in self._asked}
        paths = {
            by_name[giver].keys[asked.lookup.key]
            for giver in asked.givers
            if giver in by_name and asked.lookup.key in by_name[giver].keys
        }
        return " or ".join(sorted(paths))


def _each(label: str, key: Key | None) -> Iterator[tuple[str, str]]:
    if isinstance(key, str):
        yield label, key
    elif isinstance(key, tuple):
        whole = [each for each in key if isinstance(each, str)]
        for number, each in enumerate(whole[:ITEMS_MAX], 1):
            yield f"{label}{number}", each
