"""The lookups that are declared, by the field that they provide: what a plan is made from."""

from collections.abc import Mapping
from dataclasses import dataclass

from aggregator.domain.lookup import Connector, Lookup


@dataclass(frozen=True, slots=True)
class Declared:
    """A lookup as a source of that name answers it; `via`: the one that is asked first."""

    source: str
    lookup: Lookup
    via: Lookup | None = None


Lookups = Mapping[str, tuple[Declared, ...]]
"""`Type.field` -> who provides it, in the order of the sources."""


def declare(sources: Mapping[str, Connector]) -> Lookups:
    """Give what `sources` (name -> the connector that knows it) provide."""
    lookups: dict[str, list[Declared]] = {}
    for source, connector in sources.items():
        by_name = {lookup.name: lookup for lookup in connector.lookups}
        for lookup in connector.lookups:
            for field in lookup.provides:
                via = by_name.get(lookup.via.get(field, ""))
                lookups.setdefault(field, []).append(Declared(source, lookup, via))
    return {field: tuple(found) for field, found in lookups.items()}
