"""A directory that knows nobody, as `check` tells of it: by its file alone, without a server."""

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aggregator.settings.author import AuthorSettings

_NOBODY = "SELECT NOT EXISTS (SELECT 1 FROM subjects WHERE subject = 'customer')"


def needs_customers(settings: "AuthorSettings") -> list[str]:
    """Name the sources that nobody can be asked about, as the directory's file holds no customer.

    Empty where there is no such file yet, or where it cannot be read: then nothing is known.
    """
    if settings.database is None or not settings.sources or not _nobody_in(settings.database):
        return []
    from aggregator.domain.errors import ConnectorError
    from aggregator.schema.lookup_plan import LookupPlan, asked_by_link
    from aggregator.written_world import read_world

    connectors = read_world(settings.connectors, settings.cache).connectors
    named = {name: source.connector for name, source in settings.sources.items()}
    sources = {name: connectors[key] for name, key in named.items() if key in connectors}
    try:
        return asked_by_link(LookupPlan.of(sources).firsts)
    except ConnectorError:  # told as a finding of that connector
        return []


def told(sources: list[str]) -> str:
    return (
        f"Nobody is in the directory: {', '.join(sources)} cannot be asked about anybody, as only "
        "it can hold their ids there. Fix: aggregator customers import FILE, or customers pull"
    )


def _nobody_in(file: Path) -> bool:
    if not file.is_file():
        return False
    import sqlite3
    from contextlib import closing

    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as opened:
            [nobody] = opened.execute(_NOBODY).fetchone()
    except sqlite3.Error:  # no directory, an older one, or one that is being made
        return False
    return bool(nobody)
