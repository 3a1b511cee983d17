"""All checks of a connector, lookup by lookup, and the grade that they come to."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import StringIO
from pathlib import Path

from aggregator.authoring.contract.bench import SOURCE, LookupBench, connect_to
from aggregator.authoring.contract.check import (
    Broken,
    ContractCheck,
    ContractOutcome,
    LookupOutcome,
)
from aggregator.authoring.contract.checks import ALL
from aggregator.authoring.contract.checks.lists import CHECK as LISTS_CHECK
from aggregator.authoring.contract.checks.lists import LISTS, play_list
from aggregator.authoring.contract.checks.recorded import RECORDED, recorded_outcome
from aggregator.authoring.contract.instant import InstantLoop, NothingLeft, run_at_once
from aggregator.authoring.contract.list_bench import ListBench
from aggregator.authoring.contract.made_up import MadeUp
from aggregator.authoring.contract.option_values import NotPlayable
from aggregator.authoring.contract.replayed import replay
from aggregator.authoring.contract.replies import read_replies
from aggregator.authoring.contract.sockets import nothing_leaves
from aggregator.authoring.contract.stand_in import FAKE, FolderFake, StandIn
from aggregator.authoring.contract.wire import PlayedWire, token_path
from aggregator.authoring.trial.givers import (
    ACCOUNT,
    CUSTOMER,
    AskedLookup,
    asked_lookups,
    in_order,
)
from aggregator.authoring.trial.mapped import map_records
from aggregator.authoring.trial.report import LookupTrial
from aggregator.directory.kinds import SubjectKind
from aggregator.domain.errors import AggregatorError, SettingsError
from aggregator.domain.lookup import Connector, SourceList
from aggregator.schema.lookup_plan import Key, Keys
from aggregator.schema.promises import TypesOf
from aggregator.telemetry.log import captured
from aggregator.upstream.options import configured
from aggregator.world import World

KEYS_MAX = 40
"""Keys that a lookup is asked for alone."""

OnLookup = Callable[[str, str], None]
"""Hears of each connector and lookup that begins."""


@dataclass(frozen=True, slots=True)
class ContractResult:
    """What came of all checks of a connector.

    fake      whether it was asked of the fake in its folder, and not of its own declaration
    recorded  when replies of its system were, if they were
    """

    connector: str
    fake: bool
    outcomes: tuple[ContractOutcome, ...]
    recorded: date | None = None

    @property
    def failed(self) -> bool:
        return any(each.state == "failed" for each in self.outcomes)

    @property
    def all_recorded(self) -> bool:
        """Whether replies of the system to every lookup are read as they were."""
        (recorded,) = [each for each in self.outcomes if each.code == RECORDED]
        return all(each.state == "passed" for each in recorded.lookups)

    @property
    def untested(self) -> Mapping[str, str]:
        """Lookups of which not one check could be made, and why."""
        made: dict[str, list[LookupOutcome]] = {}
        for outcome in self.outcomes:
            for each in outcome.lookups if outcome.code not in (RECORDED, LISTS) else ():
                made.setdefault(each.lookup, []).append(each)
        return {
            lookup: of[0].seen
            for lookup, of in made.items()
            if all(each.state == "not applicable" for each in of)
        }


def hold_to_contract(
    world: World, key: str, on_lookup: OnLookup = lambda *_: None
) -> ContractResult:
    """Make every check of the connector `key`. Runs the `fake.py` of its folder, if it has one.

    Raises ConnectorError for a fake that cannot be run. Not to be called where a loop is running.
    """
    connector = world.connectors[key]
    file = world.path(key)
    folder = file.parent if file is not None else None
    results: dict[str, list[LookupOutcome]] = {check.code: [] for check in ALL}
    of_lists: list[LookupOutcome] = []
    fake = False
    recorded = read_replies(folder)
    replayed = {} if recorded is None else replay(world, key, recorded)
    try:
        system = _stand_in(connector, folder, world.types_of)
        fake = system.against == "fake"
        connector = replace(configured(SOURCE, connector, system.options), options={})
    except NotPlayable as why:
        for lookup in connector.lookups:
            _none_made(lookup.name, str(why), results, replayed)
    else:
        with captured() as logs, nothing_leaves() as left:
            run_at_once(
                lambda loop: _Examination(
                    world, connector, system, loop, logs, left, results, replayed
                ).run(on_lookup)
            )
            of_lists = run_at_once(lambda loop: _lists(connector, system, loop, logs, left))
    of_lists = of_lists or [LookupOutcome("people", "not applicable", "it has no lists to pull")]
    outcomes = tuple(ContractOutcome(check, tuple(results[check.code])) for check in ALL)
    outcomes += (ContractOutcome(LISTS_CHECK, tuple(of_lists)),)
    return ContractResult(key, fake, outcomes, None if recorded is None else recorded.recorded)


def _stand_in(connector: Connector, folder: Path | None, types_of: TypesOf) -> StandIn:
    fake = folder / FAKE if folder is not None else None
    if fake is not None and fake.is_file():
        return FolderFake(fake, connector.options)
    return MadeUp(connector, types_of)


async def _lists(
    connector: Connector, system: StandIn, loop: InstantLoop, logs: StringIO, left: list[str]
) -> list[LookupOutcome]:
    """Hold `people` and `accounts` to their check, where there are any."""
    made = []
    both: tuple[tuple[str, SubjectKind, SourceList | None], ...] = (
        ("people", "customer", connector.people),
        ("accounts", "account", connector.accounts),
    )
    for name, subject, declared in both:
        if declared is None:
            continue
        bench = ListBench(name, subject, connector, declared, system, loop, logs, left)
        system.troubles.clear()
        try:
            await play_list(bench)
        except NotPlayable as why:
            made.append(LookupOutcome(name, "not applicable", str(why)))
        except (Broken, NothingLeft, SettingsError) as seen:
            told = "; ".join([str(seen), *system.troubles])
            made.append(LookupOutcome(name, "failed", told))
        else:
            made.append(LookupOutcome(name, "passed"))
    return made


def _none_made(
    lookup: str,
    why: str,
    results: Mapping[str, list[LookupOutcome]],
    replayed: Mapping[str, str],
) -> None:
    for code, made in results.items():
        told = replayed.get(lookup) if code == RECORDED else None
        made.append(recorded_outcome(lookup, told, why))


class _Examination:
    """One connector being examined: its lookups in the order in which they give each other keys."""

    def __init__(
        self,
        world: World,
        connector: Connector,
        system: StandIn,
        loop: InstantLoop,
        logs: StringIO,
        left: list[str],
        results: Mapping[str, list[LookupOutcome]],
        replayed: Mapping[str, str],
    ) -> None:
        self._replayed = replayed
        self._types_of = world.types_of
        self._connector = connector
        self._system = system
        self._loop = loop
        self._logs = logs
        self._left = left
        self._results = results
        self._held: dict[str, Mapping[str, Keys]] = {}

    async def run(self, on_lookup: OnLookup) -> None:
        try:
            ordered = await self._in_order()
        except SettingsError as error:
            self._not_connected(str(error))
            return
        for asked in ordered:
            on_lookup(self._connector.key, asked.lookup.name)
            await self._examine(asked)

    def _not_connected(self, why: str) -> None:
        """Tell that what the stand-in has for a credential is none of this connector's."""
        for lookup in self._connector.lookups:
            for code, made in self._results.items():
                first = not made and code == ALL[0].code
                seen = why if first else f"{ALL[0].code} failed"
                made.append(
                    LookupOutcome(lookup.name, "failed" if first else "not applicable", seen)
                )

    async def _in_order(self) -> Sequence[AskedLookup]:
        wire = PlayedWire(self._system, token_path(self._connector.authentication))
        source = connect_to(wire, self._connector, self._system.credentials, self._loop)
        try:
            return in_order(asked_lookups(source, self._types_of))
        finally:
            await source.close()

    async def _examine(self, asked: AskedLookup) -> None:
        lookup = asked.lookup
        bench = LookupBench(
            connector=self._connector,
            lookup=lookup,
            provider=asked.provider,
            system=self._system,
            clock=self._loop,
            logs=self._logs,
            types_of=self._types_of,
            left=self._left,
            replayed=self._replayed.get(lookup.name),
        )
        try:
            self._system.begin(lookup)
        except NotPlayable as why:
            _none_made(lookup.name, str(why), self._results, self._replayed)
            return
        bench.alone = dict.fromkeys(self._keys(asked)[:KEYS_MAX], ())
        states: dict[str, str] = {}
        for check in ALL:
            outcome = await self._play(check, bench, states)
            states[check.code] = outcome.state
            self._results[check.code].append(outcome)
        self._held[lookup.name] = self._keys_held(bench)

    async def _play(
        self, check: ContractCheck, bench: LookupBench, states: Mapping[str, str]
    ) -> LookupOutcome:
        name = bench.lookup.name
        before = next((each for each in check.after if states.get(each) == "failed"), None)
        if before is not None:
            return LookupOutcome(name, "not applicable", f"{before} failed")
        self._system.troubles.clear()
        try:
            await check.play(bench)
        except NotPlayable as why:
            return LookupOutcome(name, "not applicable", str(why))
        except (Broken, NothingLeft, SettingsError) as seen:
            told = [str(seen), *self._system.troubles]
            return LookupOutcome(name, "failed", "; ".join(told))
        return LookupOutcome(name, "passed")

    def _keys(self, asked: AskedLookup) -> list[str]:
        """Give keys that the system knows: of the lookups before it, or those of its people."""
        if self._system.against == "declaration":
            return list(self._system.people(asked.lookup))
        found: dict[str, None] = {}
        for giver in sorted(asked.givers - {CUSTOMER, ACCOUNT}):
            for held in self._held.get(giver, {}).values():
                found |= dict.fromkeys(_each(asked.step.key_in(held)))
        return list(found) or list(self._system.people(asked.lookup))

    def _keys_held(self, bench: LookupBench) -> Mapping[str, Keys]:
        trial = LookupTrial(bench.lookup.name, (), bench.lookup.key)
        known = {key: bench.alone[key] for key in bench.having}
        try:
            return map_records(bench.provider, self._types_of, known, trial)
        except AggregatorError:
            return {}


def _each(key: Key | None) -> list[str]:
    if isinstance(key, str):
        return [key]
    listed = key if isinstance(key, tuple) else ()
    return [each for each in listed if isinstance(each, str)]
