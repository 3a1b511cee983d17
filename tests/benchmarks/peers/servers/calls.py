"""What the peers ask the four sources, and how their servers are set up, by the environment.

`PEER` holds {"port", "links": a file, "urls": {source: address}, "secret"}. `links` is who is whom:
{e-mail: {"customer", "contact", "user", "external"}}. Peers hold it in memory, which costs them
less than any store would; ours asks its directory.
"""

import hashlib
import hmac
import json
import os
from base64 import b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Ids = dict[str, str]

FIRST = {"invoices": 10, "tickets": 5, "conversations": 2, "features": 3, "incidents": 2}
"""The most that any of the 25 cards shows of each list."""

USAGE = (
    "query usage($ids: [ID!]!) { users(filter: {externalId: {in: $ids}}) "
    "{ externalId usage { apiCalls apiRatio health } } }"
)
SEATS = (
    "query seats($ids: [ID!]!) { users(filter: {externalId: {in: $ids}}) "
    "{ externalId seats { used } } }"
)
FEATURES = (
    "query features($ids: [ID!]!, $first: Int!) "
    "{ featureFlags(filter: {user: {in: $ids}}, firstPerUser: $first) { user key enabled } }"
)
INCIDENTS = (
    "query incidents($ids: [ID!]!, $first: Int!) "
    "{ incidents(filter: {user: {in: $ids}}, firstPerUser: $first) { user title severity } }"
)

HEADERS = {
    "billing": {"X-Api-Key": "demo-billing-key"},
    "crm": {"Authorization": "Bearer prebuilt"},
    "helpdesk": {
        "Authorization": "Basic " + b64encode(b"demo@helpdesk.example:demo-password").decode()
    },
    "product": {"Authorization": "Bearer demo-product-token"},
}

NEEDS: dict[str, tuple[str, ...]] = {
    "card-01": ("subscription",),
    "card-02": ("subscription",),
    "card-03": ("plan",),
    "card-04": ("plan",),
    "card-05": ("plan",),
    "card-06": ("invoices",),
    "card-07": ("invoices",),
    "card-08": ("invoices",),
    "card-09": ("contact",),
    "card-10": ("contact",),
    "card-11": ("contact_owner",),
    "card-12": ("account",),
    "card-13": ("account",),
    "card-14": ("account_owner",),
    "card-15": ("tickets",),
    "card-16": ("tickets",),
    "card-17": ("conversations",),
    "card-18": ("usage",),
    "card-19": ("usage",),
    "card-20": ("seats",),
    "card-21": ("features",),
    "card-22": ("incidents",),
    "card-23": ("contact", "subscription"),
    "card-24": ("usage", "tickets"),
    "card-25": ("account_owner", "plan", "incidents"),
}
"""What each card reads of a customer."""


@dataclass(frozen=True)
class Setting:
    """How a peer is set up."""

    port: int
    urls: dict[str, str]
    links: dict[str, Ids]
    secret: bytes

    def proven(self, signature: str, body: bytes) -> bool:
        """Whether `body` comes from Plain."""
        expected = hmac.new(self.secret, body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(expected, signature)


def setting() -> Setting:
    given: dict[str, Any] = json.loads(os.environ["PEER"])
    links = json.loads(Path(given["links"]).read_text(encoding="utf-8"))
    return Setting(given["port"], given["urls"], links, given["secret"].encode())
