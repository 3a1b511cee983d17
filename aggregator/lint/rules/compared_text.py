"""A comparison or a pattern stands on a text, which is only ever compared as a whole.

`"> 3"` on a text matches the text "> 3" itself, and nothing else. Select a field that is a number,
a Money or a DateTime, or have one added to the graph. A text has no patterns either: `"urg*"`
matches no "urgent". Name each text, or have a field added that says it.

Wrong:
    account { name @badge(red: ["< 10"]) }

Right:
    account { employees @badge(red: ["< 10"]) }
"""

import re
from collections.abc import Iterator

from graphql import StringValueNode, is_leaf_type

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Violation
from aggregator.language.kinds import kind_of
from aggregator.language.matching import matchings
from aggregator.language.outline import Outline, values
from aggregator.language.span import whole_span
from aggregator.lint.rule import Rule

_NUMBER = re.compile(r"\s*(?:<=|>=|<|>|=)\s*-?\d+(?:\.\d+)?\s*")
_PATTERN = re.compile(
    r"\*[^*]+\*?|[^*]+\*|%[^%]+%|/[^/]+/[gimsuy]+|\^.+|.*\.[*+].*"
    r"|(?:starts ?with|ends ?with|contains|matches|like)\s+\S.*",
    re.IGNORECASE,
)
_MOMENT = re.compile(r"\s*(?:within|[<>]=?)\s+\d+\s*[smhd](?:\s+ago)?\s*")


def check(tree: Outline) -> Iterator[Violation]:
    for matching in matchings(tree):
        type_ = matching.target.named_type if matching.target else None
        if type_ is None or not is_leaf_type(type_):
            continue
        if kind_of(type_) not in {"text", "id", "url", "email", "markdown"}:
            continue  # said as `match-word` or `unknown-enum-value`
        named = matching.target.name if matching.target else ""
        for word in values(matching.argument.value):
            if isinstance(word, StringValueNode):
                yield from _of(word, f'"{named}" is a text ({type_.name})', named)


def _of(word: StringValueNode, what: str, named: str) -> Iterator[Violation]:
    text, span = word.value.strip(), whole_span(word)
    kind = "number" if _NUMBER.fullmatch(text) else "moment" if _MOMENT.fullmatch(text) else None
    if kind is not None:
        hint = f"Compare a field that is a {kind}, or write the text that is meant."
        yield Violation(span, f'"{word.value}" compares a {kind}, but {what}', hint=hint)
    elif _PATTERN.fullmatch(text):
        message = f'"{word.value}" is a pattern, but "{named}" is compared as a whole'
        hint = 'Name each text, as in ["urgent", "urgently"], or have a field added that says it.'
        yield Violation(span, message, hint=hint)


RULE = Rule.of(__name__, __doc__, Severity.WARNING, card=check)
