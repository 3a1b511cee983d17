"""What is examined: an address, what proves a request there, and about whom it is asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from aggregator.simulator.call import Ids


@dataclass(frozen=True, slots=True)
class ProbeTarget:
    """An implementation, and the way it is asked.

    keys      cards that it has, at least one
    customer  somebody for whom they show something, by Plain's names: id, externalId, email
    secret    signs each request; None: it knows no signatures
    retired   a secret that is no longer accepted, when there is one to try
    headers   what Plain is told to send along, `Authorization` mostly
    """

    url: str
    keys: tuple[str, ...]
    customer: Ids
    thread: Ids | None = None
    tenant: Ids | None = None
    secret: str | None = field(default=None, repr=False)
    retired: str | None = field(default=None, repr=False)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    workspace_id: str = "default"
