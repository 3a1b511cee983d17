"""A function fits one kind of value.

`|date`, `|datetime` and `|relative` write a DateTime, `|money` a Money, `|number` and `|percent` a
number.

Wrong:
    name @row(label: "{name|date}")

Right:
    contact { registeredAt name @row(label: "Since {registeredAt|date}") }
"""

from collections.abc import Iterator

from graphql import GraphQLInt

from aggregator.language.diagnostics import Violation
from aggregator.language.directives import FUNCTIONS
from aggregator.language.outline import Outline
from aggregator.language.paths import PathError, resolve
from aggregator.language.span import inside
from aggregator.language.templates import Hole
from aggregator.language.wording import Wording, wordings
from aggregator.lint.rule import Rule
from aggregator.lint.rules.format_type import TYPES


def check(tree: Outline) -> Iterator[Violation]:
    for wording in wordings(tree):
        for hole in wording.holes():
            type_ = _type(tree, wording, hole)
            if hole.function is None or type_ is None:
                continue
            fits = TYPES[FUNCTIONS[hole.function]]
            if type_ in fits:
                continue
            fitting = [each for each, format_ in FUNCTIONS.items() if type_ in TYPES[format_]]
            meant = tuple(f"|{each}" for each in fitting)
            name = hole.names[-1]
            message = f'|{hole.function} is for {" or ".join(fits)}: "{name}" is {type_}'
            yield Violation(inside(wording.node, hole.start, hole.end), message, meant)


def _type(tree: Outline, wording: Wording, hole: Hole) -> str | None:
    """Name the type of what is written; None when it is no single value."""
    if wording.is_count(hole):
        return GraphQLInt.name
    try:
        target = resolve(hole.path, tree.braces(wording.selection)).field
    except PathError:
        return None  # said as `unknown-path`
    return target.named_type.name if target.is_leaf and target.named_type else None


RULE = Rule.of(__name__, __doc__, card=check)
