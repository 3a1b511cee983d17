"""Secrets that rotate under load, for the test and for the soak."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path

from aggregator.domain.errors import SignatureError
from aggregator.domain.plain.signature import sign
from aggregator.service import Service
from aggregator.settings import SettingsLoader


@dataclass
class Seen:
    """What callers met, by what their secret or token was when they called."""

    active_accepted: int = 0
    active_refused: int = 0
    revoked_accepted: int = 0
    revoked_refused: int = 0


class Rotating:
    """A service whose signing secrets and tokens are those that its settings file names now."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.active: tuple[int, ...] = (0,)
        self._write()
        self.loader = SettingsLoader(home / "aggregator.toml", environ={})
        self.service = Service(self.loader.load(), again=self.loader)
        self.seen = Seen()

    async def activate(self, *generations: int) -> None:
        """Let these generations of secrets be accepted, and no other, once this returns."""
        self.active = generations
        self._write()
        await self.service.reload()

    async def call(self, generation: int) -> None:
        """Ask for a card, signed, and name a token of that generation."""
        active = generation in self.active
        raw = json.dumps({"cardKeys": ["nothing"], "customer": {"id": "c_1"}}).encode()
        headers = {"plain-request-signature": sign(f"secret-{generation}", raw)}
        try:
            await self.service.cards(headers, raw, "R")
        except SignatureError:
            accepted = False
        else:
            accepted = True
        known = self.service.token(f"Bearer token-{generation}") is not None
        for each in (accepted, known):
            word = f"{'active' if active else 'revoked'}_{'accepted' if each else 'refused'}"
            setattr(self.seen, word, getattr(self.seen, word) + 1)

    def _write(self) -> None:
        for generation in self.active:
            (self.home / f"secret-{generation}").write_text(f"secret-{generation}\n")
        secrets = ", ".join(f'"file:secret-{each}"' for each in self.active)
        tokens = "\n".join(
            f'[[tokens]]\nname = "t{each}"\nrole = "viewer"\nsecret = "token-{each}"'
            for each in self.active
        )
        (self.home / "aggregator.toml").write_text(
            f'signing_secrets = [{secrets}]\nreload = "never"\n'
            f'database_url = "sqlite+aiosqlite:///d.db"\ncards = "cards"\n'
            f"{tokens}\n"
        )


async def rotate(home: Path, rotations: int, at_once: int) -> Seen:
    """Rotate so many times while callers with old, current and next secrets go on.

    Callers that overlap a change are let finish before it: whether a secret was active at the
    moment they called is then beyond doubt.
    """
    rotating = Rotating(home)
    await rotating.service.start()
    try:
        for generation in range(rotations):
            following = generation + 1
            for active in ((generation,), (generation, following), (following,)):
                await rotating.activate(*active)
                callers = [
                    rotating.call(each)
                    for each in (generation - 1, generation, following)
                    for _ in range(at_once)
                ]
                await asyncio.gather(*callers)
    finally:
        await rotating.service.stop()
    return rotating.seen
