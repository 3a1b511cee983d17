"""What became of the records that came: their fields, and the keys that they hold."""

from collections.abc import Iterator, Mapping, Sequence

from aggregator.authoring.trial.report import FieldReading, KeyReading, LookupTrial, TrialFault
from aggregator.authoring.trial.values import readings
from aggregator.domain.errors import AggregatorError
from aggregator.domain.lookup import Record
from aggregator.schema.lookup_plan import Keys
from aggregator.schema.promises import TypesOf
from aggregator.schema.systems import Provider


def map_records(
    provider: Provider,
    types_of: TypesOf,
    records: Mapping[str, Sequence[Record | None]],
    trial: LookupTrial,
) -> dict[str, Keys]:
    """Map the first record of each label, tell it in `trial`, and give the keys that it holds."""
    held: dict[str, Keys] = {}
    for label, found in records.items():
        whole = [each for each in found if each is not None]
        first = _first(provider, whole) if whole else None
        fields: tuple[FieldReading, ...] = ()
        if isinstance(first, AggregatorError):
            _tell(trial, first.message)
        elif first is not None:
            held[label] = getattr(first, "keys", {})
            fields = tuple(_fields(provider, types_of, first, whole[0]))
        trial.readings.append(KeyReading(label, len(found), fields))
        for each in fields:
            if each.failed:
                _tell(trial, f"{each.name}: {each.why}")
    return held


def _first(provider: Provider, records: Sequence[Record]) -> object:
    """Read the first record; an error stands for one that cannot be read."""
    try:
        made = provider.read(records[:1])
    except AggregatorError as error:
        return error
    if isinstance(made, tuple):
        return made[0] if made else None
    return made


def _fields(
    provider: Provider, types_of: TypesOf, first: object, record: Record
) -> Iterator[FieldReading]:
    lookup = provider.lookup
    if lookup.provides:
        yield from readings(types_of[lookup.provides[0]], lookup.fields, first, record)


def _tell(trial: LookupTrial, message: str) -> None:
    told = TrialFault("unreadable", message)
    if told not in trial.faults:
        trial.faults.append(told)
