"""A text holds an e-mail address.

A card is the same for every customer, so that an address in it belongs to a colleague or was left
over from a test. Where a customer's own is meant, select the field: `mailto:{email}`. A shared
mailbox in a `mailto:` link is fine.

Wrong:
    name @note(text: "Ask ann@example.com") @text

Right:
    name @note(text: "Ask the billing team") @text
"""

import re
from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import Span
from aggregator.language.texts import texts
from aggregator.lint.rule import Rule

_ADDRESS = re.compile(
    r"(?<![0-9A-Za-z._%+-])[0-9A-Za-z._%+-]{1,64}@[0-9A-Za-z-]{1,63}(?:\.[0-9A-Za-z-]{1,63}){1,8}"
)


def check(tree: Outline) -> Iterator[Violation]:
    for span in texts(tree.card):
        text = span.source.body[span.start : span.end]
        for match in _ADDRESS.finditer(text):
            if text[: match.start()].endswith("mailto:"):
                continue
            at = Span(span.source, span.start + match.start(), span.start + match.end())
            yield Violation(at, "This is an e-mail address: a card is the same for everybody")


RULE = Rule.of(__name__, __doc__, Severity.WARNING, card=check)
