"""A directory that knows nobody, where sources are asked by ids that only it could hold."""

from collections.abc import Mapping

from aggregator.directory.directory import Directory
from aggregator.domain.customer import OWN_KEYS
from aggregator.pipeline.answer import Workspace
from aggregator.schema.systems import Providers


async def unfilled(directory: Directory, workspaces: Mapping[str, Workspace]) -> str:
    """Say in how many workspaces nobody is known although a source needs it; empty: in none.

    Anybody may read it: it names no workspace. Raises DirectoryUnavailable.
    """
    empty, sources = 0, set[str]()
    for name, workspace in workspaces.items():
        needing = asked_by_link(workspace.providers)
        if needing and await directory.is_empty(name):
            empty += 1
            sources.update(needing)
    if not empty:
        return ""
    where = f" in {empty} of {len(workspaces)} workspaces" if len(workspaces) > 1 else ""
    return (
        f"empty{where}: {', '.join(sorted(sources))} cannot be asked about anybody. "
        "Fix: aggregator customers import"
    )


def asked_by_link(providers: Providers) -> list[str]:
    """Name the sources that nobody can be asked about unless the directory holds an id of them."""
    routes = [
        route[0].step
        for field, provided in providers.items()
        if field.startswith("Customer.")
        for route in provided
    ]
    by_request = {step.source for step in routes if step.key in OWN_KEYS}
    return sorted({step.source for step in routes} - by_request)
