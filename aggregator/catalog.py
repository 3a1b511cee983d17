"""All cards of a folder, loaded: what a snapshot holds of them.

Loading never fails for what is in the files. A card that cannot serve is kept as broken, with its
team and what is wrong, so that whoever asks for it can be told who must act. Where it cannot be
known which files there are, nothing is loaded anew: a disk that is away is no reason to have no
cards.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from graphql import FragmentDefinitionNode, GraphQLSchema

from aggregator.domain.errors import SettingsError
from aggregator.language.diagnostics import Diagnostic
from aggregator.language.folder import FRAGMENTS, look_at
from aggregator.language.meaning import means_the_same
from aggregator.language.source import UNREADABLE, CardSource, SharedFragments, read_fragments
from aggregator.lint.check import CheckedCard, CheckReport, check_cards
from aggregator.lint.check_cache import stamp_of
from aggregator.render.card import CompiledCard, Defaults

Stamp = tuple[tuple[str, int, int, int, int], ...]
"""Of each file its path, when it was written and changed (ns), its size and its inode.

When it was changed no program can set back: `cp -p` and `rsync -t` do that with the other.
"""

_UNREAD = (-1, -1, -1, -1)


@dataclass(frozen=True, slots=True)
class BrokenCard:
    """A card that cannot serve. `teams`: whose it is; several when a key is taken twice."""

    key: str
    teams: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def team(self) -> str:
        return " and ".join(self.teams)


@dataclass(frozen=True, slots=True)
class Catalog:
    """The cards by key, those that serve and those that do not; `diagnostics` in reading order.

    A card in `broken` may also be in `cards`: its file has a mistake now, and what it was before
    is still served.

    schema  in which they were checked: none of them runs in one where it means something else
    unread  a file could not be read: it may be the next time, although nothing changes
    """

    schema: GraphQLSchema
    cards: Mapping[str, CompiledCard]
    broken: Mapping[str, BrokenCard]
    diagnostics: tuple[Diagnostic, ...]
    fragments: SharedFragments
    checked: "CompiledOnce"
    unread: bool = False


CompileOutcome = tuple[tuple[Diagnostic, ...], CompiledCard | None]
"""A card's own findings, and the card when it compiled."""


class CompiledOnce:
    """Cards as they were checked and compiled for one schema and one set of `defaults`."""

    def __init__(
        self,
        schema: GraphQLSchema,
        defaults: Defaults | None,
        before: "CompiledOnce | None" = None,
    ) -> None:
        self.schema = schema
        self.defaults = defaults
        self.known: dict[str, CompileOutcome] = {}
        self._before = before if before and before.defaults == defaults else None

    def recall(self, card: CardSource) -> CheckedCard | None:
        """Give what came of the card when all that it follows from was what it is now."""
        before = self._before.known.get(stamp_of(card)) if self._before else None
        if before is None or self._before is None:
            return None
        found = CheckedCard(card, *before)
        if not _holds(found, self._before.schema, self.schema):
            return None
        self.learn(found)
        return found

    def learn(self, card: CheckedCard) -> None:
        # Not the card itself: it holds its syntax tree, of no use once it is compiled.
        self.known[stamp_of(card.source)] = (card.diagnostics, card.compiled)

    def close(self) -> None:
        """Let go of what is loaded no longer."""
        self._before = None


def _holds(found: CheckedCard, before: GraphQLSchema, now: GraphQLSchema) -> bool:
    """Whether what came of a card in one schema holds in another.

    What was found in it may follow from anything, and the types of its Python tell descriptions.
    """
    if before is now:
        return True
    card = found.source
    if found.diagnostics or card.document is None or card.script is not None:
        return False
    return means_the_same(card.document.definitions, card.fragments, before, now)


def _runs_in(card: CompiledCard, before: GraphQLSchema, now: GraphQLSchema) -> bool:
    """Whether a compiled card, which served in one schema, may serve in another."""
    definitions = card.document.definitions
    fragments = {
        each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)
    }
    return means_the_same(definitions, fragments, before, now)


