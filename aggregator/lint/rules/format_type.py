"""A format fits one kind of value.

`@date` stands on a DateTime, `@money` on a Money, `@number` and `@percent` on an Int or a Float.

Wrong:
    name @date

Right:
    contact { registeredAt @date }
"""

from collections.abc import Iterator

from aggregator.language.findings import Found
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule

TYPES = {
    "date": ("DateTime",),
    "money": ("Money",),
    "number": ("Int", "BigInt", "Float"),
    "percent": ("Int", "BigInt", "Float"),
}


def check(tree: Outline) -> Iterator[Found]:
    for piece in tree.pieces:
        for node in piece.directives if piece.is_leaf else ():
            name, type_ = node.name.value, piece.named_type
            fits = TYPES.get(name)
            if fits is None or type_ is None or type_.name in fits:
                continue
            meant = tuple(f"@{each}" for each, types in TYPES.items() if type_.name in types)
            message = f'@{name} is for {" or ".join(fits)}: "{piece.name}" is {type_.name}'
            yield Found(span_of(node), message, meant)


RULE = Rule.of(__name__, __doc__, card=check)
