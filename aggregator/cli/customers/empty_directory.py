"""A directory that knows nobody, as `check` tells of it: by its file alone, without a server."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aggregator.settings.author import AuthorSettings

_NOBODY = (
    "SELECT NOT EXISTS (SELECT 1 FROM subjects WHERE workspace_id = ? AND subject = 'customer')"
)

Lacking = Mapping[str, list[str]]
"""Workspaces in which nobody is -> their sources that nobody can be asked about for that."""


def needs_customers(settings: "AuthorSettings") -> Lacking:
    """Find the workspaces of which the directory's file holds no customer, where one is needed.

    Empty where there is no such file yet, or where it cannot be read: then nothing is known.
    """
    named = dict(_sources(settings))
    empty = [] if settings.database is None else _nobody_in(settings.database, [*named])
    if not empty:
        return {}
    from aggregator.domain.errors import ConnectorError
    from aggregator.schema.lookup_plan import LookupPlan, asked_by_link
    from aggregator.written_world import read_world

    connectors = read_world(settings.connectors, settings.cache).connectors
    lacking: dict[str, list[str]] = {}
    for workspace in empty:
        keys = named[workspace]
        sources = {name: connectors[key] for name, key in keys.items() if key in connectors}
        try:
            needing = asked_by_link(LookupPlan.of(sources).firsts)
        except ConnectorError:  # told as a finding of that connector
            continue
        if needing:
            lacking[workspace] = needing
    return lacking


def told(lacking: Lacking, first: str) -> str:
    """Say so. `first`: the workspace that the commands fill."""
    lines = []
    for workspace, sources in lacking.items():
        where = "" if workspace == first else f" for the workspace {workspace}"
        fix = "aggregator customers import FILE, or customers pull"
        if where:
            fix = "/api/imports with a token of that workspace"
        lines.append(
            f"Nobody is in the directory{where}: {', '.join(sources)} cannot be asked about "
            f"anybody, as only it can hold their ids there. Fix: {fix}"
        )
    return "\n".join(lines)


def _sources(settings: "AuthorSettings") -> Iterator[tuple[str, dict[str, str]]]:
    """Each workspace, and the connectors of its sources."""
    if settings.sources:
        yield (
            settings.workspace_id,
            {name: source.connector for name, source in settings.sources.items()},
        )
    others: dict[str, dict[str, str]] = {}
    for each in settings.stated:
        if each.place[0] == "workspaces":
            _, workspace, _, name = map(str, each.place)
            others.setdefault(workspace, {})[name] = each.connector
    yield from others.items()


def _nobody_in(file: Path, workspaces: list[str]) -> list[str]:
    if not file.is_file() or not workspaces:
        return []
    import sqlite3
    from contextlib import closing

    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as opened:
            return [each for each in workspaces if opened.execute(_NOBODY, [each]).fetchone()[0]]
    except sqlite3.Error:  # no directory, an older one, or one that is being made
        return []
