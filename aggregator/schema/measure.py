"""How big a query is once its fragments are written out, found in one walk over the document.

Each definition's body is visited once and summed into an `Own`: what it holds itself, and which
fragments it spreads where (walk.py). Afterwards the fragments are added up in order of who spreads
whom, once each. The work is linear in the document however often fragments are spread in each
other; a cycle counts as if its last spread were absent (validation names it).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    IntValueNode,
    OperationDefinitionNode,
)

from aggregator.schema.walk import CEILING, Own, Walk


@dataclass(frozen=True, slots=True)
class Measure:
    """The largest of a document's operations in each respect, fragments written out.

    depth                fields above and including the deepest one; introspection has its own
    fields, aliases, directives, root_fields, values
                         how many, each fragment counted wherever it is spread
    repeats              pairs of fields of one response name in one selection set
    cost                 fields in the answer: a list counts by its `first`, nested ones multiply
    introspection_roots, introspection_depth, introspection_cost
                         the same for `__schema` and `__type`; depth counts lists of types' members
    operations, fragments, spreads
                         definitions and fragment spreads in the document as written
    introspects          whether `__schema` or `__type` is asked for at all
    visited              nodes and spreads looked at: the guard's own work
    """

    depth: int = 0
    fields: int = 0
    aliases: int = 0
    directives: int = 0
    root_fields: int = 0
    values: int = 0
    repeats: int = 0
    cost: int = 0
    introspection_roots: int = 0
    introspection_depth: int = 0
    introspection_cost: int = 0
    operations: int = 0
    fragments: int = 0
    spreads: int = 0
    introspects: bool = False
    visited: int = 0


def measure(
    document: DocumentNode, schema: GraphQLSchema, variables: Mapping[str, Any] | None = None
) -> Measure:
    """Measure `document` as it would run with `variables` (as they came, not yet coerced)."""
    walk = Walk(schema, _with_defaults(document, variables or {}))
    fragments: dict[str, Own] = {}
    operations: list[Own] = []
    for definition in document.definitions:
        if isinstance(definition, FragmentDefinitionNode):
            fragments[definition.name.value] = walk.own(definition)
        elif isinstance(definition, OperationDefinitionNode):
            operations.append(walk.own(definition))
    for name in _innermost_first(fragments):
        _write_out(fragments[name], fragments)
    for operation in operations:
        _write_out(operation, fragments)
    # A fragment that no operation spreads is refused by validation, which walks it all the same.
    everything = [*operations, *fragments.values()]

    def most(of: str) -> int:
        return max((getattr(own, of) for own in everything), default=0)

    return Measure(
        depth=most("depth"),
        fields=most("fields"),
        aliases=most("aliases"),
        directives=most("directives"),
        root_fields=max((own.root_fields for own in operations), default=0),
        values=most("values"),
        repeats=walk.repeats,
        cost=int(most("cost")),
        introspection_roots=most("introspection_roots"),
        introspection_depth=most("introspection_depth"),
        introspection_cost=int(most("introspection_cost")),
        operations=len(operations),
        fragments=len(fragments),
        spreads=walk.spreads,
        introspects=any(own.introspection_roots for own in everything),
        visited=walk.visited + walk.spreads,
    )


def _write_out(own: Own, fragments: Mapping[str, Own]) -> None:
    """Add to `own` what its fragments hold; they must have been written out before."""
    for spread in own.spreads:
        inner = fragments.get(spread.name)
        if inner is None or inner is own:
            continue
        own.depth = min(CEILING, max(own.depth, spread.depth + inner.depth))
        own.fields = min(CEILING, own.fields + inner.fields)
        own.aliases = min(CEILING, own.aliases + inner.aliases)
        own.values = min(CEILING, own.values + inner.values)
        own.directives = min(CEILING, own.directives + inner.directives)
        own.introspection_roots = min(CEILING, own.introspection_roots + inner.introspection_roots)
        own.cost = min(CEILING, own.cost + spread.times * inner.cost)
        own.introspection_cost = min(
            CEILING, own.introspection_cost + spread.times * inner.introspection_cost
        )
        own.introspection_depth = max(
            own.introspection_depth, spread.introspection_depth + inner.introspection_depth
        )
        if spread.depth == 0:
            own.root_fields = min(CEILING, own.root_fields + inner.root_fields)


def _innermost_first(fragments: Mapping[str, Own]) -> Iterator[str]:
    """Fragment names so that each comes after all that it spreads; cycles are cut where met."""
    done: set[str] = set()
    entered: set[str] = set()
    for start in fragments:
        stack = [start]
        while stack:
            name = stack[-1]
            if name in done:
                stack.pop()
            elif name in entered:
                done.add(name)
                stack.pop()
                yield name
            else:
                entered.add(name)
                stack.extend(
                    spread.name
                    for spread in fragments[name].spreads
                    if spread.name in fragments and spread.name not in entered
                )


def _with_defaults(document: DocumentNode, variables: Mapping[str, Any]) -> Mapping[str, Any]:
    """`variables`, and for those not given the integer defaults that the operations declare."""
    values: dict[str, Any] = {}
    for definition in document.definitions:
        if isinstance(definition, OperationDefinitionNode):
            for variable in definition.variable_definitions or ():
                default = variable.default_value
                if isinstance(default, IntValueNode):
                    number = CEILING if len(default.value) > 12 else int(default.value)
                    name = variable.variable.name.value
                    values[name] = max(number, values.get(name, 0))
    return {**values, **variables}
