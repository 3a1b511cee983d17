"""A connector examined whole: all checks, the proof in its folder, and the grade of both."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aggregator.authoring.contract.grade import ConnectorGrade
from aggregator.authoring.contract.proof import ConnectorProof, proof_of
from aggregator.authoring.contract.suite import ContractResult, OnLookup, hold_to_contract
from aggregator.world import World

NOTHING: Final = "its declaration"
FAKE_WORDS: Final = "a fake"


@dataclass(frozen=True, slots=True)
class ContractReport:
    """A connector held to its contract, and graded."""

    result: ContractResult
    grade: ConnectorGrade
    folder: Path | None


def examine(world: World, key: str, on_lookup: OnLookup = lambda *_: None) -> ContractReport:
    """Make all checks of a connector, and grade it. Raises as `hold_to_contract` does."""
    file = world.path(key)
    folder = file.parent if file is not None else None
    result = hold_to_contract(world, key, on_lookup)
    return ContractReport(result, graded(result, proof_of(world.connectors[key], folder)), folder)


def graded(result: ContractResult, proof: ConnectorProof | None) -> ConnectorGrade:
    against = FAKE_WORDS if result.fake else NOTHING
    if proof is not None:
        against = proof.server if proof.kind == "server" else f"{FAKE_WORDS}, {proof.server}"
    if result.failed:
        return ConnectorGrade("D", against)
    if result.untested or (proof is None and not result.fake):
        return ConnectorGrade("C", against)
    server = proof is not None and proof.kind == "server"
    return ConnectorGrade("A" if server else "B", against)
