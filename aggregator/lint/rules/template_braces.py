"""The text is written as in another template language, and would be shown as it is.

A value is put in by one brace on each side, `{name}`. Two braces are one brace of the text, and a
dollar sign in front is a dollar sign: `{{name}}` shows {name}, `${name}` shows $Alex. For an amount
with its currency there is `{price|money}`. Words have no conditions, loops and filters: `@when`
shows a field with its words, a list's fields are shown for each item.

Wrong:
    name @row(label: "Name of {{email}}") email @text

Right:
    name @row(label: "Name of {email}") email @text
"""

from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.outline import Outline
from aggregator.language.span import inside
from aggregator.language.templates import TemplateError, parse_template
from aggregator.language.wording import Wording, wordings
from aggregator.lint.foreign import spellings
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for wording in wordings(tree):
        try:
            parse_template(wording.node.value)
        except TemplateError:
            continue  # said as `template-syntax` or `unknown-formatter`: first that
        yield from _of(tree, wording)


def _of(tree: Outline, wording: Wording) -> Iterator[Violation]:
    node = wording.node
    for found in spellings(tree, wording):
        span = inside(node, found.start, found.end)
        changes = tuple(Replacement(inside(node, *at), right) for *at, right in found.changes)
        alone = len(changes) == 1 and changes[0].span == span
        meant = (changes[0].text,) if alone else ()
        yield Violation(span, found.message, meant, found.hint, changes)


RULE = Rule.of(__name__, __doc__, Severity.WARNING, card=check)
