"""A directory that knows nobody, where sources are asked by ids that only it could hold."""

from collections.abc import Iterator, Mapping

from aggregator.directory.directory import Directory
from aggregator.pipeline.answer import Workspace
from aggregator.schema.lookup_plan import LookupStep, asked_by_link
from aggregator.schema.systems import Providers


async def unfilled(directory: Directory, workspaces: Mapping[str, Workspace]) -> str:
    """Say in how many workspaces nobody is known although a source needs it; empty: in none.

    Anybody may read it: it names no workspace. Raises DirectoryUnavailable.
    """
    empty, sources = 0, set[str]()
    for name, workspace in workspaces.items():
        needing = asked_by_link(_firsts(workspace.providers))
        if needing and await directory.is_empty(name):
            empty += 1
            sources.update(needing)
    if not empty:
        return ""
    where, others = "", ""
    if len(workspaces) > 1:  # the command fills the first of them alone
        where = f" in {empty} of {len(workspaces)} workspaces"
        others = ", or /api/imports with a token of the workspace"
    return (
        f"empty{where}: {', '.join(sorted(sources))} cannot be asked about anybody. "
        f"Fix: aggregator customers import{others}"
    )


def _firsts(providers: Providers) -> Iterator[tuple[str, LookupStep]]:
    for field, provided in providers.items():
        for route in provided:
            yield field, route[0].step
