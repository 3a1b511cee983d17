"""An empty list of matches compares with nothing: `is: []` never holds, `not: []` always does.

A colour of an empty list is never given. Name what is compared with, or leave it out.

Wrong:
    name @when(is: []) @text

Right:
    name @when(not: ["Unknown"]) @text
"""

from collections.abc import Iterator

from graphql import ArgumentNode, DirectiveNode, ListValueNode, NullValueNode

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.directives import COLOURS, MATCHES
from aggregator.language.outline import Outline
from aggregator.language.span import whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        for node in selection.directives:
            for given in node.arguments or ():
                matches = given.name.value in MATCHES.get(node.name.value, ())
                if matches and isinstance(given.value, ListValueNode) and not given.value.values:
                    yield _found(node, given)
                elif matches and isinstance(given.value, NullValueNode):
                    yield _null(node, given)


def _found(node: DirectiveNode, given: ArgumentNode) -> Violation:
    name = given.name.value
    message = f"{name}: [] compares with nothing: it {_NEVER.get(name, 'never gives its colour')}"
    rest = [each for each in node.arguments or () if each is not given]
    useless = node.name.value not in COLOURS and not any(
        each.name.value in MATCHES[node.name.value] for each in rest
    )
    change = Replacement(whole_span(node if useless else given), "")
    if not useless and not rest:
        change = Replacement(whole_span(node), f"@{node.name.value}")
    hint = "Name what the value is compared with, or leave it out."
    return Violation(whole_span(given.value), message, hint=hint, changes=(change,))


def _null(node: DirectiveNode, given: ArgumentNode) -> Violation:
    """`is: null` says nothing, so that the rest would hold: the opposite of what is meant."""
    name = given.name.value
    message = f"{name}: null says nothing: null is no value to compare with"
    if name == "is":
        changes = (Replacement(whole_span(given), 'not: ["*"]'),)
        return Violation(whole_span(given.value), message, hint='Write not: ["*"]', changes=changes)
    alone = len(node.arguments or ()) == 1
    at = whole_span(node if alone else given)
    changes = (Replacement(at, f"@{node.name.value}" if alone else ""),)
    hint = f"Leave it out: @{node.name.value} alone asks whether there is a value."
    return Violation(whole_span(given.value), message, hint=hint, changes=changes)


_NEVER = {"is": "never holds", "not": "always holds"}

RULE = Rule.of(__name__, __doc__, serves=True, card=check)
