"""The directive exists, but may not stand there.

`@card` stands on the query; all others stand on fields, and those that group (`@row @section @note
@divider @spacer @when`) on inline fragments too.

Wrong:
    query Q @card(title: "T") @row { customer { name @text } }

Right:
    query Q @card(title: "T") { customer @row { name @main } }
"""

from collections.abc import Iterator

from graphql import DirectiveNode, KnownDirectivesRule, OperationDefinitionNode

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.span import Span, span_of, whole_span
from aggregator.lint.rule import Heard, Rule

_PLACES = {
    "QUERY": "the query",
    "FIELD": "fields",
    "INLINE_FRAGMENT": "inline fragments",
}
_SAID_ELSEWHERE = ("fragment spread", "mutation", "subscription")


def _say(heard: Heard) -> Violation | None:
    node = heard.node
    known = (
        heard.context.schema.get_directive(node.name.value)
        if isinstance(node, DirectiveNode)
        else None
    )
    if known is None or not isinstance(node, DirectiveNode):
        return None
    if any(f"on {place}." in heard.message for place in _SAID_ELSEWHERE):
        return None
    places = [_PLACES.get(each.value, each.value.lower()) for each in known.locations]
    message = f"@{known.name} may not stand here, only on {' and '.join(places)}"
    if known.name != "card" and not {each.value for each in known.locations} & _PLACES.keys():
        gone = (Replacement(whole_span(node), ""),)
        words = f"@{known.name} says something of a schema, and a card reads one"
        return Violation(span_of(node), words, hint="Remove it.", changes=gone)
    if known.name != "card":
        return Violation(span_of(node), message)
    hint = "Write it behind the query's name, before the brace."
    return Violation(span_of(node), message, hint=hint, changes=tuple(_moved(node, heard)))


def _moved(node: DirectiveNode, heard: Heard) -> Iterator[Replacement]:
    """Take `@card` away from here, and write it on the query if that has none."""
    span = whole_span(node)
    written = span.source.body[span.start : span.end]
    yield Replacement(span, "")
    for query in heard.context.document.definitions:
        mine = query.loc is not None and query.loc.source is span.source
        if mine and isinstance(query, OperationDefinitionNode):
            if not any(each.name.value == "card" for each in query.directives or ()):
                at = whole_span(query.selection_set).start
                yield Replacement(Span(span.source, at, at), f"{written} ")
            return


RULE = Rule.of(__name__, __doc__, core=(KnownDirectivesRule, _say))
