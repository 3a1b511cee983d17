"""The function after `|` is a format's name: `|date`, `|money`, `|number`, `|percent`.

A date's styles are functions as well: `{issuedAt|datetime}`, `{issuedAt|relative}`.

Wrong:
    contact { registeredAt name @row(label: "{registeredAt|day}") }

Right:
    contact { registeredAt name @row(label: "{registeredAt|date}") }
"""

from collections.abc import Iterator

from graphql.pyutils import suggestion_list

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import inside
from aggregator.language.templates import TemplateError, parse_template
from aggregator.language.wording import wordings
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for wording in wordings(tree):
        try:
            parse_template(wording.node.value)
        except TemplateError as error:
            if error.allowed:
                meant = tuple(suggestion_list(error.word, error.allowed)[:3])
                hint = None if meant else f"There are {', '.join(error.allowed)}."
                message = f'There is no function "{error.word}"'
                yield Violation(inside(wording.node, error.start, error.end), message, meant, hint)


RULE = Rule.of(__name__, __doc__, card=check)
