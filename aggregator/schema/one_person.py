"""Whose data an operation may put side by side.

A request may hold an id that the directory links to nobody: an external id, say, beside the e-mail
of somebody who is known. Such an id is asked for, since the directory need not know everybody. But
nobody has said that both are one person, and one's name beside the other's usage would say so. So
an operation that needs both shows one: whom the directory found, else whom the external id names,
else whom the e-mail names. What belongs to another one fails and says why.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

from aggregator.domain.customer import CustomerIds, CustomerMatch
from aggregator.domain.errors import AmbiguousCustomer
from aggregator.schema.timeline_members import HOLDER, expanded

if TYPE_CHECKING:
    from aggregator.schema.context import RequestContext

_LINKED = "linked"
_ORDER = (_LINKED, "external_id", "email")
"""Whose data is shown where several are asked for."""

_WORDS = {"external_id": "external id", "email": "e-mail address"}
RESOLUTION = "resolution"
_OF_THE_DIRECTORY = frozenset({"id", "name"})


def withheld(
    request_context: "RequestContext",
    asked_for: Callable[[], Iterable[str]],
    customer_ids: CustomerIds,
    match: CustomerMatch | None,
) -> Mapping[str, AmbiguousCustomer]:
    """Kinds of key of `customer_ids` that may not be used, each with the error that says why.

    `asked_for` gives the fields that the operation asks of a customer.
    """
    if not may_withhold(request_context, customer_ids, match):
        return {}
    claimed = unlinked(customer_ids, match)
    asked = {kind for name in asked_for() for kind in _kinds(request_context, name, claimed)}
    if match is None:
        asked.discard(_LINKED)
    shown, *others = [kind for kind in _ORDER if kind in asked] or [_LINKED]
    return {kind: _error(kind, shown) for kind in others}


def may_withhold(
    request_context: "RequestContext", customer_ids: CustomerIds, match: CustomerMatch | None
) -> bool:
    """Whether some operation may not see all of this customer."""
    if request_context.unlinked_ids == "together":
        return False
    claimed = unlinked(customer_ids, match)
    return len(claimed) > (1 if match is None else 0)


def asks_how_found(asked_for: Iterable[str]) -> bool:
    """Whether an operation asks how its customer was found, and so is told where nobody was."""
    return RESOLUTION in asked_for


def unlinked(customer_ids: CustomerIds, match: CustomerMatch | None) -> set[str]:
    """The kinds of key that only the request says are theirs, or that are only claimed."""
    said = set(customer_ids.own)
    if match is None:
        return said
    held = {"external_id": match.external_id, "email": match.email}
    return {kind for kind in said if not held[kind]} | match.claimed


def somebody_elses(kind: str) -> AmbiguousCustomer:
    """Tell why nobody is asked by a key that the directory knows as another one's."""
    return AmbiguousCustomer(
        f"The directory knows this {_WORDS[kind]} as somebody else's too, so what it names is not "
        "shown. Fix: link their ids in the sources, or correct who has it in the directory",
        kind=kind,
    )


def _error(kind: str, shown: str) -> AmbiguousCustomer:
    other = "whom the directory found" if shown == _LINKED else f"whom the {_WORDS[shown]} names"
    return AmbiguousCustomer(
        f"Nobody has linked this {_WORDS[kind]} to {other}, so what it names is not shown beside "
        'them. Fix: link it in the directory, or set unlinked_ids = "together"',
        kind=kind,
    )


def customer_fields(
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    schema: GraphQLSchema,
) -> Iterator[str]:
    """Name what an operation asks of its customers: of a field that is made of others, these."""
    for field in _below(fragments, operation.selection_set):
        if field.name.value == "customer" and field.selection_set is not None:
            parts = _below(fragments, field.selection_set)
            yield from expanded(schema, HOLDER, (part.name.value for part in parts))


def _kinds(request_context: "RequestContext", name: str, claimed: set[str]) -> Iterator[str]:
    """By which unlinked kinds a field is asked for, and whether by a link."""
    if name in _OF_THE_DIRECTORY:
        yield _LINKED
    for route in request_context.providers.get(f"Customer.{name}", ()):
        kind = route[0].step.key
        yield kind if kind in claimed else _LINKED


def _below(
    fragments: Mapping[str, FragmentDefinitionNode], selections: SelectionSetNode
) -> Iterator[FieldNode]:
    """The fields of a selection set, fragments written out. Validation has refused circles."""
    for node in selections.selections:
        if isinstance(node, FieldNode):
            yield node
        elif isinstance(node, InlineFragmentNode):
            yield from _below(fragments, node.selection_set)
        elif isinstance(node, FragmentSpreadNode):
            yield from _below(fragments, fragments[node.name.value].selection_set)
