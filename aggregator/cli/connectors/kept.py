"""What `aggregator source try` leaves beside a connector: a proof, and replies."""

import os
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


def keep_proof(
    trial: "SourceTrial", place: "tuple[World, Path]", server: str, *, fake: bool
) -> None:
    """Write the proof into the folder that `kept_in` gave."""
    from aggregator.authoring.contract.proof import PROOF, proof_from, proof_text
    from aggregator.domain.errors import ConnectorError
    from aggregator.language.files import write_text

    world, folder = place
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
    trial: "SourceTrial",
    place: "tuple[World, Path]",
    settings: "Settings",
    questions: "Sequence[TrialQuestion]",
) -> None:
    """Write what the source replied into that folder, with nobody's values."""
    from datetime import UTC, datetime

    from aggregator.authoring.contract.record import record
    from aggregator.authoring.contract.replies import REPLIES, replies_text
    from aggregator.domain.errors import ConnectorError
    from aggregator.language.files import write_text
    from aggregator.upstream.options import configured

    world, folder = place
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


def kept_in(settings: "Settings", name: str) -> "tuple[World, Path]":
    """Give the folder beside which something of the source `name` can be kept.

    Raises CommandFailed: the connector is the package's, or its folder cannot be written to;
    SettingsError: there is no such source. Nothing has been asked of the system by then.
    """
    from aggregator.authoring.trial.trial import find_source
    from aggregator.connectors.folders import packaged

    _, world, connector = find_source(settings, name)
    file = world.path(connector.key)
    if file is None or file in packaged().values():
        raise CommandFailed(
            f"The connector {connector.key} is not of your home: what is kept comes with it. "
            f"Fix: aggregator connectors new NAME --from {connector.key} copies it"
        )
    if not os.access(file.parent, os.W_OK):
        raise CommandFailed(
            f"{file.parent} cannot be written to, and what is kept stands there. "
            "Fix: give it back the right to be written to"
        )
    return world, file.parent
