"""The path in a label, text, url or `@when(field:)` leads to no field that the card selects.

It begins in the same braces as the field it stands on and goes down by dots: `{plan.name}`. A field
that is only needed for this is selected without a layout directive; it is then fetched, not shown.
A path cannot lead through a list, and ends at a single value.

Wrong:
    name @row(label: "{plan}")

Right:
    name @row(label: "{email}") email
"""

from collections.abc import Collection, Iterator, Sequence

from graphql import is_composite_type
from graphql.pyutils import suggestion_list

from aggregator.cards.findings import Found
from aggregator.cards.outline import Outline, Piece
from aggregator.cards.paths import PathError, resolve
from aggregator.cards.rule import Rule
from aggregator.cards.span import inside
from aggregator.cards.templates import Segment
from aggregator.cards.wording import read_by


def check(tree: Outline) -> Iterator[Found]:
    for piece, node, path in read_by(tree):
        fields = tree.scope(piece)
        try:
            target = resolve(path, fields).field
        except PathError as error:
            segment = error.segment
            if not _known(path, segment, fields):
                continue  # below an unknown field, which has a finding already
            meant = tuple(suggestion_list(segment.name, error.allowed)[:3])
            hint = None
            if segment.name in _fields_of(path, segment, fields):
                meant, hint = (
                    (),
                    f'The schema has "{segment.name}" here: select it in these braces.',
                )
            elif error.allowed and not meant:
                hint = f"Selected here: {', '.join(error.allowed[:20])}."
            yield Found(inside(node, segment.start, segment.end), error.message, meant, hint)
            continue
        if target.is_object:
            last = path[-1]
            held = [field.name for field in target.fields() if field.is_leaf]
            meant = tuple(f"{last.name}.{name}" for name in held[:3])
            message = f'"{last.name}" is an object: say which of its fields'
            yield Found(inside(node, last.start, last.end), message, meant)


def _fields_of(
    path: Sequence[Segment], failed: Segment, fields: Sequence[Piece]
) -> Collection[str]:
    """Name the fields that the schema has where the failed name stands."""
    owner = fields[0].owner if fields else None
    for segment in path:
        if segment is failed:
            break
        named = [field for field in fields if field.name == segment.name]
        held = named[0].named_type if named else None
        owner = held if is_composite_type(held) else None
        fields = [each for field in named for each in field.fields()]
    return getattr(owner, "fields", {})


def _known(path: Sequence[Segment], failed: Segment, fields: Sequence[Piece]) -> bool:
    """Tell whether everything before the failed name is a field of the schema."""
    for segment in path:
        if segment is failed:
            return True
        fields = [each for field in fields if field.name == segment.name for each in field.fields()]
        if any(field.owner is None for field in fields):
            return False
    return True


RULE = Rule.of(__name__, __doc__, card=check)
