"""What a check found, remembered between runs: a card that did not change is not checked again.

A card's stamp is a hash of all that its findings follow from: its own text and path, the texts of
the fragments it uses, the names of those there are; and the whole file belongs to one schema, one
version of the product and its rules. Anything else there, or anything broken, is as good as no
file: it costs the time of a cold check, never a wrong finding.
"""

import hashlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from graphql import GraphQLSchema, print_schema

from aggregator.domain.release import release
from aggregator.domain.severity import Severity
from aggregator.language.directives import with_layout
from aggregator.language.files import write_text
from aggregator.language.findings import Edit, Finding
from aggregator.language.script import Script
from aggregator.language.source import CardSource
from aggregator.lint.check import CheckedCard

FILE: Final = "check.json"
MOST: Final = 10_000
"""Cards that are remembered; those seen longest ago are forgotten first."""

_PACKAGE = Path(__file__).parent.parent
_ROOMS = ("language", "render", "lint")
"""The folders of the package that a finding can come from."""


class CheckCache:
    """The findings of earlier checks; `save` writes them for the next."""

    def __init__(self, folder: Path, schema: GraphQLSchema) -> None:
        self._path = folder / FILE
        self._basis = _digest(print_schema(with_layout(schema)), release(), *_rules())
        self._known: dict[str, Any] = _read(self._path, self._basis)
        self._seen: dict[str, Any] = {}

    def recall(self, card: CardSource) -> CheckedCard | None:
        """Give what was found in the card as it is, not compiled; None when that is not known."""
        stamp = stamp_of(card)
        raw = self._known.get(stamp)
        if raw is None:
            return None
        try:
            findings = tuple(_finding(each) for each in raw)
        except (TypeError, ValueError, KeyError):
            return None
        self._seen[stamp] = raw
        return CheckedCard(card, findings)

    def learn(self, card: CheckedCard) -> None:
        self._seen[stamp_of(card.source)] = [_plain(finding) for finding in card.findings]

    def save(self) -> None:
        """Write what is known now; a folder that cannot be written is left as it is."""
        rest = {stamp: raw for stamp, raw in self._known.items() if stamp not in self._seen}
        kept = dict([*rest.items(), *self._seen.items()][-MOST:])
        if kept == self._known:
            return
        body = json.dumps(kept, separators=(",", ":"), ensure_ascii=True)
        with suppress(OSError):
            _write(self._path, f"{_digest(self._basis, body)}\n{body}\n")


def stamp_of(card: CardSource) -> str:
    """Hash all of a card that its findings follow from."""
    used = [
        f"{name}\0{node.loc.source.name}\0{node.loc.source.body}"
        for name, node in card.fragments.items()
        if node.loc is not None and node.loc.source is not card.file.source
    ]
    problem = card.file.problem
    return _digest(
        card.file.source.name,
        card.key,
        card.team,
        card.text,
        "" if problem is None else f"{problem.code} {problem.found.message}",
        *card.known_fragments,
        "",
        *sorted(card.shared_fragments),
        "",
        *used,
        "",
        *(_of_script(card.script) if card.script else ()),
    )


def _of_script(script: Script) -> Iterator[str]:
    yield script.source.name
    yield script.text
    yield "" if script.problem is None else script.problem.found.message
    yield "no types" if script.types is None else f"types {script.types}"


def _rules() -> Iterator[str]:
    """Name every module of the language as it is on disk: a changed rule forgets everything."""
    for path in sorted(path for room in _ROOMS for path in (_PACKAGE / room).rglob("*.py")):
        now = path.stat()
        yield f"{path.relative_to(_PACKAGE)} {now.st_size} {now.st_mtime_ns}"


def _digest(*parts: str) -> str:
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        whole.update(len(data).to_bytes(8, "big"))
        whole.update(data)
    return whole.hexdigest()


def _read(path: Path, basis: str) -> dict[str, Any]:
    try:
        written, _, body = path.read_text(encoding="ascii").partition("\n")
        body = body.removesuffix("\n")
        known = json.loads(body) if written == _digest(basis, body) else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}


def _write(path: Path, text: str) -> None:
    """Write whole or not at all; git is told to ignore the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    ignore = path.parent / ".gitignore"
    if not ignore.exists():
        write_text(ignore, "*\n")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{FILE}.")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _plain(finding: Finding) -> Mapping[str, Any]:
    return {name: getattr(finding, name) for name in Finding.__slots__}


def _finding(raw: Mapping[str, Any]) -> Finding:
    return Finding(
        **{
            **raw,
            "severity": Severity(raw["severity"]),
            "did_you_mean": tuple(raw["did_you_mean"]),
            "fix": tuple(Edit(*edit) for edit in raw["fix"]),
        }
    )
