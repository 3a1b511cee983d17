"""What a check found, remembered between runs: a card that did not change is not checked again.

A card's stamp is a hash of all that its findings follow from: its own text and path, the texts of
the fragments it uses, the names of those there are; and the whole file belongs to one schema and
to the product as it is installed (kept.py).
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from graphql import GraphQLSchema, print_schema

from aggregator.kept import Kept, digest, program
from aggregator.language.diagnostics import Diagnostic
from aggregator.language.directives import with_layout
from aggregator.language.script import Script
from aggregator.language.source import CardSource, TextFile
from aggregator.lint.check import CheckedCard

FILE: Final = "check.json"
SERVED: Final = "served.json"
"""For cards that were found valid as they are served, with their Python run."""

MOST: Final = 10_000
"""Cards that are remembered; those seen longest ago are forgotten first."""


class CheckCache:
    """The findings of earlier checks; `save` writes them for the next."""

    def __init__(self, folder: Path, schema: GraphQLSchema, file: str = FILE) -> None:
        basis = digest(print_schema(with_layout(schema)), program())
        self._kept = Kept(folder / file, basis, MOST)

    def recall(self, card: CardSource) -> CheckedCard | None:
        """Give what was found in the card as it is, not compiled; None when that is not known."""
        stamp = stamp_of(card)
        raw = self._kept.recall(stamp)
        if raw is None:
            return None
        try:
            diagnostics = tuple(Diagnostic.from_kept(each) for each in raw)
        except (TypeError, ValueError, KeyError):
            return None
        self._kept.keep(stamp, raw)
        return CheckedCard(card, diagnostics)

    def card(self, _file: TextFile, _team: str, _script: Script | None) -> CardSource | None:
        """Know none: their calls are counted, which takes their syntax."""
        return None

    def learn(self, card: CheckedCard) -> None:
        found = [each.as_kept() for each in card.diagnostics]
        self._kept.keep(stamp_of(card.source), found)

    def save(self) -> None:
        """Write what is known now; a folder that cannot be written is left as it is."""
        self._kept.save()


def stamp_of(card: CardSource) -> str:
    """Hash all of a card that its findings follow from."""
    used = [
        f"{name}\0{node.loc.source.name}\0{node.loc.source.body}"
        for name, node in card.fragments.items()
        if node.loc is not None and node.loc.source is not card.file.source
    ]
    problem = card.file.problem
    return digest(
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
