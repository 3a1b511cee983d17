"""Plain's request, read strictly as JSON and leniently as a model.

Lenient, because a 4xx of ours costs the agent five minutes: null and absent mean the same, unknown
fields are ignored, repeated keys are one, keys that break Plain's pattern are answered as unknown.
Strict where bytes are hostile: NaN, lone surrogates, endless numbers and depth bombs are refused.
No message ever quotes the input.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson

from aggregator.domain.customer import CustomerIds, TenantIds, ThreadIds
from aggregator.domain.errors import InvalidRequest
from aggregator.domain.plain import limits
from aggregator.domain.plain.limits import utf16_length


@dataclass(frozen=True, slots=True)
class CardRequest:
    """What Plain asks: which cards, for whom, where.

    `card_keys` are distinct and in the order asked. `customer`, `thread` and `tenant` are None when
    the request names none, or names one without any id. `workspace_id` is the workspace the caller
    was proven to speak for, not what it claims. `timestamp` is when Plain says it sent this.
    """

    card_keys: tuple[str, ...]
    customer: CustomerIds | None
    thread: ThreadIds | None
    tenant: TenantIds | None
    workspace_id: str
    timestamp: datetime | None = None


ROOTS: Final = ("customer", "thread", "tenant")
"""What a request may speak of, and where a card's query begins."""

_NOBODY, _NOWHERE, _NO_COMPANY = CustomerIds(), ThreadIds(), TenantIds()

VARIABLES: Final[Mapping[str, Callable[[CardRequest], str | None]]] = {
    "customerId": lambda asked: (asked.customer or _NOBODY).plain_id,
    "customerEmail": lambda asked: (asked.customer or _NOBODY).email,
    "customerExternalId": lambda asked: (asked.customer or _NOBODY).external_id,
    "threadId": lambda asked: (asked.thread or _NOWHERE).plain_id,
    "threadExternalId": lambda asked: (asked.thread or _NOWHERE).external_id,
    "tenantId": lambda asked: (asked.tenant or _NO_COMPANY).plain_id,
    "tenantExternalId": lambda asked: (asked.tenant or _NO_COMPANY).external_id,
    "workspaceId": lambda asked: asked.workspace_id,
}
"""The variables that a card's query may name, each filled from the request; null: it lacks it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a request speaks of, and where; None for what it does not name."""

    customer: CustomerIds | None
    thread: ThreadIds | None
    tenant: TenantIds | None


def parse(raw: bytes, workspace_id: str) -> CardRequest:
    """Read the request in `raw`; InvalidRequest, with a path, when it is none."""
    body = _decode(raw)
    subject = read_subject(body)
    return CardRequest(
        card_keys=_card_keys(body),
        customer=subject.customer,
        thread=subject.thread,
        tenant=subject.tenant,
        workspace_id=workspace_id,
        timestamp=_timestamp(body.get("timestamp")),
    )


def read_subject(body: Mapping[str, Any]) -> Subject:
    """Read `customer`, `thread` and `tenant` of an object in Plain's shape; InvalidRequest."""
    customer = _object(body, "customer")
    thread = _object(body, "thread")
    tenant = _object(body, "tenant")
    person = CustomerIds(
        plain_id=_id(customer, "customer", "id"),
        external_id=_id(customer, "customer", "externalId"),
        email=_id(customer, "customer", "email"),
        tenant_id=_id(tenant, "tenant", "id"),
        tenant_external_id=_id(tenant, "tenant", "externalId"),
    )
    conversation = ThreadIds(
        plain_id=_id(thread, "thread", "id"),
        external_id=_id(thread, "thread", "externalId"),
    )
    company = TenantIds(
        plain_id=_id(tenant, "tenant", "id"),
        external_id=_id(tenant, "tenant", "externalId"),
    )
    return Subject(
        customer=person or None,
        thread=conversation if conversation != ThreadIds() else None,
        tenant=company or None,
    )


def _decode(raw: bytes) -> dict[str, Any]:
    try:
        body = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        # `from None`: the decoder's error holds the whole document.
        raise InvalidRequest(
            f"The body is not JSON in UTF-8, from byte {error.pos} on.", at=error.pos
        ) from None
    if not isinstance(body, dict):
        raise _wrong("body", "must be a JSON object")
    return body


def _card_keys(body: dict[str, Any]) -> tuple[str, ...]:
    given = body.get("cardKeys")
    if given is None:
        raise _wrong("cardKeys", "is required, as a list of card keys")
    if not isinstance(given, list):
        raise _wrong("cardKeys", "must be a list of card keys")
    for index, key in enumerate(given):
        if not isinstance(key, str):
            raise _wrong(f"cardKeys[{index}]", "must be text")
        if utf16_length(key) > limits.KEY_MAX:
            raise _wrong(f"cardKeys[{index}]", f"is longer than {limits.KEY_MAX} characters")
    keys = tuple(dict.fromkeys(given))
    if len(keys) > limits.KEYS_MAX:
        raise _wrong("cardKeys", f"asks for more than {limits.KEYS_MAX} cards at once")
    return keys


def _object(body: Mapping[str, Any], name: str) -> dict[str, Any]:
    given = body.get(name)
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise _wrong(name, "must be an object, null or absent")
    return given


def _id(holder: dict[str, Any], owner: str, name: str) -> str | None:
    """Read an id as received; None when it is null, absent, empty or only space."""
    given = holder.get(name)
    if given is None:
        return None
    if not isinstance(given, str):
        raise _wrong(f"{owner}.{name}", "must be text, null or absent")
    if utf16_length(given) > limits.ID_MAX:
        raise _wrong(f"{owner}.{name}", f"is longer than {limits.ID_MAX} characters")
    if "\x00" in given:  # no database keeps it in text, so no id can hold it
        raise _wrong(f"{owner}.{name}", "holds a NUL character")
    return given if given.strip() else None


def _timestamp(given: object) -> datetime | None:
    """Read when Plain sent this; None when it cannot be: the field is undocumented."""
    if not isinstance(given, str) or len(given) > 40 or not given.isascii():
        return None
    try:
        moment = datetime.fromisoformat(given)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _wrong(path: str, rule: str) -> InvalidRequest:
    return InvalidRequest(f"{path} {rule}.", path=path)
