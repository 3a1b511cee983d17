"""Whether each lookup can ever be asked: who holds its key, on every way to a field.

A key that nothing holds is no error while serving: nobody is asked, and the card says "none". So
what the objects of the schema can hold is declared, and compared here before anybody is served.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from aggregator.domain.customer import OWN_KEYS
from aggregator.domain.fault import At, ConnectorFault
from aggregator.domain.lookup import Connector, Lookup
from aggregator.schema.lookup_plan import ACCOUNTS, FIRST_ASKED
from aggregator.schema.near import meant
from aggregator.schema.promises import TypesOf

KEY = "connector-key"
UNASKED = "connector-unasked"

_ANY_KIND = "Thread"
"""The type whose one id is taken for whichever kind is asked (conversation.py)."""


@dataclass(frozen=True, slots=True)
class _Holder:
    """What a lookup is asked by, where it is asked first: kinds of key, and who has them.

    words  "a customer": who has them, in a sentence
    fix    what makes it hold one more
    """

    kinds: frozenset[str]
    words: str
    fix: str


def unreachable(connector: Connector, types_of: TypesOf) -> Iterator[ConnectorFault]:
    """Yield each lookup of `connector` that would never be asked, or not on the way to some field.

    `types_of` maps each field that can be provided to the type of its values. What is wrong with
    a `via` itself is told elsewhere (connectors/check.py).
    """
    by_name = {each.name: each for each in connector.lookups}
    told: set[tuple[At, str]] = set()
    for lookup in connector.lookups:
        for field in lookup.provides:
            first = _first(lookup, field, by_name)
            holder = _holder(field, connector, types_of) if field in types_of else None
            if first is None or holder is None or first.key in holder.kinds:
                continue
            at: At = ("lookups", first.name, "key")
            if (at, holder.words) not in told:
                told.add((at, holder.words))
                yield _no_key(first, field, holder, at)
    yield from _unasked(connector)


def _first(lookup: Lookup, field: str, by_name: Mapping[str, Lookup]) -> Lookup | None:
    """Follow `via` to the lookup that is asked first; None where it leads nowhere."""
    seen: list[str] = []
    while (before := lookup.via.get(field)) is not None:
        if before in seen or before not in by_name:
            return None
        seen.append(before)
        lookup = by_name[before]
    return lookup


def _holder(field: str, connector: Connector, types_of: TypesOf) -> _Holder | None:
    """Find what `field` stands on; None where it holds a key of any kind."""
    owner = field.partition(".")[0]
    ids = connector.directory
    if owner == _ANY_KIND:
        return None
    if FIRST_ASKED.get(field) == ACCOUNTS:
        fix = "directory: {account: %s}"
        return _Holder(frozenset(ids.account), "an account of the directory", fix)
    if owner == "Customer":
        fix = "directory: {customer: %s}"
        return _Holder(OWN_KEYS | frozenset(ids.customer), "a customer", fix)
    givers = [
        each
        for each in connector.lookups
        if any(types_of[one].name == owner for one in each.provides if one in types_of)
    ]
    kinds = frozenset(kind for each in givers for kind in each.keys)
    if not givers:
        fix = f"a lookup of this connector that provides a field of the type {owner}"
        return _Holder(kinds, f"{_a(owner)} of this connector: it gives none", fix)
    names = " and ".join(each.name for each in givers)
    return _Holder(kinds, f"the record of {_a(owner)}", f"keys: {{%s: ...}} of {names}")


def _no_key(first: Lookup, field: str, holder: _Holder, at: At) -> ConnectorFault:
    held = ", ".join(sorted(holder.kinds)) or "none"
    fix = holder.fix % first.key if "%s" in holder.fix else holder.fix
    what = (
        f'{field} would never be asked: its key is "{first.key}", which {holder.words} does not '
        f"have (it has: {held}). Use one of those, or declare it by {fix}"
    )
    return ConnectorFault(KEY, at, what, meant(first.key, sorted(holder.kinds)))


def _unasked(connector: Connector) -> Iterator[ConnectorFault]:
    """Tell a lookup that fills nothing, and that no other one leads over."""
    passed = {name for each in connector.lookups for name in each.via.values()}
    for lookup in connector.lookups:
        if not lookup.provides and lookup.name not in passed:
            what = (
                f"{lookup.name} would never be asked: it provides no field, and no `via` leads "
                "over it. Add what it provides, or name it in the `via` of another"
            )
            near = meant(lookup.name, sorted(passed - {each.name for each in connector.lookups}))
            yield ConnectorFault(UNASKED, ("lookups", lookup.name), what, near, word=True)


def _a(name: str) -> str:
    return f"an {name}" if name[0] in "AEIOU" else f"a {name}"
