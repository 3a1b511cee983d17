"""A folder of settings, secrets and one card, and a service that serves it, files seen at once."""

import json
from pathlib import Path
from typing import Any

from aggregator.domain.plain.signature import sign
from aggregator.service import Service
from aggregator.settings import SettingsLoader

GOOD = 'query Seats @card(title: "Seats") {{ customer {{ name @row(label: "{label}") }} }}\n'


class Home:
    """A folder of settings, secrets and cards, and the service that serves it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.card = folder / "cards" / "support" / "seats.graphql"
        self.card.parent.mkdir(parents=True)
        self.save("Seats")
        self.secret("first")
        self.configure()
        self.loader = SettingsLoader(folder / "aggregator.toml", environ={})
        self.service = Service(self.loader.load(), again=self.loader)

    def save(self, label: str) -> None:
        self.card.write_text(GOOD.format(label=label))

    def secret(self, *secrets: str) -> None:
        for number, secret in enumerate(secrets):
            (self.folder / f"secret-{number}").write_text(secret)

    def configure(self, secrets: int = 1, **settings: object) -> None:
        files = ", ".join(f'"file:secret-{number}"' for number in range(secrets))
        lines = [
            f"signing_secrets = [{files}]",
            'reload = "at_once"',
            'database_url = "sqlite:///d.db"',
        ]
        lines += [f"{name} = {json.dumps(value)}" for name, value in settings.items()]
        text = "\n".join(lines).replace("sqlite:///", "sqlite+aiosqlite:///")
        (self.folder / "aggregator.toml").write_text(text)

    async def labels(self, secret: str = "first", key: str = "seats") -> str:
        raw = json.dumps({"cardKeys": [key], "customer": {"email": "a@b.example"}}).encode()
        headers = {"plain-request-signature": sign(secret, raw)}
        return (await self.service.cards(headers, raw, "R")).body.decode()


def served(home: Home) -> Any:
    return home.service.snapshot.catalog.cards["seats"]
