"""An enum value has no colour, and no `"*"` stands for the rest.

The card works: such a value is grey, or text as usual. But whoever wrote the colours had not
thought of it, often because the schema has learnt it since. Give it a colour, or `grey: ["*"]`.

Wrong:
    account { tier @badge(green: [ENTERPRISE]) }

Right:
    account { tier @badge(green: [ENTERPRISE], grey: ["*"]) }
"""

from collections.abc import Iterator, Sequence

from graphql import GraphQLEnumType, ValueNode

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.directives import COLOURS
from aggregator.language.match import MatchError, parse_match
from aggregator.language.outline import Outline, argument, arguments, values
from aggregator.language.span import Span, span_of, whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        type_ = selection.named_type
        if not isinstance(type_, GraphQLEnumType):
            continue
        for node in selection.directives:
            colours = COLOURS.get(node.name.value, {})
            given = [each for each in arguments(node) if each.name.value in colours]
            if not given or argument(node, "color"):
                continue
            words = [word for each in given for word in values(each.value)]
            missing = _missing(words, type_)
            if missing:
                names = ", ".join(missing)
                rest = "grey" if node.name.value == "badge" else "muted"
                whole = whole_span(node)
                last = whole_span(given[-1]).end
                change = Replacement(Span(whole.source, last, last), f', {rest}: ["*"]')
                message = f"@{node.name.value} has no colour for {names}"
                yield Violation(
                    span_of(node),
                    message,
                    hint=f'{rest}: ["*"] stands for the rest.',
                    changes=(change,),
                    cause=whole,
                )


def _missing(words: Sequence[ValueNode], type_: GraphQLEnumType) -> list[str]:
    covered: set[str | None] = set()
    for word in words:
        try:
            match = parse_match(word, type_)
        except MatchError:
            return []  # said as `match-word`: first that
        if match.anything:
            return []
        covered.add(match.value)
    return [name for name in type_.values if name not in covered]


RULE = Rule.of(__name__, __doc__, serves=True, card=check)
