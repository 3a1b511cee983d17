"""What the commands about customers share: the directory of the settings, and who asks."""

import getpass
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aggregator.cli.terminal.failure import CommandFailed
from aggregator.cli.terminal.output import out, say, step

if TYPE_CHECKING:
    from aggregator.directory.directory import Directory
    from aggregator.directory.imports.imports import Imports
    from aggregator.directory.pulls.pulls import Pulls
    from aggregator.directory.values import LinkRow
    from aggregator.domain.customer import CustomerMatch
    from aggregator.settings import Settings

_TOLD = 5.0
"""Seconds of a rest from which on it is told."""


@dataclass(frozen=True, slots=True)
class OpenDirectory:
    """The directory of the settings' workspace, its imports and pulls, and who asks."""

    settings: "Settings"
    directory: "Directory"
    imports: "Imports"
    pulls: "Pulls"
    actor: str

    @property
    def workspace_id(self) -> str:
        return self.settings.workspace_id


def finish(work: Coroutine[Any, Any, None]) -> None:
    """Run it to its end, in a loop that is loaded when there is something to run."""
    import asyncio

    asyncio.run(work)


@asynccontextmanager
async def open_directory(config: Path | None) -> AsyncIterator[OpenDirectory]:
    """Open the settings' database, its tables brought to this version. A server may run beside."""
    from aggregator.directory.directory import Directory
    from aggregator.directory.imports.imports import Imports
    from aggregator.directory.pulls.pulls import Pulls
    from aggregator.settings import load_settings
    from aggregator.store import Store

    settings = load_settings(config)
    store = Store(settings.database_url.get_secret_value())
    try:
        await store.migrate()
        yield OpenDirectory(
            settings,
            Directory(store),
            Imports(store, settings.workspace_id),
            Pulls(store, settings.workspace_id, rest=_rest),
            f"cli:{_user()}",
        )
    finally:
        await store.close()


def counted_words(counts: Mapping[str, int]) -> str:
    """Say how many there were of each: `2 created, 0 updated`."""
    return ", ".join(f"{many:,} {name}" for name, many in counts.items())


async def _rest(seconds: float) -> None:
    """Leave a source alone, and say so where it takes a while."""
    if seconds >= _TOLD:
        step(f"waiting {seconds:.0f} s: what the source allows is shared with cards")
    from asyncio import sleep

    await sleep(seconds)


async def customer_of(opened: OpenDirectory, text: str) -> "CustomerMatch":
    """Find the one customer whom an id means: ours, the backend's, Plain's, or an e-mail.

    CommandFailed: nobody, or several.
    """
    from aggregator.domain.customer import CustomerIds, CustomerMatch

    asked = [
        CustomerIds(customer_id=text),
        CustomerIds(external_id=text),
        CustomerIds(plain_id=text),
        CustomerIds(email=text),
    ]
    found = await opened.directory.resolve(opened.workspace_id, asked)
    matches = {match.id: match for match in found.values() if isinstance(match, CustomerMatch)}
    if len(matches) == 1:
        return next(iter(matches.values()))
    if matches:
        ids = ", ".join(sorted(matches))
        raise CommandFailed(
            f"'{text}' is an id of several customers: {ids}. Fix: name one of these"
        )
    if found:
        raise CommandFailed(
            f"Several customers have '{text}'. Fix: aggregator customers find '{text}' lists them"
        )
    raise CommandFailed(
        f"Nobody in the directory has '{text}' as their id or e-mail. "
        f"Fix: aggregator customers find '{text}' searches names too"
    )


EMPTY = "Nobody is in the directory yet: aggregator customers import FILE brings customers"


def tell_links(rows: "Sequence[LinkRow]") -> None:
    """Say each value: whose word it is, how far it is trusted, since when, who did it."""
    width = max((len(row.name) for row in rows), default=0)
    for row in rows:
        said = [f"by {row.source}", row.trust, f"since {row.valid_from:%Y-%m-%d %H:%M}"]
        said += [f"until {row.valid_to:%Y-%m-%d %H:%M}"] if row.valid_to else []
        said += [row.import_id] if row.import_id else [row.actor]
        said += [row.reason] if row.reason else []
        value = " ".join(row.value.split())
        say(out(), f"  {row.name:{width}}  {value}  ({', '.join(said)})")


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container without users
        return "unknown"
