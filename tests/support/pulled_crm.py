"""A CRM that is pulled from, in memory."""

from dataclasses import replace
from datetime import datetime
from typing import Any, Literal

from aggregator.connectors.declaration import declared
from aggregator.connectors.manifest import Manifest
from aggregator.directory.pulls.pulls import PulledSource
from aggregator.domain.lookup import SourceList
from aggregator.upstream.listing import ListPage
from aggregator.upstream.paging import PagePlace

CONNECTOR = declared(
    "crm",
    Manifest.model_validate(
        {
            "name": "CRM",
            "authentication": "none",
            "directory": {"customer": "contact", "account": "company"},
            "people": {
                "request": "GET /contacts",
                "trust": "verified",
                "records": "results",
                "kind": "contact",
                "id": "id",
                "since": {"param": "since"},
                "fields": {"email": "mail", "display_name": "name", "custom.plan": "plan"},
            },
            "accounts": {
                "request": "GET /companies",
                "trust": "verified",
                "records": "results",
                "kind": "company",
                "id": "id",
                "fields": {"domain": "domain", "display_name": "name"},
            },
            "lookups": {
                "contact": {
                    "key": "contact",
                    "request": "GET /contact",
                    "batch": {"style": "fan-out", "param": "id"},
                    "records": "results",
                    "match": "id",
                    "fields": {"id": "id"},
                }
            },
        }
    ),
)


class FakeCrm:
    """Has people and companies; a page has two. `fails` are raised before a page, once each.

    `trust`: whether it vouches for the addresses of its people.
    """

    def __init__(
        self,
        people: int = 5,
        companies: int = 1,
        trust: Literal["verified", "claimed"] = "verified",
    ) -> None:
        self.trust = trust
        self.people: list[Any] = [person(n) for n in range(people)]
        self.companies: list[Any] = [
            {"id": n, "domain": f"c{n}.example", "name": f"Company {n}"} for n in range(companies)
        ]
        self.asked: list[tuple[str, int, datetime | None]] = []
        self.fails: list[Exception] = []

    async def __call__(
        self, all_of_them: SourceList, at: PagePlace | None, since: datetime | None
    ) -> ListPage:
        start = 0 if at is None else int(at.said["after"])
        self.asked.append((all_of_them.kind, start, since))
        if at is not None and self.fails:
            raise self.fails.pop()
        found = self.people if all_of_them.kind == "contact" else self.companies
        following = PagePlace({"after": start + 2}, {}) if start + 2 < len(found) else None
        return ListPage(found[start : start + 2], following)

    def source(self) -> PulledSource:
        people = CONNECTOR.people
        assert people is not None
        connector = replace(CONNECTOR, people=replace(people, trust=self.trust))
        return PulledSource("crm", connector, self)


def person(n: int, **more: object) -> dict[str, object]:
    return {"id": n, "mail": f"p{n}@x.co", "name": f"Person {n}", "plan": None, **more}
