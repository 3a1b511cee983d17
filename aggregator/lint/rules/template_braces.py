"""The text is written as in another template language, and would be shown as it is.

A value is put in by one brace on each side, `{name}`. Two braces are one brace of the text, and a
dollar sign in front is a dollar sign: `{{name}}` shows {name}, `${name}` shows $Alex. For an amount
with its currency there is `{price|money}`.

Wrong:
    name @row(label: "Name of {{email}}") email @text

Right:
    name @row(label: "Name of {email}") email @text
"""

import re
from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.outline import Outline
from aggregator.language.span import inside
from aggregator.language.wording import wordings
from aggregator.lint.rule import Rule

_FOREIGN = re.compile(
    r"\$?(?P<open>\{+)\s*(?P<path>[A-Za-z_]\w*(?:\.\w+)*)\s*(?P<function>\|\s*\w+\s*)?(?P<close>\}+)"
)


def check(tree: Outline) -> Iterator[Violation]:
    names = {selection.name for selection in tree.selections if selection.is_field}
    for wording in wordings(tree):
        for match in _FOREIGN.finditer(wording.node.value):
            if _is_ours(match) or match["path"].partition(".")[0] not in names:
                continue
            right = f"{{{match['path']}{(match['function'] or '').strip()}}}"
            span = inside(wording.node, match.start(), match.end())
            message = f"{match[0]} does not put the value in: {_shows(match)}"
            yield Violation(span, message, (right,), changes=(Replacement(span, right),))


def _is_ours(match: re.Match[str]) -> bool:
    """One brace on each side, and perhaps a brace of the text around them."""
    opened, closed = len(match["open"]), len(match["close"])
    return match[0][0] != "$" and (opened == closed == 1 or (opened == 3 and closed > 1))


def _shows(match: re.Match[str]) -> str:
    if match[0][0] == "$" and len(match["open"]) == len(match["close"]) == 1:
        return "a dollar sign would stand before it"
    return "two braces are shown as one"


RULE = Rule.of(__name__, __doc__, Severity.WARNING, card=check)
