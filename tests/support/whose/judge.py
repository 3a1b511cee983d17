"""Who may be shown to whoever asks, and when "nothing" may be said; decided without the product."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from tests.support.whose.home import CARDS, EMPTY
from tests.support.whose.people import NOBODYS, Person, Register, Told, norm
from tests.support.whose.systems import Asked, same

_MARK = re.compile(r"of-p(\d+)-")
_PLACES: Mapping[str, Sequence[tuple[str, str]]] = {
    "contact": (("crm", "contacts"),),
    "subscription": (("ledger", "subscriptions"),),
    "invoices": (("ledger", "invoices"),),
    "tickets": (("north", "tickets"), ("south", "tickets"), ("queue", "users")),
    "open": (("north", "tickets"), ("south", "tickets"), ("queue", "users")),
    "usage": (("meter", "usage"),),
    "incidents": (("meter", "incidents"),),
}
"""Field -> where it is kept."""


@dataclass(frozen=True, slots=True)
class Asker:
    """What a request says of its customer; "" is not said."""

    plain_id: str = ""
    external_id: str = ""
    email: str = ""

    @property
    def body(self) -> Mapping[str, str]:
        said = {"id": self.plain_id, "externalId": self.external_id, "email": self.email}
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True, slots=True)
class Meant:
    """Who is meant.

    somebody  the people of whom one card may speak: each set for itself, never of two
    keys      the ids by which they may be asked about
    certain   False: several are meant, and of none anything may be said, not even "nothing"
    known     the directory knows them
    ids       source -> its ids that the directory links, one of each record that was merged
    """

    somebody: Sequence[frozenset[int]]
    keys: frozenset[str] = frozenset()
    certain: bool = True
    known: bool = False
    ids: Mapping[str, Sequence[str]] = field(default_factory=dict)


_SEVERAL = Meant((), certain=False)


def meant(register: Register, asker: Asker) -> Meant:
    """Decide whom the ids of a request mean, by what the register was told."""
    groups = list(register.groups())
    external = "" if asker.external_id in NOBODYS else asker.external_id
    strong = {("plain_id", asker.plain_id), ("external_id", external)}
    found = [group for group in groups if any(told.verified & strong for told in group)]
    email = norm(asker.email) if asker.email else ""
    having = [group for group in groups if _verified(group, email)]
    # What is only claimed comes last.
    by_claim = [group for group in groups if any(told.claimed & strong for told in group)]
    first = found or having or by_claim
    if len(first) > 1:
        return _SEVERAL
    group = first[0] if first else []
    classes = [frozenset(number for told in group for number in told.people)]
    keys = {key for told in group for key in told.keys.values()}
    for told in group:
        said = told.verified | told.claimed
        keys |= {value for kind, value in said if kind == "external_id"}
    own = {v for told in group for kind, v in told.verified if kind == "email"}
    own = own or {v for told in group for kind, v in told.claimed if kind == "email"}
    for address in own:
        if all(each is group for each in groups if _verified(each, address)):
            if _verified(group, address):
                classes[0] |= _owners(register.people, address)
            else:
                classes.append(_owners(register.people, address))
            keys.add(address)
    if email and not own and not having:
        classes.append(_owners(register.people, email))
        keys.add(email)
    if external and not any(k == "external_id" for told in group for k, _ in told.verified):
        classes.append(frozenset(p.number for p in register.people if p.external_id == external))
        keys.add(external)
    linked = {
        source: [told.keys[name] for told in group if name in told.keys]
        for source, name in (("ledger", "ledger.customer"), ("queue", "queue.user"))
    }
    return Meant(classes, frozenset(keys), known=bool(group), ids=linked)


def _verified(group: Sequence[Told], email: str) -> bool:
    return any(("email", email) in told.verified for told in group)


def _owners(people: Sequence[Person], email: str) -> frozenset[int]:
    return frozenset(each.number for each in people if same(each.email, email))


def faults(card: Mapping[str, Any], who: Meant, asked: Sequence[Asked]) -> Iterator[str]:
    """Say what is wrong with a card that was answered; `asked`: of the systems, for it."""
    text = orjson.dumps(card["components"]).decode()
    seen = frozenset(map(int, _MARK.findall(text)))
    if seen and not any(seen <= each for each in who.somebody):
        yield f"shows {sorted(seen)} where {[sorted(each) for each in who.somebody]} are meant"
    if EMPTY not in text and card["components"] is not None:
        return
    if not who.certain:
        yield "says nothing where several are meant"
    for shown in CARDS[card["key"]][0]:
        if shown == "name":
            if who.known:
                yield "says nothing where the name is known"
            continue
        for source, path in _PLACES[shown]:
            yield from _nothing_at(shown, source, path, who, asked)


def _nothing_at(
    shown: str, source: str, path: str, who: Meant, asked: Sequence[Asked]
) -> Iterator[str]:
    mine = [
        each
        for each in asked
        if each.source == source and any(same(key, each.key) for key in who.keys)
    ]
    if path in ("subscriptions", "invoices"):  # by way of a holder, too
        holders = [each for each in mine if each.path == "holders"]
        through = {row["id"] for each in holders for row in each.rows or ()}
        mine = [
            each
            for each in asked
            if each.source == source
            and each.path == path
            and (each.key in through or each.key in who.keys)
        ]
        if not mine and any(each.rows == [] for each in holders):
            return
    mine = [each for each in mine if each.path == path]
    told = [each.rows for each in mine if each.rows is not None]
    # Of those who were merged each id is asked by, be it an address or an id of the source.
    for key in who.ids.get(source, ()) if told else ():
        if not any(same(key, each.key) for each in mine):
            yield f"says nothing where {source} was not asked by {key}"
    if not told:
        yield f"says nothing where {source} did not say so of {shown}"
    for rows in told:
        kept = [row for row in rows if shown != "open" or row["status"] == "open"]
        if kept:
            yield f"says nothing where {source} has {shown}: {[row['id'] for row in kept]}"
