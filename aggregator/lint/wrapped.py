"""Braces that other schemas have around a list's items: `nodes { }`, `edges { node { } }`."""

from collections.abc import Container

from graphql import FieldNode, Node, SelectionSetNode

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.span import Span, span_of, whole_span
from aggregator.lint.around import around
from aggregator.lint.rule import Heard

_WRAPPERS = frozenset({"nodes", "edges", "items", "results", "records", "data"})
_BESIDE = frozenset({"pageInfo", "totalCount", "count", "cursor", "__typename"})


def unwrapped(heard: Heard, node: FieldNode) -> Violation | None:
    """Tell of a field that only wraps those of its own braces; None: it is another mistake."""
    outer = next((each for each in around(heard.context.document, node) if _is_field(each)), None)
    braces = outer.selection_set if isinstance(outer, FieldNode) else None
    if not isinstance(outer, FieldNode) or braces is None:
        return None
    wrapper = node if node.name.value in _WRAPPERS else None
    if node.name.value in _BESIDE:
        wrapper = _named(braces, _WRAPPERS)
    if wrapper is None or wrapper.selection_set is None:
        return None
    name = outer.name.value
    message = f'The fields of "{name}" stand in its own braces, not in "{wrapper.name.value}"'
    hint = f"Write {name} {{ }} with the fields themselves."
    changes = _changes(braces, wrapper, wrapper.selection_set)
    return Violation(
        span_of(wrapper), message, hint=hint, changes=changes, covers=whole_span(braces)
    )


def unwrapping(braces: SelectionSetNode) -> tuple[Replacement, ...]:
    """Give the changes that take wrappers away from a field's braces; nothing without any."""
    wrapper = _named(braces, _WRAPPERS)
    if wrapper is None or wrapper.selection_set is None:
        return ()
    return _changes(braces, wrapper, wrapper.selection_set)


def _changes(
    braces: SelectionSetNode, wrapper: FieldNode, wrapped: SelectionSetNode
) -> tuple[Replacement, ...]:
    """Take the wrappers away, but for their directives; nothing where fields stand beside them."""
    inner = _named(wrapped, {"node"})
    kept = inner.selection_set if inner else wrapped
    alone = _alone(braces, wrapper) and (inner is None or _alone(wrapped, inner))
    if kept is None or not alone:
        return ()
    whole, fields = whole_span(braces), whole_span(kept)
    source = whole.source
    names = [wrapper, inner] if inner else [wrapper]
    looks = " ".join(whole_span(look).text for each in names for look in each.directives or ())
    return (
        Replacement(Span(source, whole.start, fields.start), f"{looks} " if looks else ""),
        Replacement(Span(source, fields.end, whole.end), ""),
    )


def _alone(braces: SelectionSetNode, field: FieldNode) -> bool:
    """Tell whether nothing stands beside a field that a card could read."""
    beside = [each for each in braces.selections if each is not field]
    return all(isinstance(each, FieldNode) and each.name.value in _BESIDE for each in beside)


def _named(braces: SelectionSetNode, names: Container[str]) -> FieldNode | None:
    fields = (each for each in braces.selections if isinstance(each, FieldNode))
    return next((each for each in fields if each.name.value in names), None)


def _is_field(node: Node) -> bool:
    return isinstance(node, FieldNode)
