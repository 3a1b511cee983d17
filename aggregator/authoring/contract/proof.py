"""That a connector was tried on a running system, kept in its folder: `proof.json`.

It is of one declaration: a lookup that is changed has to be proven again. It holds no key, no
record and no address of the system.
"""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import MISSING, Field, dataclass, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

from aggregator.authoring.trial.report import SourceTrial
from aggregator.domain.errors import ConnectorError
from aggregator.domain.lookup import Connector
from aggregator.kept import digest

PROOF: Final = "proof.json"

ProofKind = Literal["server", "fake"]


@dataclass(frozen=True, slots=True)
class ConnectorProof:
    """What a connector was tried on, and what was seen to hold for each lookup.

    kind  server: nobody who wrote the connector wrote it; fake: it stands for the system
    """

    server: str
    kind: ProofKind
    of: str
    lookups: Mapping[str, tuple[str, ...]]


def proof_from(
    connector: Connector, trial: SourceTrial, server: str, kind: ProofKind
) -> ConnectorProof:
    """Make a proof of what was tried. Raises ConnectorError where something is left unproven."""
    if trial.failed:
        raise ConnectorError("Something is wrong, so that there is nothing to keep")
    seen = {each.name: tuple(each.proven) for each in trial.lookups}
    left = [lookup.name for lookup in connector.lookups if not seen.get(lookup.name)]
    if left:
        raise ConnectorError(
            f"Nothing was proven of {', '.join(left)}, so that it is no proof of the connector. "
            "Fix: --customer with people who have records there"
        )
    return ConnectorProof(server, kind, declaration_stamp(connector), seen)


def proof_text(proof: ConnectorProof) -> str:
    held = {"server": proof.server, "kind": proof.kind, "of": proof.of}
    lookups = {name: list(seen) for name, seen in proof.lookups.items()}
    return json.dumps({**held, "lookups": lookups}, indent=2, ensure_ascii=False) + "\n"


def proof_of(connector: Connector, folder: Path | None) -> ConnectorProof | None:
    """Read the proof in a connector's folder; None where there is none of this declaration."""
    if folder is None:
        return None
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        read: Any = json.loads((folder / PROOF).read_text(encoding="utf-8"))
        lookups = {str(name): tuple(map(str, seen)) for name, seen in read["lookups"].items()}
        kind: ProofKind = "server" if read["kind"] == "server" else "fake"
        proof = ConnectorProof(str(read["server"]), kind, str(read["of"]), lookups)
        if proof.of == declaration_stamp(connector):
            return proof
    return None


def declaration_stamp(connector: Connector) -> str:
    """Hash how a connector asks and reads, but not what it is called."""
    return digest(repr(_said(replace(connector, words="", documentation=None))))


def _said(value: Any) -> Any:
    """Give a declaration as nested tuples: what is not said, it holds not.

    So a word that manifests learn tomorrow leaves a proof of those that do not say it as it is.
    """
    if isinstance(value, Mapping):
        return tuple(sorted((str(key), _said(each)) for key, each in value.items()))
    if isinstance(value, tuple):
        return tuple(map(_said, value))
    if not is_dataclass(value):
        return value
    told = ((each.name, getattr(value, each.name)) for each in fields(value) if each.repr)
    unsaid = {each.name: _default(each) for each in fields(value)}
    return (
        type(value).__name__,
        *((name, _said(each)) for name, each in told if each != unsaid[name]),
    )


def _default(field: Field[Any]) -> Any:
    return field.default if field.default_factory is MISSING else field.default_factory()
