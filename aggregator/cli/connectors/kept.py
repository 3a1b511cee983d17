"""What `aggregator source try` leaves beside a connector: a proof, and replies."""

from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.cli.terminal.failure import CommandFailed
from aggregator.cli.terminal.output import step
from aggregator.cli.terminal.program import runnable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.authoring.trial.asking import TrialQuestion
    from aggregator.authoring.trial.report import SourceTrial
    from aggregator.settings import Settings
    from aggregator.world import World


def keep_proof(trial: "SourceTrial", settings: "Settings", server: str, *, fake: bool) -> None:
    """Write the proof into the folder of the connector, in a home of one's own."""
    from aggregator.authoring.contract.proof import PROOF, proof_from, proof_text
    from aggregator.domain.errors import ConnectorError
    from aggregator.language.files import write_text

    world, folder = _home_of(trial, settings)
    try:
        proof = proof_from(
            world.connectors[trial.connector], trial, server, "fake" if fake else "server"
        )
    except ConnectorError as error:
        raise CommandFailed(str(error)) from None
    write_text(folder / PROOF, proof_text(proof))
    grades = runnable(f"aggregator connectors test {trial.connector} grades it")
    step(f"{folder / PROOF} written; {grades}")


def keep_replies(
    trial: "SourceTrial", settings: "Settings", questions: "Sequence[TrialQuestion]"
) -> None:
    """Write what the source replied into the folder of its connector, with nobody's values."""
    from datetime import UTC, datetime

    from aggregator.authoring.contract.record import record
    from aggregator.authoring.contract.replies import REPLIES, replies_text
    from aggregator.domain.errors import ConnectorError
    from aggregator.language.files import write_text
    from aggregator.upstream.options import configured

    world, folder = _home_of(trial, settings)
    if trial.failed:
        raise CommandFailed(
            "Something is wrong, so that nothing is recorded. Fix: as it says above"
        )
    source, connector = settings.sources[trial.source], world.connectors[trial.connector]
    base = source.url or configured(trial.source, connector, source.options).url or ""
    try:
        made = record(
            connector, world.types_of, base, source.options, questions,
            datetime.now(UTC).date(), settings.secrets,
        )  # fmt: skip
    except ConnectorError as error:
        raise CommandFailed(str(error)) from None
    write_text(folder / REPLIES, replies_text(made.replies))
    for lookup, why in made.left_out.items():
        step(f"{lookup} is not recorded: {why}")
    reads = runnable(f"aggregator connectors test {trial.connector} reads it")
    step(f"{folder / REPLIES} written; {reads}")


def _home_of(trial: "SourceTrial", settings: "Settings") -> "tuple[World, Path]":
    """Give the folder of the connector. Raises CommandFailed: it is the package's."""
    from aggregator.connectors.folders import packaged
    from aggregator.world import build_world

    world = build_world(settings.connectors)
    file = world.path(trial.connector)
    if file is None or file in packaged().values():
        raise CommandFailed(
            f"The connector {trial.connector} is not of your home: what is kept comes with it. "
            f"Fix: aggregator connectors new NAME --from {trial.connector} copies it"
        )
    return world, file.parent
