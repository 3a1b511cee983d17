"""A value never gets this colour, because the first that matches holds.

It stands in an earlier colour already, or comes after `"*"`, which matches everything.

Wrong:
    subscription { status @badge(grey: ["*"], red: [PAST_DUE]) }

Right:
    subscription { status @badge(red: [PAST_DUE], grey: ["*"]) }
"""

from collections.abc import Iterator

from graphql import DirectiveNode, ValueNode

from aggregator.domain.severity import Severity
from aggregator.language.directives import COLOURS
from aggregator.language.findings import Found
from aggregator.language.outline import Outline, values
from aggregator.language.span import whole_span
from aggregator.lint.rule import Rule

ANYTHING = "*"


def check(tree: Outline) -> Iterator[Found]:
    for piece in tree.pieces:
        for node in piece.directives:
            yield from _repeated(node)


def _repeated(node: DirectiveNode) -> Iterator[Found]:
    seen: dict[str, str] = {}
    for given in node.arguments or ():
        if given.name.value not in COLOURS.get(node.name.value, {}):
            continue
        for word in values(given.value):
            written = _written(word)
            earlier = ANYTHING if ANYTHING in seen else written
            if earlier in seen:
                message = f"{seen[earlier]}: has this already: the first that matches holds"
                yield Found(whole_span(word), message)
            seen.setdefault(written, given.name.value)


def _written(word: ValueNode) -> str:
    value = getattr(word, "value", None)
    return str(value).strip() if value is not None else repr(word)


RULE = Rule.of(__name__, __doc__, Severity.WARNING, card=check)
