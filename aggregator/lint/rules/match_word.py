"""The word cannot be compared with the field's type.

A number or Money with `"< 10"`, `"<= 10"`,
`"> 10"`, `">= 10"` or `"= 10"`, a DateTime with `"past"`, `"future"`, `"within 7d"`, `"> 30d ago"`
(older than 30 days) or `"< 2h ago"` (newer), a Boolean with true or false, a text with a text;
`"*"` is everything that is there.

Wrong:
    account { employees @text(error: ["few"]) }

Right:
    account { employees @text(error: ["< 10"]) }
"""

from collections.abc import Iterator

from graphql import NullValueNode, ValueNode, VariableNode, is_enum_type, is_leaf_type
from graphql.pyutils import suggestion_list

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.kinds import kind_of
from aggregator.language.match import MatchError, parse_match
from aggregator.language.matching import Matching, matchings
from aggregator.language.outline import Outline, arguments, values
from aggregator.language.span import whole_span
from aggregator.lint.compared import is_null, is_range, match_meant, unequal_to
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for matching in matchings(tree):
        type_ = matching.target.named_type if matching.target else None
        if type_ is None or not is_leaf_type(type_) or is_enum_type(type_):
            continue  # an enum's values are said as `unknown-enum-value`
        for word in values(matching.argument.value):
            if isinstance(word, VariableNode):
                continue  # said as `variable-in-layout`
            try:
                parse_match(word, type_)
            except MatchError as error:
                if isinstance(word, NullValueNode):
                    continue  # said as `wrong-value`
                if is_null(word):
                    yield _null(matching, word)
                    continue
                kind = kind_of(type_)
                right = match_meant(error.word, kind)
                other = None if right else unequal_to(error.word, kind)
                if other or (right is None and is_range(error.word, kind)):
                    yield _not_one(matching, word, error.message, other)
                    continue
                likely = suggestion_list(error.word, error.allowed) if error.word else []
                meant = [right] if right else [_written(each) for each in likely]
                hint = None
                if error.allowed and not meant:
                    allowed = ", ".join(error.allowed[:20])
                    hint = f"It is compared with {allowed}."
                yield Violation(whole_span(word), error.message, tuple(meant[:3]), hint)


def _not_one(matching: Matching, word: ValueNode, message: str, other: str | None) -> Violation:
    """`!= 0`, where `not:` says it, and `10..20`, which no word says."""
    if other is None:
        hint = 'It has one bound. The first colour counts: "> 20" before "> 10" leaves 10 to 20.'
        return Violation(whole_span(word), message, hint=hint)
    given, names = matching.argument, {each.name.value for each in arguments(matching.directive)}
    alone = given.name.value == "is" and "not" not in names and len([*values(given.value)]) == 1
    changes = (Replacement(whole_span(given), f"not: {other}"),) if alone else ()
    hint = f"Write not: {other}" if "is" in names else "Name the values that it has instead."
    return Violation(whole_span(word), message, hint=hint, changes=changes)


def _null(matching: Matching, word: ValueNode) -> Violation:
    """`is: NULL`, as SQL and Python call it."""
    given = matching.argument
    alone = given.name.value == "is" and len([*values(given.value)]) == 1
    changes = (Replacement(whole_span(given), 'not: ["*"]'),) if alone else ()
    message = "null is no value to compare with"
    return Violation(whole_span(word), message, hint='Write not: ["*"]', changes=changes)


def _written(word: str) -> str:
    """Write a word as it stands in a card: a Boolean as it is, a comparison in quotation marks."""
    return word if word in {"true", "false"} else f'"{word}"'


RULE = Rule.of(__name__, __doc__, card=check)
