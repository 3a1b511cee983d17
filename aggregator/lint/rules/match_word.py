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

from graphql import NullValueNode, VariableNode, is_enum_type, is_leaf_type
from graphql.pyutils import suggestion_list

from aggregator.language.diagnostics import Violation
from aggregator.language.kinds import kind_of
from aggregator.language.match import MatchError, parse_match
from aggregator.language.matching import matchings
from aggregator.language.outline import Outline, values
from aggregator.language.span import whole_span
from aggregator.lint.compared import match_meant
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
                right = match_meant(error.word, kind_of(type_))
                likely = suggestion_list(error.word, error.allowed) if error.word else []
                meant = [right] if right else [_written(each) for each in likely]
                hint = None
                if error.allowed and not meant:
                    allowed = ", ".join(error.allowed[:20])
                    hint = f"It is compared with {allowed}."
                yield Violation(whole_span(word), error.message, tuple(meant[:3]), hint)


def _written(word: str) -> str:
    """Write a word as it stands in a card: a Boolean as it is, a comparison in quotation marks."""
    return word if word in {"true", "false"} else f'"{word}"'


RULE = Rule.of(__name__, __doc__, card=check)
