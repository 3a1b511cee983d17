"""All that was recorded of a connector's system, asked again; what is not as it was has a place."""

from collections.abc import Mapping

from aggregator.authoring.contract.instant import InstantLoop, run_at_once
from aggregator.authoring.contract.option_values import NotPlayable
from aggregator.authoring.contract.replay import Replayer, ReplayFault
from aggregator.authoring.contract.replies import RecordedReplies
from aggregator.connectors.places import Places
from aggregator.domain.errors import AggregatorError
from aggregator.telemetry.log import captured
from aggregator.world import World


def replay(world: World, key: str, recorded: RecordedReplies) -> Mapping[str, str]:
    """Say for each recorded lookup what is not as it was: "" where all is.

    Not to be called where a loop is running.
    """
    connector = world.connectors[key]
    file = world.path(key)
    places = world.read.files[file].manifest.places if file is not None else None
    names = {each.name for each in connector.lookups}
    recorded_names = dict.fromkeys(each.lookup for each in recorded.questions)

    async def run(loop: InstantLoop) -> Mapping[str, str]:
        try:
            replayer = Replayer.of(connector, recorded.options, world.types_of, loop)
        except (NotPlayable, AggregatorError) as why:
            told = f"what was recorded cannot be asked again: {why}"
            return dict.fromkeys(names & recorded_names.keys(), told)
        try:
            return {
                name: await _first_fault(replayer, recorded, name, places)
                for name in recorded_names
                if name in names
            }
        finally:
            await replayer.close()

    with captured():
        return run_at_once(run)


async def _first_fault(
    replayer: Replayer, recorded: RecordedReplies, lookup: str, places: Places | None
) -> str:
    for question in recorded.of(lookup):
        fault = await replayer.judge(question)
        if fault is not None:
            return _told(fault, places)
    return ""


def _told(fault: ReplayFault, places: Places | None) -> str:
    if places is None:
        return fault.what
    span = places.of(fault.at)
    place = span.place()
    return f"{span.path}:{place.line}:{place.column}: {fault.what}"
