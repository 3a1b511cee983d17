"""What a node of a document stands in: GraphQL's own nodes do not know it."""

from collections.abc import Iterator, Sequence

from graphql import DocumentNode, Node


def around(document: DocumentNode, node: Node) -> Sequence[Node]:
    """List what a node stands in, innermost first; nothing for one of another document."""
    found: list[Node] = []
    here: Node | None = document
    while here is not None and here is not node:
        found.append(here)
        here = next((each for each in _inner(here) if each is node or _holds(each, node)), None)
    return found[::-1] if here is node else ()


def _inner(node: Node) -> Iterator[Node]:
    for key in node.keys:
        value = getattr(node, key, None)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, list | tuple):
            yield from value


def _holds(outer: Node, node: Node) -> bool:
    place, inner = outer.loc, node.loc
    if place is None or inner is None:
        return False
    return place.source is inner.source and place.start <= inner.start and inner.end <= place.end
