"""All cards of a folder, loaded: what a snapshot holds of them.

Loading never fails for what is in the files. A card that cannot serve is kept as broken, with its
team and what is wrong, so that whoever asks for it can be told who must act. Where it cannot be
known which files there are, nothing is loaded anew: a disk that is away is no reason to have no
cards.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType

from graphql import FragmentDefinitionNode, GraphQLSchema

from aggregator.domain.errors import SettingsError
from aggregator.language.diagnostics import Diagnostic
from aggregator.language.files import legible
from aggregator.language.folder import FRAGMENTS, look_at
from aggregator.language.meaning import means_the_same
from aggregator.language.outline import outline
from aggregator.language.script import Script
from aggregator.language.source import (
    UNREADABLE,
    CardSource,
    SharedFragments,
    TextFile,
    as_card,
    parse_text,
    read_fragments,
)
from aggregator.lint.check import CheckedCard, CheckReport, check_cards
from aggregator.lint.check_cache import CheckCache, stamp_of
from aggregator.render.card import CompiledCard, Defaults
from aggregator.render.compile import compile_outline
from aggregator.render.later import Cards, LaterCard

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
    later   those of `cards` that are compiled when they are first asked for
    """

    schema: GraphQLSchema
    cards: Mapping[str, CompiledCard]
    broken: Mapping[str, BrokenCard]
    diagnostics: tuple[Diagnostic, ...]
    fragments: SharedFragments
    checked: "CompiledOnce"
    unread: bool = False
    later: tuple[LaterCard, ...] = ()


CompileOutcome = tuple[tuple[Diagnostic, ...], CompiledCard | None, LaterCard | None]
"""A card's own findings, and the card: when it compiled, or when it will."""


class CompiledOnce:
    """Cards as they were checked and compiled for one schema and one set of `defaults`.

    found  what earlier runs found in cards: one that was valid is not checked again, and is parsed
           and compiled when it is first asked for
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        shared: SharedFragments,
        defaults: Defaults | None,
        before: "CompiledOnce | None" = None,
        found: CheckCache | None = None,
    ) -> None:
        self._found = found
        self.schema = schema
        self._fragments = shared
        self.shared = [(file.source.name, file.source.body) for file in shared.files]
        self.defaults = defaults
        self.known: dict[str, CompileOutcome] = {}
        self.cards: dict[Path, CardSource] = {}
        self._before = before if before and before.defaults == defaults else None

    def card(self, file: TextFile, team: str, script: Script | None) -> CardSource | None:
        """Give a card of which no text has changed, as `learn` keeps it: without its syntax."""
        if self._found is not None and script is None:
            return self._found.unparsed(file, team, self._fragments)
        before = self._before
        if before is None or before.schema is not self.schema or before.shared != self.shared:
            return None
        known = before.cards.get(file.path)
        same = known is not None and (known.text, known.team) == (file.text, legible(team))
        return known if known is not None and same and _same_script(known.script, script) else None

    def recall(self, card: CardSource) -> CheckedCard | None:
        """Give what came of the card when all that it follows from was what it is now."""
        before = self._before.known.get(stamp_of(card)) if self._before else None
        if before is None or self._before is None:
            return self._valid(card)
        found = CheckedCard(card, *before)
        if not _holds(found, self._before.schema, self.schema):
            return None
        self.learn(found)
        return found

    def _valid(self, card: CardSource) -> CheckedCard | None:
        """Know a card that an earlier run found valid, as it is now; it is compiled later."""
        known = self._found.recall(card) if self._found and card.script is None else None
        if known is None:
            return None
        fragments, schema, defaults = self._fragments, self.schema, self.defaults
        later = LaterCard(card.key, lambda: _compiled(card, fragments, schema, defaults))
        found = replace(known, later=later)
        self.learn(found)
        return found

    def learn(self, card: CheckedCard) -> None:
        if self._found and _serves(card) and card.source.script is None:
            self._found.learn(card)
        # Without its syntax tree, which is large, and of no use once it is compiled.
        source = card.source
        self.known[stamp_of(source)] = (card.diagnostics, card.compiled, card.later)
        if source.file.problem is None:
            used = {node.name.value: node for node in source.shared}
            self.cards[source.path] = replace(
                source, file=replace(source.file, document=None), fragments=used
            )

    def close(self) -> None:
        """Let go of what is loaded no longer."""
        self._before = self._found = None


def _serves(card: CheckedCard) -> bool:
    return card.compiled is not None or card.later is not None


def _compiled(
    card: CardSource, shared: SharedFragments, schema: GraphQLSchema, defaults: Defaults | None
) -> CompiledCard:
    """Compile a card of the text that it had when it was read."""
    parsed = as_card(parse_text(card.path, card.file.source), card.team, shared)
    return compile_outline(outline(replace(parsed, team=card.team), schema), defaults)


def _same_script(one: Script | None, other: Script | None) -> bool:
    if one is None or other is None:
        return one is other
    mine, its = (one.path, one.text, one.types), (other.path, other.text, other.types)
    return one.problem is None and other.problem is None and mine == its


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
    found: CheckCache | None = None,
) -> Catalog:
    """Load every card of `cards_dir`; a missing or empty folder gives none, and a finding.

    `chosen`: only the files of which it is true. `found`: what earlier runs found; it is added to.

    A card that `previous` still had, and whose file has a mistake now or cannot be read, is kept as
    it was there, unless it means something else in this `schema`; a card that did not change, in
    itself or in what it selects, is taken from there. Raises SettingsError when
    `previous` had something to lose, and it cannot be known which files there are.
    """
    shared = read_fragments(graphql_dir / FRAGMENTS)
    checked = CompiledOnce(schema, shared, defaults, previous.checked if previous else None, found)
    paths = [cards_dir]
    if chosen is not None:
        paths = [card.path for card in look_at(cards_dir).cards if chosen(card.path)]
    report = check_cards(paths, schema, shared, defaults, checked, within=cards_dir, runs=True)
    if previous is not None:
        _refuse_what_is_away(report.unread, shared, previous)
    cards: dict[str, CompiledCard | LaterCard] = {}
    broken: dict[str, list[CheckedCard]] = {}
    for card in report.checked:
        ready = card.compiled or card.later
        if ready is not None:
            cards[ready.key] = ready
        else:
            broken.setdefault(card.source.key, []).append(card)
            good = previous.cards.get(card.source.key) if previous else None
            if previous and good and _runs_in(good, previous.schema, schema):
                cards[good.key] = good
    checked.close()
    return Catalog(
        schema=schema,
        cards=Cards(cards),
        broken=MappingProxyType({key: _broken(key, same) for key, same in broken.items()}),
        diagnostics=report.diagnostics,
        fragments=shared,
        checked=checked,
        unread=_unread(report, shared),
        later=tuple(each for each in cards.values() if isinstance(each, LaterCard)),
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
