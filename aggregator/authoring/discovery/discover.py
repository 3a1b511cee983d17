"""From a description to the files of a connector, in three steps that a caller shows in between.

system = await look("openapi", Whereabouts("openapi.yaml"))
chosen = choose(system, ["vehicles"])
files = files_of(system, "fleet", chosen, Taken.of(world, "fleet"))
"""

from collections.abc import Sequence
from dataclasses import replace

from aggregator.authoring.discovery.document import Whereabouts
from aggregator.authoring.discovery.found import DiscoveryError, FoundObject, FoundSystem
from aggregator.authoring.discovery.kinds import all_kinds
from aggregator.schema.near import meant

MAX_CHOSEN = 20
"""Objects of one connector."""


async def look(kind: str, at: Whereabouts) -> FoundSystem:
    """Find out what a description holds; the objects that can be asked for come first.

    Raises DiscoveryError, SourceError or OSError.
    """
    try:
        system = await all_kinds()[kind](at)
    except RecursionError:
        raise DiscoveryError(f"{at.shown} is nested too deep. Fix: a flatter one") from None
    if not system.objects:
        raise DiscoveryError(
            f"{at.shown} holds nothing that could be asked for: no object with fields, and no way "
            "to it. Fix: a whole description, with what it answers"
        )
    return replace(system, objects=tuple(sorted(system.objects, key=lambda of: rank(system, of))))


def rank(system: FoundSystem, of: FoundObject) -> int:
    """Say how well it can be asked: 0 by what is a person's own, 1 by a chain, 2 in another way."""
    best = system.best(of)
    if best is None:
        return 3
    return 0 if best.own else 1 if system.chain(of, best) else 2


def choose(system: FoundSystem, names: Sequence[str]) -> Sequence[FoundObject]:
    """Give the objects of these names, each once. DiscoveryError: there is none of a name."""
    chosen: dict[str, FoundObject] = {}
    for name in names:
        found = system.object_of(name)
        if found is None:
            near = meant(name, [each.name for each in system.objects])
            fix = f'Did you mean "{near[0]}"?' if near else f"Fix: one of {_some(system)}"
            raise DiscoveryError(f'There is no object "{name}" in it. {fix}')
        chosen[name] = found
    if not chosen:
        raise DiscoveryError(
            f"Which of them? Fix: --object {system.objects[0].name}, once for each: {_some(system)}"
        )
    if len(chosen) > MAX_CHOSEN:
        raise DiscoveryError(
            f"{len(chosen)} objects are too many for one connector. Fix: at most {MAX_CHOSEN}"
        )
    return tuple(chosen.values())


def _some(system: FoundSystem) -> str:
    names = [each.name for each in system.objects[:MAX_CHOSEN]]
    more = len(system.objects) - len(names)
    return f"{', '.join(names)}{f' and {more} more' if more else ''}"
