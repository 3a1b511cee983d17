"""A label, text or url holds values as `{path}` or `{path|function}`.

A path is names with dots between, of fields that the card selects. A brace that is
meant as one is written twice: `{{`.

Wrong:
    name @row(label: "{name")

Right:
    name @row(label: "{name}")
"""

import re
from collections.abc import Iterator
from itertools import chain

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.outline import Outline
from aggregator.language.span import Span, inside
from aggregator.language.templates import TemplateError, parse_path, parse_template
from aggregator.language.wording import Wording, conditions, wordings
from aggregator.lint.rule import Rule

_PATH = re.compile(r"\{\s*[A-Za-z_][\w.]*(?:\|\w+)?(?!\s*\})")


def check(tree: Outline) -> Iterator[Violation]:
    for wording in chain(wordings(tree), conditions(tree)):
        parse = parse_path if wording.argument == "field" else parse_template
        try:
            parse(wording.node.value)
        except TemplateError as error:
            if not error.allowed:  # else said as `unknown-formatter`
                span = inside(wording.node, error.start, error.end)
                yield Violation(span, error.message, changes=tuple(_closed(wording, error.start)))


def _closed(wording: Wording, brace: int) -> Iterator[Replacement]:
    """Close a brace that is open behind the path that follows it."""
    path = _PATH.match(wording.node.value, brace)
    if path is not None:
        last = inside(wording.node, path.end() - 1, path.end())
        yield Replacement(Span(last.source, last.end, last.end), "}")


RULE = Rule.of(__name__, __doc__, card=check)
