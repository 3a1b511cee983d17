"""A card's title is a text of 1 to 500 characters, as Plain counts them (UTF-16).

Wrong:
    query Q @card(title: " ") { customer { name @text } }

Right:
    query Q @card(title: "Customer") { customer { name @text } }
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline, string
from aggregator.language.span import whole_span
from aggregator.lint.rule import Rule

LONGEST = 500
_HINT = "Write what an agent looks for, like Subscription."


def check(tree: Outline) -> Iterator[Violation]:
    given = string(tree.directive, "title") if tree.directive else None
    if given is None:
        return
    length = len(given.value.encode("utf-16-le", "surrogatepass")) // 2
    if not given.value.strip():
        yield Violation(whole_span(given), "A card needs a title", hint=_HINT)
    elif length > LONGEST:
        message = f"A card's title has at most {LONGEST} characters, this one {length}"
        yield Violation(whole_span(given), message)


RULE = Rule.of(__name__, __doc__, card=check)
