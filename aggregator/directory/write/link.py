"""Linking by hand: one kind and value of one customer, as an upsert."""

from dataclasses import dataclass

from aggregator.directory.kinds import EXTERNAL_ID, KINDS, PLAIN_ID
from aggregator.directory.values import CustomerUpsert
from aggregator.domain.errors import InvalidRequest
from aggregator.domain.identity import EMAIL, PHONE


@dataclass(frozen=True, slots=True)
class LinkedIds:
    """Whom, and by which kind (`email`, `billing.customer`) and value they are known."""

    customer_id: str
    kind: str
    value: str


def linked_upsert(linked: LinkedIds) -> CustomerUpsert:
    """Say it as an upsert. InvalidRequest: there is no such kind, or no value."""
    kind, value = linked.kind, linked.value.strip()
    if not value:
        raise InvalidRequest("A link needs a value.")
    if "." in kind:
        return CustomerUpsert(id=linked.customer_id, keys={kind: value})
    if kind not in KINDS["customer"]:
        raise InvalidRequest(
            f"`kind` is {', '.join(KINDS['customer'])}, or an id in a source as billing.customer."
        )
    return CustomerUpsert(
        id=linked.customer_id,
        external_id=value if kind == EXTERNAL_ID else None,
        plain_id=value if kind == PLAIN_ID else None,
        email=value if kind == EMAIL else None,
        phone=value if kind == PHONE else None,
    )
