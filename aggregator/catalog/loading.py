"""All cards of a folder, loaded: what a snapshot holds of them.

Loading never fails for what is in the files. A card that cannot serve is kept as broken, with its
team and what is wrong, so that whoever asks for it can be told who must act. Where it cannot be
known which files there are, nothing is loaded anew: a disk that is away is no reason to have no
cards.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from graphql import GraphQLSchema

from aggregator.catalog.compiled_once import OF_THE_MOMENT, CompiledOnce, runs_in
from aggregator.domain.errors import SettingsError
from aggregator.language.diagnostics import Diagnostic
from aggregator.language.folder import FRAGMENTS, CardFolder, look_at
from aggregator.language.source import UNREADABLE, SharedFragments, read_fragments
from aggregator.language.stamps import Stamp, stamp_files
from aggregator.lint.check import CheckedCard, CheckReport, check_cards, check_looked
from aggregator.lint.check_cache import CheckCache
from aggregator.render.card import CompiledCard, Defaults
from aggregator.render.later import Cards, LaterCard, same_cards

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
    checked: CompiledOnce
    unread: bool = False
    later: tuple[LaterCard, ...] = ()


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
    before = previous.checked if previous else None
    at = time.time_ns()
    looks = _looks(cards_dir, graphql_dir)
    seen = _stamp(looks)
    touched = before.files.touched(seen) if before else None
    shared = _fragments(graphql_dir / FRAGMENTS, previous, touched)
    checked = CompiledOnce(schema, shared, defaults, before, touched, found)
    if chosen is None:
        report = check_looked({cards_dir: looks[0]}, schema, shared, defaults, checked, runs=True)
    else:
        paths = [card.path for card in looks[0].cards if chosen(card.path)]
        report = check_cards(paths, schema, shared, defaults, checked, within=cards_dir, runs=True)
    if previous is not None:
        _refuse_what_is_away(report.unread, shared, previous)
    checked.close()
    checked.files.saw(seen, at)
    now = _catalog(report, schema, checked, previous)
    if previous is not None and _same(now, previous):
        previous.checked.files.saw(seen, at)
        return previous
    return now


def _catalog(
    report: CheckReport,
    schema: GraphQLSchema,
    checked: CompiledOnce,
    previous: Catalog | None,
) -> Catalog:
    cards: dict[str, CompiledCard | LaterCard] = {}
    broken: dict[str, list[CheckedCard]] = {}
    for card in report.checked:
        ready = card.compiled or card.later
        if ready is not None:
            cards[ready.key] = ready
        else:
            broken.setdefault(card.source.key, []).append(card)
            good = previous.cards.get(card.source.key) if previous else None
            if previous and good and runs_in(good, previous.schema, schema):
                cards[good.key] = good
    return Catalog(
        schema=schema,
        cards=Cards(cards),
        broken=MappingProxyType({key: _broken(key, same) for key, same in broken.items()}),
        diagnostics=report.diagnostics,
        fragments=checked.fragments,
        checked=checked,
        unread=_unread(report, checked.fragments),
        later=tuple(each for each in cards.values() if isinstance(each, LaterCard)),
    )


def _same(now: Catalog, before: Catalog) -> bool:
    """Whether nothing came, went or changed."""
    return (
        now.schema is before.schema
        and now.fragments is before.fragments
        and now.checked.defaults == before.checked.defaults
        and same_cards(now.cards, before.cards)
        and now.broken == before.broken
        and now.diagnostics == before.diagnostics
        and now.unread == before.unread
    )


def _fragments(
    folder: Path, previous: Catalog | None, touched: Collection[Path] | None
) -> SharedFragments:
    """Read the shared fragments that were touched; none was: they are those of before."""
    if previous is None or touched is None:
        return read_fragments(folder)
    before = previous.fragments
    known = {
        file.path: file
        for file in before.files
        if file.path not in touched
        and (file.problem is None or file.problem.code not in OF_THE_MOMENT)
    }
    same = not any(folder in (path, path.parent) for path in touched)
    if same and len(known) == len(before.files):
        return before
    return read_fragments(folder, known)


def stamp(cards_dir: Path, graphql_dir: Path) -> Stamp:
    """Take a cheap signature of all files a catalog is loaded from: equal, nothing changed.

    It reads no file, only their folders; a file that vanishes meanwhile is left out. Never raises:
    what cannot be listed is a signature of its own.
    """
    return _stamp(_looks(cards_dir, graphql_dir))


def _looks(cards_dir: Path, graphql_dir: Path) -> tuple[CardFolder, CardFolder]:
    return look_at(cards_dir), look_at(graphql_dir / FRAGMENTS, deep=False)


def _stamp(looks: Sequence[CardFolder]) -> Stamp:
    files = [path for look in looks for path in (*(card.path for card in look.cards), *look.python)]
    unread = [(str(path), *_UNREAD) for look in looks for path in look.unread]
    return (*stamp_files(files), *unread)


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
