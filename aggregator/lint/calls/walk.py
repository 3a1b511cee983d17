"""From a card's selections to what it asks: one walk over its outline.

How a field is found is the lookup plan's to say (schema/lookup_plan.py); here the objects that a
card selects are followed, and how many of them there can be.
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

from aggregator.domain.lookup import FIRST_MAX
from aggregator.language.document import BOUND, declared_bound
from aggregator.language.outline import Outline, Selection, argument
from aggregator.lint.calls.lookup_path import DIRECTORY, LookupPath, PathStep, names
from aggregator.schema.lookup_plan import (
    FIRST_ASKED,
    LookupPlan,
    LookupRoute,
    LookupStep,
)
from aggregator.schema.promises import is_record_type
from aggregator.schema.timeline_members import expanded

SelectedPath = tuple[LookupPath, Selection]


def asks_of(tree: Outline, plan: LookupPlan) -> tuple[SelectedPath, ...]:
    """Everything that the card asks, each with its selection, in written order."""
    walk = _Walk(tree, plan)
    return tuple(asked for selection in tree.roots for asked in walk.visit(selection, _At()))


@dataclass(frozen=True, slots=True)
class _At:
    """Where the walk is: what is written around it, and the way of lookups that led here.

    above   how many hops led to the object that this stands on, and `level` the last one's: what
            all sources of it say is waited for
    holder  whose keys there are: those of a lookup's record, or of what the directory found;
            without one the request's own
    """

    path: tuple[str, ...] = ()
    root: str = ""
    path_steps: tuple[PathStep, ...] = ()
    above: int = 0
    level: int = 0
    holder: LookupStep | str | None = None

    def inside(self, node: FieldNode) -> "_At":
        """Go on to a field."""
        arguments = f"({', '.join(map(print_ast, node.arguments))})" if node.arguments else ""
        written = f"{node.name.value}{arguments}"
        root = written if arguments and not self.path else self.root
        return replace(self, path=(*self.path, written), root=root, above=len(self.path_steps))


class _Walk:
    def __init__(self, tree: Outline, plan: LookupPlan) -> None:
        self._tree = tree
        self._plan = plan

    def visit(self, selection: Selection, at: _At) -> Iterator[SelectedPath]:
        if isinstance(selection.node, FieldNode):
            first = self._first(selection)
            if selection.is_object and selection.definition is not None and first != 0:
                yield from self._field(selection, at.inside(selection.node), first)
        elif selection.type is None or selection.type is selection.owner:
            yield from self._below(selection, at)
        else:
            yield from self._below(
                selection, replace(at, path=(*at.path, f"... on {selection.type}"))
            )

    def _field(self, selection: Selection, at: _At, first: int | None) -> Iterator[SelectedPath]:
        owners = self._owners(selection)
        fields = [
            f"{owner}.{name}"
            for owner in owners
            for name in expanded(self._tree.schema, owner, [_name(selection)])
        ]
        for loader in {FIRST_ASKED[field] for field in fields if field in FIRST_ASKED}:
            path_step = PathStep(DIRECTORY, loader.partition(".")[2], items=first or 1)
            at = replace(at, path_steps=(*at.path_steps, path_step), holder=loader)
            yield self._ask(selection, at), selection
        made_of_others = not set(fields) <= {f"{it}.{_name(selection)}" for it in owners}
        if not made_of_others and not _is_from_a_source(selection.named_type):
            if not isinstance(at.holder, LookupStep):
                yield from self._below(selection, at)
            return
        ways = [
            (route, _hops(at, route, first or 1))
            for field in fields
            for route in self._plan.to(field)
            if route.starts_from(at.holder)
        ]
        level = max((path_steps[-1].level for _, path_steps in ways), default=0)
        for route, path_steps in ways:
            beside = tuple(names(other) for _, other in ways if other is not path_steps)
            there = replace(
                at,
                path_steps=(*path_steps[:-1], replace(path_steps[-1], beside=beside)),
                level=level,
                holder=route.last,
            )
            yield self._ask(selection, there), selection
            yield from self._below(selection, there)

    def _below(self, selection: Selection, at: _At) -> Iterator[SelectedPath]:
        for child in selection.children:
            yield from self.visit(child, at)

    def _ask(self, selection: Selection, at: _At) -> LookupPath:
        kind = selection.named_type
        has_id = (is_object_type(kind) or is_interface_type(kind)) and "id" in kind.fields
        leaf = "id" if has_id else "__typename"
        own = len(at.path_steps) - at.above
        return LookupPath(self._tree.card.key, at.path, leaf, at.root, at.path_steps, own)

    def _owners(self, selection: Selection) -> Sequence[str]:
        if is_abstract_type(selection.owner):
            return [each.name for each in self._tree.schema.get_possible_types(selection.owner)]
        return [selection.owner.name] if selection.owner else []

    def _first(self, selection: Selection) -> int | None:
        """How many items are wanted of a list, or of a page; None where nobody says."""
        declared = selection.definition.args.get(BOUND) if selection.definition else None
        if declared is None or not isinstance(selection.node, FieldNode):
            return (
                FIRST_MAX if selection.is_list and _is_from_a_source(selection.named_type) else None
            )
        given = argument(selection.node, BOUND)
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


def _hops(at: _At, route: LookupRoute, wanted: int) -> tuple[PathStep, ...]:
    """Go on from `at`, over what is asked first, to the lookup that answers."""
    return (
        *at.path_steps,
        *(
            PathStep.of(step.source, step.lookup, at.level + further, keys, items)
            for further, (step, keys, items) in enumerate(route.sizes(wanted), start=1)
        ),
    )


def _name(selection: Selection) -> str:
    return selection.node.name.value if isinstance(selection.node, FieldNode) else ""


def _is_from_a_source(kind: GraphQLNamedType | None) -> bool:
    """Whether objects of this type are records of a source: they say of which."""
    return kind is not None and is_record_type(kind)
