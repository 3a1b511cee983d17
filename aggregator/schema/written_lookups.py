"""Connectors as JSON, and back: enough to count what cards ask of sources, and to ask nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any, ClassVar, Final

from aggregator.domain import authentication, call, lookup, page_ways
from aggregator.domain.call import Call
from aggregator.domain.lookup import Asked, BatchStyle, Connector, LookupRequest

_KINDS: Final[Mapping[str, type]] = {
    kind.__name__: kind
    for module in (lookup, page_ways, authentication, call)
    for kind in vars(module).values()
    if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == module.__name__
}
_TUPLE: Final = "()"
_LIST: Final = "[]"
_STYLES: Final = ("many keys a call", "an answer a key")


@dataclass(frozen=True, slots=True)
class CountedStyle(BatchStyle):
    """What a style says of calls; it makes none."""

    style: str
    max: int
    keys: int
    calls: int | None
    fan_out: bool

    @property
    def per_call(self) -> int:
        return self.keys

    @property
    def at_once(self) -> int | None:
        return self.calls

    @property
    def fans_out(self) -> bool:
        return self.fan_out

    def call(self, _request: LookupRequest, _asked: Sequence[Asked]) -> Call:
        raise RuntimeError("a connector that was written down asks nobody")


class SingleCountedStyle(CountedStyle):
    """One of which each key has an answer of its own."""

    __slots__ = ()
    single: ClassVar[bool] = True


def write_connectors(connectors: Mapping[str, Connector]) -> Mapping[str, Any]:
    """Write connectors down, JSON values only."""
    return {key: _written(connector) for key, connector in connectors.items()}


def read_connectors(written: Mapping[str, Any]) -> Mapping[str, Connector]:
    """Give the connectors that were written; raises whatever reading one raises, if it is none."""
    found: dict[str, Connector] = {}
    for key, each in written.items():
        connector = _read(each)
        if not isinstance(connector, Connector):
            raise TypeError(f"{key} is no connector")
        found[key] = connector
    return found


def _written(value: Any) -> Any:
    if isinstance(value, BatchStyle):
        counted = [value.style, value.max, value.per_call, value.at_once, value.fans_out]
        return [_STYLES[value.single], *counted]
    if type(value).__name__ in _KINDS:
        return [
            type(value).__name__,
            {each.name: _written(getattr(value, each.name)) for each in fields(value)},
        ]
    if isinstance(value, Mapping):
        return {key: _written(each) for key, each in value.items()}
    if isinstance(value, tuple | list):
        return [_TUPLE if isinstance(value, tuple) else _LIST, *map(_written, value)]
    return value


def _read(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _read(each) for key, each in value.items()}
    if not isinstance(value, list):
        return value
    head, *rest = value
    if head in (_TUPLE, _LIST):
        items = [_read(each) for each in rest]
        return tuple(items) if head == _TUPLE else items
    if head in _STYLES:
        return (SingleCountedStyle if head == _STYLES[True] else CountedStyle)(*rest)
    (given,) = rest
    return _KINDS[head](**{name: _read(each) for name, each in given.items()})
