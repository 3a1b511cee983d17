"""A format fits one kind of value.

`@date` stands on a DateTime, `@money` on a Money, `@number` on an Int or a Float, `@percent` on a
Float: it shows a ratio, 0.42 as 42%, which no whole number is.

Wrong:
    name @date

Right:
    contact { registeredAt @date }
"""

from collections.abc import Iterator

from aggregator.language.directives import COMPONENTS
from aggregator.language.findings import Change, Found
from aggregator.language.outline import Outline
from aggregator.language.span import span_of, whole_span
from aggregator.lint.rule import Rule

TYPES = {
    "date": ("DateTime",),
    "money": ("Money",),
    "number": ("Int", "BigInt", "Float"),
    "percent": ("Float",),
}


def check(tree: Outline) -> Iterator[Found]:
    for piece in tree.pieces:
        for node in piece.directives if piece.is_leaf else ():
            name, type_ = node.name.value, piece.named_type
            fits = TYPES.get(name)
            if fits is None or type_ is None or type_.name in fits:
                continue
            meant = tuple(f"@{each}" for each, types in TYPES.items() if type_.name in types)
            ratio = " (a ratio: 0.42 is 42%)" if name == "percent" else ""
            message = f'@{name} is for {" or ".join(fits)}{ratio}: "{piece.name}" is {type_.name}'
            if node.arguments or (not meant and piece.has(*COMPONENTS)):
                gone = (Change(whole_span(node), meant[0] if meant else ""),)
                yield Found(span_of(node), message, meant, changes=gone)
                continue
            yield Found(span_of(node), message, meant or ("@text",))


RULE = Rule.of(__name__, __doc__, card=check)
