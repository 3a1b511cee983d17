"""A directory that knows nobody, where sources are asked by ids that only it could hold."""

from collections.abc import Mapping

from aggregator.directory.directory import Directory
from aggregator.pipeline.answer import Workspace
from aggregator.schema.lookup_plan import OWN_KEYS
from aggregator.schema.systems import Providers


async def unfilled(directory: Directory, workspaces: Mapping[str, Workspace]) -> str:
    """Say which workspaces know nobody although a source needs it; empty: none.

    Raises DirectoryUnavailable.
    """
    said = []
    for name, workspace in workspaces.items():
        sources = asked_by_link(workspace.providers)
        if sources and await directory.is_empty(name):
            said.append(
                f"empty in workspace {name}: {', '.join(sources)} cannot be asked about anybody. "
                "Fix: aggregator customers import"
            )
    return "; ".join(said)


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
