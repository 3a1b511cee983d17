"""Which connectors go together: what one declares is what others provide.

Each is taken as it is now. Whichever does not fit into the schema that all of them make is taken as
it was before, and where that does not fit either it is left out; then the rest is looked at again.
So a mistake costs its own connector, and whoever needs what that declared.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from aggregator.connectors.reading import Reading, unfit
from aggregator.connectors.types_file import NO_TYPES, TypesReading, told
from aggregator.domain.lookup import Connector
from aggregator.language.diagnostics import Diagnostic
from aggregator.language.inputs import TYPES
from aggregator.schema.build import BuiltSchema, build_schema
from aggregator.schema.declared.declaration import DeclaredTypes, TypesFault
from aggregator.schema.declared.filled import unfilled
from aggregator.schema.declared.ground import Ground
from aggregator.schema.declared.together import OwnedFault, faults_together


@dataclass(frozen=True, slots=True)
class UsableConnector:
    """A connector that can be used, and the types that it declares, if any."""

    connector: Connector
    types: DeclaredTypes | None = None


@dataclass(frozen=True, slots=True)
class ConnectorReading:
    """The files of one connector as they are now."""

    manifest: Reading
    types: TypesReading

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return (*self.manifest.diagnostics, *self.types.diagnostics)

    @property
    def unread(self) -> bool:
        return self.manifest.unread or self.types.unread

    @property
    def now(self) -> UsableConnector | None:
        """What can be used of it, as far as it is known by itself."""
        if self.diagnostics or self.manifest.connector is None:
            return None
        return UsableConnector(self.manifest.connector, self.types.types)


@dataclass(frozen=True, slots=True)
class SettledConnectors:
    """Those that are used, the schema that they fill, and what was found on the way.

    refused  what is wrong with those that are not used as they are now, by their keys
    remarks  what is wrong, but stops none
    """

    usable: Mapping[str, UsableConnector]
    built: BuiltSchema
    refused: Mapping[str, tuple[Diagnostic, ...]]
    remarks: tuple[Diagnostic, ...]


def settle(
    readings: Mapping[str, ConnectorReading],
    before: Mapping[str, UsableConnector],
    built: BuiltSchema,
) -> SettledConnectors:
    """Find out which of `readings`, else which of `before`, go together.

    `built` is the schema of before, which is kept where the same is declared.
    """
    whole = _Settling(readings, before, built)
    while wrong := whole.wrong():
        whole.give_way(wrong)
    return whole.settled()


class _Settling:
    """Gives way step by step; each step leaves one more as it was before, or out."""

    def __init__(
        self,
        readings: Mapping[str, ConnectorReading],
        before: Mapping[str, UsableConnector],
        built: BuiltSchema,
    ) -> None:
        self._readings = readings
        self._before = before
        self._ground = Ground(built.core, TYPES)
        self._built, self._built_of = built, _declared(before)
        fresh = {key: now for key, each in readings.items() if (now := each.now) is not None}
        self._fresh = set(fresh)
        self._usable = {**before, **fresh}
        self._refused = {key: each.diagnostics for key, each in readings.items()}

    def wrong(self) -> Mapping[str, tuple[Diagnostic, ...]]:
        """Say who does not fit, and why; the schema is that of all, once their types fit.

        Of one as it was before it is of no use to say why.
        """
        declared = _declared(self._usable)
        faults = _by_owner(faults_together(declared, self._ground))
        if faults:
            return faults
        if declared != self._built_of:
            self._built = build_schema(declared, self._built.core)
            self._built_of = declared
        return {key: why for key in self._usable if (why := self._misfit(key)) is not None}

    def give_way(self, wrong: Mapping[str, tuple[Diagnostic, ...]]) -> None:
        """Take who is wrong as it was; where none is new, leave out what does not fit any more."""
        for key in (wrong.keys() & self._fresh) or wrong:
            del self._usable[key]
            if key in self._fresh:
                self._fresh.remove(key)
                self._refused[key] = wrong[key]
                if key in self._before:
                    self._usable[key] = self._before[key]

    def settled(self) -> SettledConnectors:
        refused = {key: (*each, *self._more(key)) for key, each in self._refused.items() if each}
        return SettledConnectors(
            usable=dict(sorted(self._usable.items())),
            built=self._built,
            refused=refused,
            remarks=() if refused else self._remarks(),
        )

    def _misfit(self, key: str) -> tuple[Diagnostic, ...] | None:
        types_of = self._built.types_of
        if key in self._fresh:
            return self._readings[key].manifest.misfits(types_of) or None
        return () if any(unfit(self._usable[key].connector, types_of)) else None

    def _more(self, key: str) -> tuple[Diagnostic, ...]:
        """What the schema has no place for in one that is broken anyhow, to be told at once."""
        reading = self._readings[key]
        known = reading.now is None and reading.types == NO_TYPES
        return reading.manifest.misfits(self._built.types_of) if known else ()

    def _remarks(self) -> tuple[Diagnostic, ...]:
        """What nobody fills; while one is broken nobody knows what it would fill."""
        connectors = [each.connector for each in self._usable.values()]
        faults = unfilled(_declared(self._usable), connectors, self._built.types_of)
        return tuple(each for same in _by_owner(faults).values() for each in same)


def _declared(usable: Mapping[str, UsableConnector]) -> tuple[DeclaredTypes, ...]:
    return tuple(each.types for _, each in sorted(usable.items()) if each.types is not None)


def _by_owner(faults: Iterable[OwnedFault]) -> Mapping[str, tuple[Diagnostic, ...]]:
    found: dict[str, list[TypesFault]] = {}
    for owner, fault in faults:
        found.setdefault(owner, []).append(fault)
    return {owner: told(each) for owner, each in found.items()}
