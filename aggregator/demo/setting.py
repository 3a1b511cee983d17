"""The demo company in the product: settings for its systems, and a directory that knows its people.

The secrets are public: `serve` refuses them (settings/safety.py).
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aggregator.authoring.recorder import Recorder
from aggregator.demo.company import DemoCompany
from aggregator.demo.data import DemoData, seed_records
from aggregator.demo.personas import (
    ALEX,
    EXTERNAL_ONLY,
    HOSTILE,
    MANY_INVOICES,
    NO_SUBSCRIPTION,
    NOBODY_EMAIL,
    NOT_IN_BILLING,
    PAST_DUE,
    SHARED_ONE,
    SHARED_TWO,
    Persona,
)
from aggregator.directory.directory import Directory
from aggregator.directory.values import Provenance
from aggregator.domain.errors import SettingsError
from aggregator.service import Service
from aggregator.service.snapshot import OnSnapshot, log_diagnostics
from aggregator.settings import Settings

WORKSPACE = "w_demo"
SIGNING_SECRET = "demo-secret"
HEADER = ("Authorization", "Bearer demo-token")
TOKENS: Mapping[str, str] = {
    "demo-viewer": "viewer",
    "demo-engineer": "engineer",
    "demo-operator": "operator",
}
"""Token -> role."""

PHRASES: Mapping[Persona, str] = {
    ALEX: "all is well; Plain's own example customer",
    PAST_DUE: "subscription past due",
    NO_SUBSCRIPTION: "never bought anything",
    NOT_IN_BILLING: "billing never heard of them",
    MANY_INVOICES: "412 invoices",
    HOSTILE: "texts that try to break a card",
    SHARED_ONE: "one of two at the same domain",
    SHARED_TWO: "the other one",
    EXTERNAL_ONLY: "no e-mail, only an external id",
}
NOBODY = (NOBODY_EMAIL, "known to no system")


def demo_settings(
    company: DemoCompany,
    home: Path,
    cards: Path,
    graphql: Path,
    port: int = 0,
    host: str = "127.0.0.1",
    **others: Any,
) -> Settings:
    """Give the settings of a service on the running `company`; its database lies in `home`.

    Neither the environment nor a settings file is read. `others` are settings by name.
    """
    sources = {
        source.name: {
            "connector": source.connector,
            "url": source.url,
            "credentials": dict(source.credentials),
        }
        for source in company.sources.values()
    }
    chosen: dict[str, Any] = {
        "workspace_id": WORKSPACE,
        "signing_secrets": [SIGNING_SECRET],
        "header_name": HEADER[0],
        "header_secrets": [HEADER[1]],
        "tokens": [
            {"name": token, "role": role, "secret": token} for token, role in TOKENS.items()
        ],
        "sources": sources,
        "database_url": f"sqlite+aiosqlite:///{home / 'demo.db'}",
        "cards": cards,
        "graphql": graphql,
        "connectors": [],  # its sources are of the packaged ones, whatever a home has
        "host": host,
        "port": port,
        "public_pages": True,
        "reload": "at_once",
        "log_format": "text",
    }
    return Settings.model_validate({**chosen, **others})


class DemoService(Service):
    """A service whose directory knows the company's people as soon as it has started."""

    def __init__(
        self, settings: Settings, company: DemoCompany, loaded: OnSnapshot = log_diagnostics
    ) -> None:
        recorder = Recorder.of(settings)
        super().__init__(settings, loaded=loaded, listeners=recorder.tape, erased=recorder.forget)
        self.company = company

    async def start(self) -> None:
        await super().start()
        await seed(self, self.company)


async def seed(service: Service, company: DemoCompany) -> None:
    """Fill the directory of a started service; one filled earlier with as many people is kept.

    SettingsError when it holds another number of people than the company has.
    """
    workspace_id = service.snapshot.settings.workspace_id
    known = (await service.directory.page(workspace_id, first=1)).total
    people = len(company.data.customers)
    if known == 0:
        await fill(service.directory, workspace_id, company.data)
        await service.hear(workspace_id)
    elif known != people:
        raise SettingsError(
            f"The kept directory holds {known} customers and the company {people}. "
            f"Fix: --customers {known}, or another folder for --keep"
        )


async def fill(directory: Directory, workspace_id: str, data: DemoData) -> None:
    """Tell the directory everybody, as the company's own backend would."""
    accounts, customers = seed_records(data)
    await directory.add(workspace_id, accounts, customers, Provenance("backend", "demo"))
