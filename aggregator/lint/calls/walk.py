"""From a card's selections to what it asks: one walk over its outline.

It mirrors how the schema resolves (schema/context.py): a field is asked of every source that
provides it; keys come from the request, from the directory's match, or from the record of the
object that the field stands on, and then only the same source can be asked by them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from graphql import (
    FieldNode,
    GraphQLNamedType,
    IntValueNode,
    VariableNode,
    is_abstract_type,
    is_interface_type,
    is_object_type,
    print_ast,
)

from aggregator.domain.lookup import FIRST_MAX, Lookup
from aggregator.language.document import BOUND, declared_bound
from aggregator.language.outline import Outline, Piece, argument
from aggregator.lint.calls.ask import DIRECTORY, Ask, Hop, names
from aggregator.lint.calls.declared import Declared, Lookups
from aggregator.schema.context import ACCOUNTS, FIRST_ASKED, OWN_KEYS

Asked = tuple[Ask, Piece]


def asks_of(tree: Outline, lookups: Lookups) -> tuple[Asked, ...]:
    """Everything that the card asks, each with its selection, in written order."""
    walk = _Walk(tree, lookups)
    return tuple(asked for piece in tree.roots for asked in walk.visit(piece, _At()))


@dataclass(frozen=True, slots=True)
class _At:
    """Where the walk is: what is written around it, and the way of lookups that led here.

    above   how many hops led to the object that this stands on, and `level` the last one's: what
            all sources of it say is waited for
    record  the record whose keys there are; without one the keys are the request's own, or those
            of the directory's match
    """

    path: tuple[str, ...] = ()
    root: str = ""
    hops: tuple[Hop, ...] = ()
    above: int = 0
    level: int = 0
    record: tuple[str, Lookup] | None = None

    def inside(self, node: FieldNode) -> "_At":
        """Go on to a field."""
        arguments = f"({', '.join(map(print_ast, node.arguments))})" if node.arguments else ""
        written = f"{node.name.value}{arguments}"
        root = written if arguments and not self.path else self.root
        return replace(self, path=(*self.path, written), root=root, above=len(self.hops))

    def holds_key_of(self, provider: Declared) -> bool:
        first = provider.via or provider.lookup
        if self.record is not None:
            source, lookup = self.record
            return provider.source == source and first.key in lookup.keys
        of_company = bool(self.hops) and self.hops[-1].name == ACCOUNTS
        return not (of_company and first.key in OWN_KEYS)


class _Walk:
    def __init__(self, tree: Outline, lookups: Lookups) -> None:
        self._tree = tree
        self._lookups = lookups

    def visit(self, piece: Piece, at: _At) -> Iterator[Asked]:
        if isinstance(piece.node, FieldNode):
            first = self._first(piece)
            if piece.is_object and piece.definition is not None and first != 0:
                yield from self._field(piece, at.inside(piece.node), first)
        elif piece.type is None or piece.type is piece.owner:
            yield from self._below(piece, at)
        else:
            yield from self._below(piece, replace(at, path=(*at.path, f"... on {piece.type}")))

    def _field(self, piece: Piece, at: _At, first: int | None) -> Iterator[Asked]:
        fields = [f"{owner}.{_name(piece)}" for owner in self._owners(piece)]
        for loader in {FIRST_ASKED[field] for field in fields if field in FIRST_ASKED}:
            hop = Hop(DIRECTORY, loader.partition(".")[2], items=first or 1)
            at = replace(at, hops=(*at.hops, hop))
            yield self._ask(piece, at), piece
        if not _is_from_a_source(piece.named_type):
            if at.record is None:
                yield from self._below(piece, at)
            return
        ways = [
            (provider, self._way(at, provider, first))
            for field in fields
            for provider in self._lookups.get(field, ())
            if at.holds_key_of(provider)
        ]
        level = max((hops[-1].level for _, hops in ways), default=0)
        for provider, hops in ways:
            beside = tuple(names(other) for _, other in ways if other is not hops)
            there = replace(
                at,
                hops=(*hops[:-1], replace(hops[-1], beside=beside)),
                level=level,
                record=(provider.source, provider.lookup),
            )
            yield self._ask(piece, there), piece
            yield from self._below(piece, there)

    def _way(self, at: _At, provider: Declared, first: int | None) -> tuple[Hop, ...]:
        """Go on from `at`, over the lookup that is asked first, to the one that answers."""
        source, lookup, via, many = provider.source, provider.lookup, provider.via, first or 1
        keys, items = (1, many) if lookup.many else (many, 1)
        if via is None:
            return (*at.hops, Hop.of(source, lookup, at.level + 1, keys, items))
        link = Hop.of(source, via, at.level + 1)
        return (*at.hops, link, Hop.of(source, lookup, at.level + 2, keys, items))

    def _below(self, piece: Piece, at: _At) -> Iterator[Asked]:
        for child in piece.children:
            yield from self.visit(child, at)

    def _ask(self, piece: Piece, at: _At) -> Ask:
        kind = piece.named_type
        has_id = (is_object_type(kind) or is_interface_type(kind)) and "id" in kind.fields
        leaf = "id" if has_id else "__typename"
        own = len(at.hops) - at.above
        return Ask(self._tree.card.key, at.path, leaf, at.root, at.hops, own)

    def _owners(self, piece: Piece) -> Sequence[str]:
        if is_abstract_type(piece.owner):
            return [each.name for each in self._tree.schema.get_possible_types(piece.owner)]
        return [piece.owner.name] if piece.owner else []

    def _first(self, piece: Piece) -> int | None:
        """How many items are wanted of a list, or of a page; None where nobody says."""
        declared = piece.definition.args.get(BOUND) if piece.definition else None
        if declared is None or not isinstance(piece.node, FieldNode):
            return FIRST_MAX if piece.is_list and _is_from_a_source(piece.named_type) else None
        given = argument(piece.node, BOUND)
        value = given.value if given else None
        if isinstance(value, VariableNode):
            value = self._default_of(value)
        if value is None and given is not None:
            return FIRST_MAX
        if isinstance(value, IntValueNode):
            return min(int(value.value), FIRST_MAX)
        return declared_bound(declared)

    def _default_of(self, variable: VariableNode) -> IntValueNode | None:
        definitions = (self._tree.operation and self._tree.operation.variable_definitions) or ()
        for definition in definitions:
            if definition.variable.name.value == variable.name.value:
                default = definition.default_value
                return default if isinstance(default, IntValueNode) else None
        return None


def _name(piece: Piece) -> str:
    return piece.node.name.value if isinstance(piece.node, FieldNode) else ""


def _is_from_a_source(kind: GraphQLNamedType | None) -> bool:
    """Whether objects of this type are records of a source: they say of which."""
    return is_object_type(kind) and "source" in kind.fields
