"""The product itself for tests of the outside: no sources, one card, a store of its own."""

from pathlib import Path

from pydantic import SecretStr

from aggregator.domain.access import Role, hash_token
from aggregator.service import Service
from aggregator.settings import Settings, TokenSettings

CARD = 'query Q @card(title: "E-mail") { customer { email @text } }\n'


def real_service(folder: Path) -> Service:
    """Make it, not yet started. It asks for no signature; the token `engineer` is an engineer's."""
    team = folder / "cards" / "team"
    team.mkdir(parents=True, exist_ok=True)
    (team / "email.graphql").write_text(CARD, encoding="utf-8")  # without a card it is not ready
    return Service(
        Settings(
            database_url=SecretStr(f"sqlite+aiosqlite:///{folder}/store.db"),
            cards=folder / "cards",
            connectors=(folder / "connectors",),
            insecure=True,
            tokens=(TokenSettings(name="e", role=Role.ENGINEER, sha256=hash_token("engineer")),),
        )
    )