def load_catalog(
    cards_dir: Path,
    graphql_dir: Path,
    schema: GraphQLSchema,
    defaults: Defaults | None = None,
    previous: "Catalog | None" = None,
    chosen: Callable[[Path], bool] | None = None,
) -> Catalog:
    """Load every card of `cards_dir`; a missing or empty folder gives none, and a finding.

    `chosen`: only the files of which it is true.

    A card that `previous` still had, and whose file has a mistake now or cannot be read, is kept as
    it was there, unless it means something else in this `schema`; a card that did not change, in
    itself or in what it selects, is taken from there. Raises SettingsError when
    `previous` had something to lose, and it cannot be known which files there are.
    """
    checked = CompiledOnce(schema, defaults, previous.checked if previous else None)
    shared = read_fragments(graphql_dir / FRAGMENTS)
    paths = [cards_dir]
    if chosen is not None:
        paths = [card.path for card in look_at(cards_dir).cards if chosen(card.path)]
    report = check_cards(paths, schema, shared, defaults, checked, within=cards_dir, runs=True)
    if previous is not None:
        _refuse_what_is_away(report.unread, shared, previous)
    cards: dict[str, CompiledCard] = {}
    broken: dict[str, list[CheckedCard]] = {}
    for card in report.checked:
        if card.compiled is not None:
            cards[card.compiled.key] = card.compiled
        else:
            broken.setdefault(card.source.key, []).append(card)
            good = previous.cards.get(card.source.key) if previous else None
            if previous and good and _runs_in(good, previous.schema, schema):
                cards[good.key] = good
    checked.close()
    return Catalog(
        schema=schema,
        cards=MappingProxyType(cards),
        broken=MappingProxyType({key: _broken(key, same) for key, same in broken.items()}),
        diagnostics=report.diagnostics,
        fragments=shared,
        checked=checked,
        unread=_unread(report, shared),
    )


def stamp(cards_dir: Path, graphql_dir: Path) -> Stamp:
    """Take a cheap signature of all files a catalog is loaded from: equal, nothing changed.

    It reads no file, only their folders; a file that vanishes meanwhile is left out. Never raises:
    what cannot be listed is a signature of its own.
    """
    looks = (look_at(cards_dir), look_at(graphql_dir / FRAGMENTS, deep=False))
    files = [path for look in looks for path in (*(card.path for card in look.cards), *look.python)]
    unread = [(str(path), *_UNREAD) for look in looks for path in look.unread]
    return (*stamp_files(files), *unread)


def stamp_files(files: Iterable[Path]) -> Stamp:
    """Take a cheap signature of files; one that is not there is left out."""
    seen = []
    for file in files:
        try:
            now = file.stat()
        except OSError:
            continue
        seen.append((str(file), now.st_mtime_ns, now.st_ctime_ns, now.st_size, now.st_ino))
    return tuple(seen)


def _refuse_what_is_away(
    unread: Mapping[Path, str], shared: SharedFragments, previous: Catalog
) -> None:
    """Raise when cards or fragments are not known to be gone, but cannot be looked at."""
    away = dict(unread) if previous.cards else {}
    if previous.fragments.by_name:
        away |= {
            file.path: file.problem.found.message
            for file in shared.files
            if file.problem is not None and file.problem.code == UNREADABLE
        }
    for path, why in away.items():
        fix = "Fix: bring it back, readable; cards serve as they were until then"
        raise SettingsError(f"{path}: {why[0].lower()}{why[1:]}. {fix}")


def _unread(report: CheckReport, shared: SharedFragments) -> bool:
    cards = [card.source for card in report.checked]
    problems = [
        *(file.problem for file in shared.files),
        *(card.file.problem for card in cards),
        *(card.script.problem for card in cards if card.script is not None),
    ]
    away = any(problem is not None and problem.code == UNREADABLE for problem in problems)
    return away or bool(report.unread)


def _broken(key: str, same: list[CheckedCard]) -> BrokenCard:
    teams = tuple(dict.fromkeys(card.source.team for card in same))
    diagnostics = tuple(
        diagnostic for card in same for diagnostic in card.diagnostics if not diagnostic.serves
    )
    return BrokenCard(key, teams, diagnostics)
