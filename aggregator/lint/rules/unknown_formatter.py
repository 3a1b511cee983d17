"""The function after `|` is a format's name: `|date`, `|money`, `|number`, `|percent`.

A date's styles are functions as well: `{issuedAt|datetime}`, `{issuedAt|relative}`.

Wrong:
    contact { registeredAt name @row(label: "{registeredAt|day}") }

Right:
    contact { registeredAt name @row(label: "{registeredAt|date}") }
"""

import re
from collections.abc import Iterator

from graphql.pyutils import suggestion_list

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.outline import Outline
from aggregator.language.span import inside
from aggregator.language.templates import TemplateError, parse_template
from aggregator.language.wording import Wording, wordings
from aggregator.lint.foreign import function_meant
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for wording in wordings(tree):
        try:
            parse_template(wording.node.value)
        except TemplateError as error:
            if error.allowed:
                yield _unknown(wording, error)


def _unknown(wording: Wording, error: TemplateError) -> Violation:
    """Name the function that was meant, or take out what none of them does."""
    span = inside(wording.node, error.start, error.end)
    message = f'There is no function "{error.word}"'
    known = function_meant(error.word)
    meant = (known,) if known else tuple(suggestion_list(error.word, error.allowed)[:3])
    if meant:
        return Violation(span, message, meant)
    text = wording.node.value
    bar = text.index("|", text.rindex("{", 0, error.start))
    start = len(text[:bar].rstrip())
    without = Replacement(inside(wording.node, start, error.end), "")
    hint = f"There are {', '.join(error.allowed)}."
    if _INSTEAD.search(error.word):
        hint = '@default(text: "...") says what stands where there is no value.'
    return Violation(span, message, hint=hint, changes=(without,))


_INSTEAD = re.compile(r"^[|?]|default|fallback|\bor\b|ifempty")


RULE = Rule.of(__name__, __doc__, card=check)
