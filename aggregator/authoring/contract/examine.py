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
    against = _against(result, proof)
    if result.failed:
        return ConnectorGrade("D", against)
    of_its_system = proof is not None or result.fake or result.all_recorded
    if result.untested or not of_its_system:
        return ConnectorGrade("C", against)
    server = proof is not None and proof.kind == "server"
    return ConnectorGrade("A" if server else "B", against)


def _against(result: ContractResult, proof: ConnectorProof | None) -> str:
    told = f"recorded {result.recorded.isoformat()}" if result.recorded is not None else None
    what = FAKE_WORDS if result.fake else None if told else NOTHING
    if proof is not None:
        what = proof.server if proof.kind == "server" else f"{FAKE_WORDS}, {proof.server}"
    return ", ".join(filter(None, (what, told)))
