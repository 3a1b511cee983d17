"""What a change of the schema does to cards: whose, in which file and line.

The cards are those of now, valid against the schema of before. Where the schema of now makes one
wrong, it breaks; where it still serves, but shows something else or less, it is weakened.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final, TypeAlias

from graphql import (
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    build_schema,
    print_schema,
    validate_schema,
)

from aggregator.domain.errors import CardError
from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Diagnostic
from aggregator.language.directives import with_layout
from aggregator.language.outline import outline
from aggregator.language.source import CardSource, SharedFragments
from aggregator.lint.changes import quiet_changes
from aggregator.lint.check import check_card
from aggregator.lint.looked import read_cards
from aggregator.lint.registry import all_rules

BROKEN: Final = "no-longer-valid"

_AS_A_CHANGE: Final[Mapping[str, tuple[str, str]]] = {
    "unknown-field": ("field-gone", "any more"),
    "unknown-root": ("field-gone", "any more"),
    "unknown-argument": ("argument-gone", "any more"),
    "missing-argument": ("argument-added", "now"),
    "unknown-type": ("type-gone", "any more"),
    "impossible-spread": ("type-gone", "any more"),
    "unknown-enum-value": ("value-gone", "any more"),
    "uncoloured-value": ("value-added", "yet"),
    "deprecated-field": ("now-deprecated", ""),
}
"""What `check` says of the schema of now -> the change that made it so, and a word for it."""


class Effect(StrEnum):
    """`breaks`: the card does not serve any more, or shows another thing. `weakens`: less well."""

    BREAKS = "breaks"
    WEAKENS = "weakens"


@dataclass(frozen=True, slots=True)
class Impact:
    """One change at one place; several cards where the place is in a shared fragment."""

    effect: Effect
    diagnostic: Diagnostic
    cards: tuple[CardSource, ...]

    def text(self) -> str:
        return self.told().text(str(self.effect))

    def told(self) -> Diagnostic:
        """Give the finding with the cards and teams named in its hint."""
        whose = ", ".join(f"{card.key} of {card.team}" for card in self.cards)
        named = f"{'Card' if len(self.cards) == 1 else 'Cards'}: {whose}."
        return replace(self.diagnostic, hint=" ".join(filter(None, (self.diagnostic.hint, named))))


@dataclass(frozen=True, slots=True)
class ImpactReport:
    """All impacts in reading order. `left_out`: cards that were not valid before either."""

    impacts: tuple[Impact, ...]
    cards: tuple[CardSource, ...]
    left_out: tuple[CardSource, ...]

    @property
    def failed(self) -> bool:
        return bool(self.of(Effect.BREAKS))

    def of(self, effect: Effect) -> Sequence[Impact]:
        return [impact for impact in self.impacts if impact.effect is effect]

    def by_team(self, effect: Effect) -> Mapping[str, Sequence[str]]:
        """Name the cards that are hit, by team; a card that breaks is not weakened as well."""
        broken = {card.path for impact in self.of(Effect.BREAKS) for card in impact.cards}
        teams: dict[str, set[str]] = {}
        for impact in self.of(effect):
            for card in impact.cards:
                if effect is Effect.BREAKS or card.path not in broken:
                    teams.setdefault(card.team, set()).add(card.key)
        return {team: sorted(keys) for team, keys in sorted(teams.items())}


def read_schema(text: str, name: str) -> GraphQLSchema:
    """Read an exported schema; raises CardError with the place where it is none."""
    try:
        schema = build_schema(text)
        errors = validate_schema(schema)
    except GraphQLSyntaxError as error:
        place = next(iter(error.locations or ()), None)
        where = f"{name}:{place.line}:{place.column}" if place else name
        said = error.description.removesuffix(".")
        raise CardError(f"{where} is no GraphQL schema: {said}", file=name) from None
    except (GraphQLError, TypeError, ValueError, RecursionError) as error:
        first = str(error).partition("\n")[0].removesuffix(".")
        raise CardError(f"{name} is no GraphQL schema: {first}", file=name) from None
    if errors:
        first = errors[0].message.removesuffix(".")
        raise CardError(f"{name} is no GraphQL schema: {first}", file=name)
    return schema


def impact(
    paths: Iterable[Path],
    before: GraphQLSchema,
    now: GraphQLSchema,
    shared: SharedFragments,
    within: Path | None = None,
) -> ImpactReport:
    """Say what changing the schema from `before` to `now` does to the cards at `paths`.

    Links may lead to wherever `within` the folder of cards.
    """
    before, now = with_layout(before), with_layout(now)
    read = build_schema(print_schema(now))
    sources = read_cards(paths, shared, within)
    found: _Hits = {}
    left_out = []
    for card in sources:
        was = check_card(card, before)
        if not was.serves:
            left_out.append(card)
            continue
        for diagnostic in _changed(card, was.diagnostics, now):
            _hit(found, diagnostic, card)
        for change in quiet_changes(outline(card, before), read):
            diagnostic = all_rules()[change.code].diagnostic(change.found)
            _hit(found, diagnostic, card)
    impacts = [
        Impact(_effect(diagnostic), diagnostic, tuple(cards))
        for diagnostic, cards in found.values()
    ]
    impacts.sort(key=lambda each: each.diagnostic.order)
    return ImpactReport(tuple(impacts), tuple(sources), tuple(left_out))


_Hits: TypeAlias = dict[tuple[object, ...], tuple[Diagnostic, list[CardSource]]]


def _hit(found: _Hits, diagnostic: Diagnostic, card: CardSource) -> None:
    """Note that `card` is hit; a place in a shared fragment is noted once, with all its cards."""
    _, cards = found.setdefault(diagnostic.order, (diagnostic, []))
    cards.append(card)


def _effect(diagnostic: Diagnostic) -> Effect:
    return Effect.BREAKS if diagnostic.severity is Severity.ERROR else Effect.WEAKENS


def _changed(
    card: CardSource, was: Sequence[Diagnostic], now: GraphQLSchema
) -> Iterator[Diagnostic]:
    """Yield what is new in the card's findings, each as the change that made it so."""
    known = {
        (diagnostic.code, diagnostic.message, diagnostic.line, diagnostic.path)
        for diagnostic in was
    }
    for diagnostic in check_card(card, now).diagnostics:
        if (diagnostic.code, diagnostic.message, diagnostic.line, diagnostic.path) in known:
            continue
        if diagnostic.code in _AS_A_CHANGE:
            code, word = _AS_A_CHANGE[diagnostic.code]
            yield _as(diagnostic, code, f"{diagnostic.message} {word}".strip())
        elif not diagnostic.serves:
            yield _as(diagnostic, BROKEN, f"{diagnostic.message} ({diagnostic.code})")


def _as(diagnostic: Diagnostic, code: str, message: str) -> Diagnostic:
    rule = all_rules()[code]
    return replace(
        diagnostic, code=code, message=message, severity=rule.severity, serves=rule.serves
    )
