"""A format fits one kind of value.

`@date` stands on a DateTime, `@money` on a Money, `@number` on an Int or a Float, `@percent` on a
Float: it shows a ratio, 0.42 as 42%, which no whole number is.

Wrong:
    name @date

Right:
    contact { registeredAt @date }
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.directives import COMPONENTS
from aggregator.language.outline import Outline
from aggregator.language.span import span_of, whole_span
from aggregator.lint.rule import Rule

TYPES = {
    "date": ("DateTime",),
    "money": ("Money",),
    "number": ("Int", "BigInt", "Float"),
    "percent": ("Float",),
}


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        for node in selection.directives if selection.is_leaf else ():
            name, type_ = node.name.value, selection.named_type
            fits = TYPES.get(name)
            if fits is None or type_ is None or type_.name in fits:
                continue
            meant = tuple(f"@{each}" for each, types in TYPES.items() if type_.name in types)
            ratio = " (a ratio: 0.42 is 42%)" if name == "percent" else ""
            message = (
                f'@{name} is for {" or ".join(fits)}{ratio}: "{selection.name}" is {type_.name}'
            )
            if node.arguments or (not meant and selection.has(*COMPONENTS)):
                gone = (Replacement(whole_span(node), meant[0] if meant else ""),)
                yield Violation(span_of(node), message, meant, changes=gone)
                continue
            yield Violation(span_of(node), message, meant or ("@text",))


RULE = Rule.of(__name__, __doc__, card=check)
