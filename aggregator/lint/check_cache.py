"""What a check found, remembered between runs: a card that did not change is not checked again.

A card's stamp is a hash of all that its findings follow from: its own text and path, the texts of
the fragments it uses, the names of those there are; and the whole file belongs to one schema and
to the product as it is installed (kept.py).
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from graphql import FragmentDefinitionNode, GraphQLSchema, print_schema

from aggregator.kept import Kept, digest, program
from aggregator.language.diagnostics import Diagnostic
from aggregator.language.directives import with_layout
from aggregator.language.files import legible
from aggregator.language.folder import CardFile
from aggregator.language.script import Script
from aggregator.language.source import CardSource, SharedFragments, TextFile
from aggregator.lint.check import CheckedCard

FILE: Final = "check.json"
SERVED: Final = "served.json"
"""For cards that were found valid as they are served, with their Python run."""

MOST: Final = 20_000
"""What is remembered, two of each card at most; what was seen longest ago is forgotten first."""


class CheckCache:
    """The findings of earlier checks; `save` writes them for the next."""

    def __init__(self, folder: Path, schema: GraphQLSchema, file: str = FILE) -> None:
        basis = digest(print_schema(with_layout(schema)), program())
        self._kept = Kept(folder / file, basis, MOST)

    def common(self, find: Callable[[], tuple[Diagnostic, ...]]) -> tuple[Diagnostic, ...]:
        """Know none: what is common to all cards is looked at in each run."""
        return find()

    def untouched(self, _card: CardFile) -> CheckedCard | None:
        """Know none: between two runs a date says nothing."""
        return None

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

    def unparsed(self, file: TextFile, team: str, shared: SharedFragments) -> CardSource | None:
        """Give the card of a file that was not parsed, without its syntax, if `recall` knows it.

        Which fragments a card uses follows from its text; what they say is looked at now.
        """
        text = _text_stamp(file, legible(team))
        raw = self._kept.recall(text)
        try:
            used, own = raw
            fragments = {name: shared.by_name[name] for name in used}
            names = {**dict.fromkeys(shared.by_name), **dict.fromkeys(own)}
        except (TypeError, ValueError, KeyError):
            return None
        card = CardSource(
            key=legible(file.path.stem),
            team=legible(team),
            file=file,
            fragments=fragments,
            known_fragments=tuple(names),
            shared_fragments=shared.by_name.keys(),
        )
        if self.recall(card) is None:
            return None
        self._kept.keep(text, raw)
        return card

    def learn(self, card: CheckedCard) -> None:
        found = [each.as_kept() for each in card.diagnostics]
        source = card.source
        self._kept.keep(stamp_of(source), found)
        if source.document is not None and source.script is None:
            used = [node.name.value for node in source.shared]
            nodes = source.document.definitions
            own = [node.name.value for node in nodes if isinstance(node, FragmentDefinitionNode)]
            self._kept.keep(_text_stamp(source.file, source.team), [used, own])

    def save(self) -> None:
        """Write what is known now; a folder that cannot be written is left as it is."""
        self._kept.save()


def _text_stamp(file: TextFile, team: str) -> str:
    return digest("text", file.source.name, team, file.text)


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
