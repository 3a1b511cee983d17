"""A value never gets this colour, because the first that matches holds.

It stands in an earlier colour already, comes after `"*"`, which matches everything, or all that it
matches is matched before: `"> 0.8"` behind `"> 0.5"`.

Wrong:
    subscription { status @badge(grey: ["*"], red: [PAST_DUE]) }

Right:
    subscription { status @badge(red: [PAST_DUE], grey: ["*"]) }
"""

from collections.abc import Iterator, Sequence

from graphql import ArgumentNode, DirectiveNode, GraphQLNamedType, ValueNode

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.directives import COLOURS
from aggregator.language.outline import Outline, arguments, values
from aggregator.language.span import whole_span
from aggregator.lint.covering import covers
from aggregator.lint.rule import Rule

ANYTHING = "*"

Given = tuple[ArgumentNode, ValueNode]
"""A word, and the colour in whose list it stands."""


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        for node in selection.directives:
            yield from _repeated(node, selection.named_type)


def _repeated(node: DirectiveNode, type_: GraphQLNamedType | None) -> Iterator[Violation]:
    seen: list[Given] = []
    for given in arguments(node):
        if given.name.value not in COLOURS.get(node.name.value, {}):
            continue
        for word in values(given.value):
            earlier = _covering(seen, word, type_)
            if earlier is not None:
                yield _found(earlier, (given, word))
        seen += [(given, word) for word in values(given.value)]


def _covering(
    seen: Sequence[Given], word: ValueNode, type_: GraphQLNamedType | None
) -> Given | None:
    """Find what takes all that `word` matches; of several together, the last."""
    for earlier in seen:
        if _written(earlier[1]) in {ANYTHING, _written(word)}:
            return earlier
    if type_ is not None:
        for earlier in seen:
            if covers([earlier[1]], word, type_):
                return earlier
        if covers([each for _, each in seen], word, type_):
            return seen[-1]
    return None


def _found(earlier: Given, later: Given) -> Violation:
    first, second = earlier[0], later[0]
    name, said = first.name.value, _written(earlier[1])
    message = f"{name}: has this already: the first that matches holds"
    if said == _written(later[1]):
        changes = [
            Replacement(whole_span(second if len(values(second.value)) == 1 else later[1]), "")
        ]
        return Violation(
            whole_span(later[1]), message, hint="Remove it here.", changes=tuple(changes)
        )
    if said != ANYTHING:
        message = f'{name}: "{said}" takes all of this before: the first that matches holds'
    hint = f"Write {second.name.value}: before {name}:"
    return Violation(whole_span(later[1]), message, hint=hint, changes=_swapped(first, second))


def _swapped(first: ArgumentNode, second: ArgumentNode) -> tuple[Replacement, ...]:
    one, other = whole_span(first), whole_span(second)
    body = one.source.body
    return (
        Replacement(one, body[other.start : other.end]),
        Replacement(other, body[one.start : one.end]),
    )


def _written(word: ValueNode) -> str:
    value = getattr(word, "value", None)
    return str(value).strip() if value is not None else repr(word)


RULE = Rule.of(__name__, __doc__, Severity.WARNING, card=check)
