"""What the names of fields and parameters say: whose address it is, an amount, a moment."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from aggregator.authoring.connector.yaml_text import Todo, Tree
from aggregator.authoring.discovery.found import (
    DECIDE_UNIT,
    DECIDE_UNITS,
    EMAIL,
    EXTERNAL,
    DiscoveredField,
)
from aggregator.authoring.discovery.naming import parts, plain, singular

_EMAILS = re.compile(r".*email(addr|addresses|address)?s?|mail", re.ASCII)
_NO_EMAILS = re.compile(r"(is|has|send|no|skip|notify|verify|with|by)email.*", re.ASCII)
_EXTERNAL = re.compile(
    r"(customer|user|person|contact)?ext(ernal)?(user|customer)?(id|reference|ref)s?"
)
_AMOUNT = re.compile(
    r".*(amount|price|total|balance|cost|fee|mrr|arr|revenue|spend|spent|due|cents)", re.ASCII
)
_MINOR = re.compile(r"\b(cents?|minor units?|smallest (currency )?unit|pence)\b", re.IGNORECASE)
_CURRENCY = ("currency", "currencycode", "currencyisocode", "isocurrencycode")
_VALUE = ("amount", "value", "units", "number", "price")
_BESIDE_MONEY = 4
_NUMBERS = ("int", "bigint", "float")

_MOMENT = re.compile(r"(at|on|date|time|timestamp|ts|since|until)")


def is_email(name: str) -> bool:
    """Whether it is an e-mail address, or a list of them, by its name."""
    found = plain(name)
    return _EMAILS.fullmatch(found) is not None and _NO_EMAILS.fullmatch(found) is None


def own_key(name: str) -> str | None:
    """Give email or external_id where the name says so."""
    if is_email(name):
        return EMAIL
    return EXTERNAL if _EXTERNAL.fullmatch(plain(name)) else None


def id_of(name: str) -> str | None:
    """Say of what it is the id: `customer_id`, `customerIds` and `customer` are of a customer."""
    words = parts(name)
    if words[-1:] in (["id"], ["ids"], ["uuid"], ["key"]):
        words = words[:-1]
    return singular("".join(words)) if words else None


def is_id(name: str, of: str) -> bool:
    """Whether a field is what a record `of` is known by."""
    found = plain(name)
    return found in ("id", "uuid", "guid", "gid", f"{of}id", f"{of}uuid", "identifier")


def moment_of(name: str) -> bool:
    """Whether a number by this name is a moment: `created_at`, `lastSeenTimestamp`."""
    words = parts(name)
    return (len(words) > 1 and _MOMENT.fullmatch(words[-1]) is not None) or words == ["timestamp"]


def counted_moment(found: DiscoveredField, unit: str | None = None) -> DiscoveredField:
    """Take a number for a moment; without `unit` it is still to be said what it counts."""
    said: Tree = Todo(DECIDE_UNIT) if unit is None else unit
    return replace(found, kind="moment", options={} if unit == "s" else {"unit": said})


def match_of(fields: Iterable[DiscoveredField], name: str, key: str) -> tuple[str | None, bool]:
    """Find the field that proves a record's key, and whether that is a guess.

    One that is called as what is asked for; of an e-mail address the only one there is.
    """
    known = [each for each in flat(fields) if each.kind not in ("part", "money", "boolean")]
    asked = singular(plain(name))
    for each in known:
        if singular(plain(each.name)) == asked or plain(each.path) == asked:
            return each.path, False
    emails = [
        each for each in known if key == EMAIL and (each.kind == "email" or is_email(each.name))
    ]
    return (emails[0].path, True) if len(emails) == 1 else (None, False)


def flat(fields: Iterable[DiscoveredField], before: str = "") -> Iterable[DiscoveredField]:
    """Yield all fields with whole paths, those of parts (that are no list) too."""
    for each in fields:
        path = f"{before}{each.path}"
        yield replace(each, path=path)
        if each.kind == "part" and not each.many:
            yield from flat(each.fields, f"{path}.")


def with_money(fields: Sequence[DiscoveredField]) -> tuple[DiscoveredField, ...]:
    """Take an amount beside its currency for money, and an object of the two."""
    whole = [_money_part(each) for each in fields]
    currencies = {plain(each.name): each for each in whole if each.kind in ("text", "enum")}
    return tuple(_money(each, currencies) for each in whole)


def _money(found: DiscoveredField, beside: dict[str, DiscoveredField]) -> DiscoveredField:
    name = plain(found.name)
    own = next((each for each in _CURRENCY if f"{name}{each}" in beside), None)
    if found.kind not in _NUMBERS or found.many or not (own or _AMOUNT.fullmatch(name)):
        return found
    start = re.sub(r"(amount|price|total|cents)$", "", name)
    names = [f"{each}{currency}" for each in (name, start, "") for currency in _CURRENCY]
    currency = next((beside[each] for each in names if each in beside), None)
    return found if currency is None else _as_money(found, found.path, currency.path)


def _as_money(found: DiscoveredField, path: str, currency: str) -> DiscoveredField:
    units: Tree = Todo(DECIDE_UNITS)
    if parts(found.name)[-1:] == ["cents"] or _MINOR.search(found.says):
        units = "minor"
    elif found.kind == "float":
        units = "major"
    options = {"currency": currency, "units": units}
    return replace(found, kind="money", path=path, options=options, fields=())


def _money_part(found: DiscoveredField) -> DiscoveredField:
    if found.kind != "part" or found.many or len(found.fields) > _BESIDE_MONEY:
        return found
    by_name = {plain(each.name): each for each in found.fields}
    amount = next((by_name[each] for each in _VALUE if each in by_name), None)
    currency = next((by_name[each] for each in _CURRENCY if each in by_name), None)
    if amount is None or currency is None or amount.kind not in (*_NUMBERS, "text"):
        return found
    kind = "bigint" if amount.kind == "text" else amount.kind
    says = f"{found.says} {amount.says}".strip()
    as_one = replace(found, kind=kind, says=says)
    return _as_money(as_one, f"{found.path}.{amount.path}", f"{found.path}.{currency.path}")
