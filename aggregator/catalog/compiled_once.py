"""Cards as they were checked and compiled, and whether that still holds.

What comes of a card follows from its own files, from the fragments that it uses and from what it
selects in the schema. Where none of these is another, the card is taken as it was: unread, if its
files were not touched, and neither parsed, checked nor compiled in any case.
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path

from graphql import FragmentDefinitionNode, GraphQLSchema

from aggregator.language.diagnostics import Diagnostic
from aggregator.language.files import legible
from aggregator.language.folder import PYTHON, SUFFIX, CardFile
from aggregator.language.meaning import means_the_same
from aggregator.language.outline import outline
from aggregator.language.script import REFUSED_LINK, Script, types_path
from aggregator.language.source import (
    UNREADABLE,
    CardSource,
    SharedFragments,
    TextFile,
    as_card,
    parse_text,
)
from aggregator.language.stamps import LastLook
from aggregator.lint.check import CheckedCard
from aggregator.lint.check_cache import CheckCache
from aggregator.render.card import CompiledCard, Defaults
from aggregator.render.compile import compile_outline
from aggregator.render.later import LaterCard

OF_THE_MOMENT = (UNREADABLE, REFUSED_LINK)
"""Codes of what may be otherwise the next time, although the file is the same."""


class CompiledOnce:
    """Cards as they were checked and compiled for one schema and one set of `defaults`.

    files    as they were when these were read
    touched  those that may be others since `before` was made; None: that is not known
    found    what earlier runs found in cards: one that was valid is not checked again, and is
             parsed and compiled when it is first asked for
    """

    def __init__(
        self,
        schema: GraphQLSchema,
        shared: SharedFragments,
        defaults: Defaults | None,
        before: "CompiledOnce | None" = None,
        touched: Collection[Path] | None = None,
        found: CheckCache | None = None,
    ) -> None:
        self.schema = schema
        self.fragments = shared
        self.defaults = defaults
        self.files = LastLook()
        self.cards: dict[Path, CheckedCard] = {}
        self._common: tuple[Diagnostic, ...] | None = None
        self._found = found
        self._before = before if before and before.defaults == defaults else None
        self._touched = None if touched is None else _with_their_cards(touched)
        self._changed = _changed(self._before.fragments if self._before else None, shared)

    def common(self, find: Callable[[], tuple[Diagnostic, ...]]) -> tuple[Diagnostic, ...]:
        """Give what is wrong with the schema and the fragments, found anew where one is another."""
        before = self._before
        if before and before.schema is self.schema and before.fragments is self.fragments:
            self._common = before._common  # noqa: SLF001 -- of its own class
        if self._common is None:
            self._common = find()
        return self._common

    def untouched(self, card: CardFile) -> CheckedCard | None:
        """Give what came of a card none of whose files was touched; None when that is not known."""
        if self._before is None or self._touched is None:
            return None
        known = self._before.cards.get(card.path)
        if known is None or known.source.team != legible(card.team):
            return None
        if self._touched and self._is_touched(known.source):
            return None
        return self._taken(known)

    def card(self, file: TextFile, team: str, script: Script | None) -> CardSource | None:
        """Give a card of which no text has changed, as `learn` keeps it: without its syntax."""
        if self._found is not None and script is None:
            return self._found.unparsed(file, team, self.fragments)
        known = self._before.cards.get(file.path) if self._before else None
        if known is None or known.source.file.problem is not None:
            return None
        source = known.source
        same = (source.text, source.team) == (file.text, legible(team))
        if same and _same_script(source.script, script) and self._taken(known):
            return source
        return None

    def recall(self, card: CardSource) -> CheckedCard | None:
        """Give what came of a card that `card` gave; None when that is not known."""
        taken = self.cards.get(card.path)
        return taken if taken is not None and taken.source is card else self._valid(card)

    def learn(self, card: CheckedCard) -> None:
        if self._found and (card.compiled or card.later) and card.source.script is None:
            self._found.learn(card)
        if not _is_of_the_moment(card.source):
            self.cards[card.source.path] = replace(card, source=_without_syntax(card.source))

    def close(self) -> None:
        """Let go of what is loaded no longer."""
        self._before = self._found = self._touched = None

    def _valid(self, card: CardSource) -> CheckedCard | None:
        """Know a card that an earlier run found valid, as it is now; it is compiled later."""
        known = self._found.recall(card) if self._found and card.script is None else None
        if known is None:
            return None
        fragments, schema, defaults = self.fragments, self.schema, self.defaults
        later = LaterCard(card.key, lambda: _compiled(card, fragments, schema, defaults))
        found = replace(known, later=later)
        self.learn(found)
        return found

    def _taken(self, known: CheckedCard) -> CheckedCard | None:
        """Take a card of the same text as it was, if all else that it follows from is the same."""
        if not self._holds(known):
            return None
        self.cards[known.source.path] = known
        return known

    def _is_touched(self, card: CardSource) -> bool:
        touched = self._touched or ()
        return card.path in touched or (
            card.script is not None and types_path(card.path) in touched
        )

    def _holds(self, known: CheckedCard) -> bool:
        """Whether what came of a card holds with the fragments and in the schema of now.

        A fragment that came or went matters to whoever uses it or has one of that name, and to a
        card with findings: they may speak of the names that there are. In another schema what was
        found in a card may follow from anything, and the types of its Python tell descriptions.
        """
        card = known.source
        if self._changed:
            named = {*card.fragments, *set(card.known_fragments).difference(card.shared_fragments)}
            if known.diagnostics or not self._changed.isdisjoint(named):
                return False
        if self._before is None or self._before.schema is self.schema:
            return True
        if known.diagnostics or card.script is not None:
            return False
        compiled = known.compiled or (known.later.card if known.later else None)
        return compiled is not None and runs_in(compiled, self._before.schema, self.schema)


def runs_in(card: CompiledCard, before: GraphQLSchema, now: GraphQLSchema) -> bool:
    """Whether a compiled card, which served in one schema, may serve in another."""
    definitions = card.document.definitions
    fragments = {
        each.name.value: each for each in definitions if isinstance(each, FragmentDefinitionNode)
    }
    return means_the_same(definitions, fragments, before, now)


def _compiled(
    card: CardSource, shared: SharedFragments, schema: GraphQLSchema, defaults: Defaults | None
) -> CompiledCard:
    """Compile a card of the text that it had when it was read."""
    parsed = as_card(parse_text(card.path, card.file.source), card.team, shared)
    return compile_outline(outline(replace(parsed, team=card.team), schema), defaults)


def _without_syntax(card: CardSource) -> CardSource:
    """Leave out the syntax tree, which is large, and of no use once the card is compiled."""
    used = {node.name.value: node for node in card.shared}
    return replace(card, file=replace(card.file, document=None), fragments=used)


def _is_of_the_moment(card: CardSource) -> bool:
    """Whether a file of a card may be read the next time, although it is the same."""
    problems = (card.file.problem, card.script.problem if card.script else None)
    return any(problem is not None and problem.code in OF_THE_MOMENT for problem in problems)


def _with_their_cards(touched: Collection[Path]) -> frozenset[Path]:
    """Add the card of each file of Python."""
    cards = (path.with_suffix(SUFFIX) for path in touched if path.suffix == PYTHON)
    return frozenset((*touched, *cards))


def _changed(before: SharedFragments | None, now: SharedFragments) -> frozenset[str]:
    """Name the shared fragments that came, went or may say something else."""
    if before is None or before is now:
        return frozenset()
    texts, others = _texts(now), _texts(before)
    return frozenset(name for name in (*texts, *others) if texts.get(name) != others.get(name))


def _texts(shared: SharedFragments) -> dict[str, tuple[str, str]]:
    """Name -> the file that it is in, and all of its text: findings tell places in it."""
    sources = {name: node.loc.source for name, node in shared.by_name.items() if node.loc}
    return {name: (source.name, source.body) for name, source in sources.items()}


def _same_script(one: Script | None, other: Script | None) -> bool:
    if one is None or other is None:
        return one is other
    mine, its = (one.path, one.text, one.types), (other.path, other.text, other.types)
    return one.problem is None and other.problem is None and mine == its
