"""Connectors tried on a running server, and what was proven there: `proof.json` of their folders.

`PROOFS=write` in the environment has it written anew, where it differs.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from aggregator.authoring.contract.proof import PROOF, ProofKind, proof_from, proof_text
from aggregator.authoring.trial.trial import try_source
from aggregator.connectors.folders import packaged
from aggregator.settings import Settings, load_settings
from tests.support.product import UNHURRIED
from tests.support.the_world import the_world

SECONDS = 60.0


async def proven(
    home: Path,
    connector: str,
    table: Mapping[str, Any],
    customers: Sequence[str],
    server: str,
    kind: ProofKind = "server",
) -> tuple[str, str]:
    """Try a connector where nobody is known: the proof as it is, and as its folder has it."""
    database = f"sqlite+aiosqlite:///{home / 'directory.db'}"
    sources = {connector: {"connector": connector, **table}}
    given = {"database_url": database, "sources": sources, "limits": UNHURRIED}
    settings = load_settings(None, given)
    return await proven_with(settings, connector, customers, server, kind)


async def proven_with(
    settings: Settings, connector: str, customers: Sequence[str], server: str, kind: ProofKind
) -> tuple[str, str]:
    """Try the source that is called as its connector is; with the directory of `settings`."""
    trial = await try_source(settings, connector, customers, SECONDS, lambda _: None)
    faults = [each for one in trial.lookups for each in one.faults if not each.note]
    assert not trial.failed, faults or trial.faults
    text = proof_text(proof_from(the_world().connectors[connector], trial, server, kind))
    file = packaged()[connector].with_name(PROOF)
    if os.environ.get("PROOFS") == "write":
        file.write_text(text, encoding="utf-8")
    return text, file.read_text(encoding="utf-8") if file.exists() else ""
