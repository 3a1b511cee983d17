"""What Plain keeps: one instance for each card at a customer."""

from datetime import datetime
from typing import TypeAlias

from aggregator.domain.customer import CustomerIds, TenantIds, ThreadIds
from aggregator.domain.identity import EMAIL, normalise
from aggregator.simulator.configs import CardConfig
from aggregator.simulator.instances import Instance, is_fresh
from aggregator.simulator.unpublished import Unpublished

Slot: TypeAlias = tuple[str | None, ...]
"""Whose card: the customer, the card's id, and thread or tenant where settings part by them."""

_SWEEP = 10_000
"""Instances from which expired ones are looked for before another is kept."""


def slot(
    card: CardConfig,
    customer: CustomerIds,
    thread: ThreadIds | None,
    tenant: TenantIds | None,
    rules: Unpublished,
) -> Slot:
    """Name the place of one card; the customer is the first of id, external id and e-mail."""
    if customer.plain_id is not None:
        who = f"id {customer.plain_id}"
    elif customer.external_id is not None:
        who = f"external {customer.external_id}"
    else:
        email = customer.email or ""
        who = f"email {normalise(EMAIL, email) or email}"
    threads = (thread.plain_id, thread.external_id) if thread and rules.cache_per_thread else ()
    tenants = (tenant.plain_id, tenant.external_id) if tenant and rules.cache_per_tenant else ()
    return (who, card.id, "thread", *threads, "tenant", *tenants)


class InstanceCache:
    """The latest instance of each card, fresh or not."""

    def __init__(self) -> None:
        self._instances: dict[Slot, Instance] = {}
        self._sweep_at = _SWEEP

    def __len__(self) -> int:
        return len(self._instances)

    def get(self, where: Slot) -> Instance | None:
        return self._instances.get(where)

    def put(self, where: Slot, instance: Instance, now: datetime) -> None:
        """Keep `instance` in place of what was there; many expired ones are dropped first.

        Plain deletes a card within minutes of its expiry, 48 hours at most: nobody can tell when.
        """
        if len(self._instances) >= self._sweep_at:
            kept = {at: it for at, it in self._instances.items() if is_fresh(it, now)}
            self._instances = kept
            self._sweep_at = max(_SWEEP, 2 * len(kept))
        self._instances[where] = instance

    def clear(self) -> None:
        self._instances.clear()
