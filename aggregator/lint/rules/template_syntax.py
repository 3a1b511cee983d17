"""A label, text or url holds values as `{path}` or `{path|function}`.

A path is names with dots between, of fields that the card selects. A brace that is
meant as one is written twice: `{{`.

Wrong:
    name @row(label: "{name")

Right:
    name @row(label: "{name}")
"""

from collections.abc import Iterator
from itertools import chain

from aggregator.language.findings import Found
from aggregator.language.outline import Outline
from aggregator.language.span import inside
from aggregator.language.templates import TemplateError, parse_path, parse_template
from aggregator.language.wording import conditions, wordings
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Found]:
    for wording in chain(wordings(tree), conditions(tree)):
        parse = parse_path if wording.argument == "field" else parse_template
        try:
            parse(wording.node.value)
        except TemplateError as error:
            if not error.allowed:  # else said as `unknown-formatter`
                yield Found(inside(wording.node, error.start, error.end), error.message)


RULE = Rule.of(__name__, __doc__, card=check)
