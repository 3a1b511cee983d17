"""All cards of a folder, loaded: what a snapshot holds of them.

Loading never fails for what is in the files. A card that cannot serve is kept as broken, with its
team and what is wrong, so that whoever asks for it can be told who must act.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from graphql import GraphQLSchema

from aggregator.cards.card import CompiledCard, Defaults
from aggregator.cards.check import CheckedCard, check_cards
from aggregator.cards.findings import Finding
from aggregator.cards.source import SharedFragments, find_cards, graphql_files, read_fragments

FRAGMENTS = "fragments"
"""The folder of shared fragments inside the `graphql` folder."""

Stamp = tuple[tuple[str, int, int, int], ...]
"""Of each file its path, when it was written (ns), its size and its inode."""


@dataclass(frozen=True, slots=True)
class BrokenCard:
    """A card that cannot serve. `teams`: whose it is; several when a key is taken twice."""

    key: str
    teams: tuple[str, ...]
    findings: tuple[Finding, ...]

    @property
    def team(self) -> str:
        return " and ".join(self.teams)


@dataclass(frozen=True, slots=True)
class Catalog:
    """The cards by key, those that serve and those that do not; `findings` in reading order.

    A card in `broken` may also be in `cards`: its file has a mistake now, and what it was before
    is still served.
    """

    cards: Mapping[str, CompiledCard]
    broken: Mapping[str, BrokenCard]
    findings: tuple[Finding, ...]
    fragments: SharedFragments


def load_catalog(
    cards_dir: Path,
    graphql_dir: Path,
    schema: GraphQLSchema,
    defaults: Defaults | None = None,
    previous: "Catalog | None" = None,
) -> Catalog:
    """Load every card of `cards_dir`; a missing or empty folder gives none, and a finding.

    A card that `previous` still had, and whose file has a mistake now, is kept as it was there.
    """
    shared = read_fragments(graphql_dir / FRAGMENTS)
    report = check_cards([cards_dir], schema, shared, defaults)
    cards: dict[str, CompiledCard] = {}
    broken: dict[str, list[CheckedCard]] = {}
    for card in report.checked:
        if card.compiled is not None:
            cards[card.compiled.key] = card.compiled
        else:
            broken.setdefault(card.source.key, []).append(card)
            good = previous.cards.get(card.source.key) if previous else None
            if good is not None:
                cards[good.key] = good
    return Catalog(
        cards=MappingProxyType(cards),
        broken=MappingProxyType({key: _broken(key, same) for key, same in broken.items()}),
        findings=report.findings,
        fragments=shared,
    )


def stamp(cards_dir: Path, graphql_dir: Path) -> Stamp:
    """Take a cheap signature of all files a catalog is loaded from: equal, nothing changed.

    It reads no file, only their folders; a file that vanishes meanwhile is left out.
    """
    files = [file for file, _ in find_cards(cards_dir)]
    return stamp_files([*files, *graphql_files(graphql_dir / FRAGMENTS)])


def stamp_files(files: Iterable[Path]) -> Stamp:
    """Take a cheap signature of files; one that is not there is left out."""
    seen = []
    for file in files:
        try:
            now = file.stat()
        except OSError:
            continue
        seen.append((str(file), now.st_mtime_ns, now.st_size, now.st_ino))
    return tuple(seen)


def _broken(key: str, same: list[CheckedCard]) -> BrokenCard:
    teams = tuple(dict.fromkeys(card.source.team for card in same))
    findings = tuple(finding for card in same for finding in card.findings if not finding.serves)
    return BrokenCard(key, teams, findings)
