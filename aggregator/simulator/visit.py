"""Whom an agent looks at, and where: what a request says beside its card keys."""

import base64
import hashlib
from dataclasses import dataclass

from aggregator.domain.customer import CustomerIds, TenantIds, ThreadIds
from aggregator.simulator.call import Ids


@dataclass(frozen=True, slots=True)
class Visit:
    """An agent has this customer open, perhaps in a thread and with a tenant."""

    customer: CustomerIds
    thread: ThreadIds | None = None
    tenant: TenantIds | None = None

    @property
    def customer_ids(self) -> Ids:
        who = self.customer
        return {"id": who.plain_id, "externalId": who.external_id, "email": who.email}

    @property
    def thread_ids(self) -> Ids | None:
        it = self.thread
        return None if it is None else {"id": it.plain_id, "externalId": it.external_id}

    @property
    def tenant_ids(self) -> Ids | None:
        it = self.tenant
        return None if it is None else {"id": it.plain_id, "externalId": it.external_id}


def plain_id(prefix: str, known: str) -> str:
    """Make up the id that Plain would have given, always the same for what is `known`.

    An e-mail is given normalised: its spellings are one customer. `prefix` is Plain's: "c"
    customers, "th" threads, "te" tenants.
    """
    digest = hashlib.sha256(known.strip().encode("utf-8", "surrogatepass")).digest()
    return f"{prefix}_01{base64.b32encode(digest).decode()[:24]}"
