"""The path in a label, text, url or `field:` leads to no field that the card selects.

It begins in the same braces as the field it stands on, or else in the nearest around them, and goes
down by dots: `{plan.name}`. A field that is only needed for this is selected without a layout
directive; it is then fetched, not shown. A path cannot lead into a list, though from inside an item
it leads out; it ends at a single value. `@where(field:)` begins in the braces of its list.

Wrong:
    name @row(label: "{plan}")

Right:
    name @row(label: "{email}") email
"""

from collections.abc import Iterator
from contextlib import suppress

from graphql import is_composite_type
from graphql.pyutils import suggestion_list

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.directives import COUNT
from aggregator.language.outline import Outline, Selection
from aggregator.language.paths import PathError, nearest, resolve
from aggregator.language.span import inside
from aggregator.language.wording import TemplatePath, read_by
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for reading in read_by(tree):
        try:
            target = resolve(reading.path, reading.braces, reading.within).field
        except PathError as error:
            before = _before(reading, error)
            if all(field.owner is not None for field in before):
                yield _unknown(reading, error, before)
            continue  # else it is below an unknown field, which has a finding already
        if target.is_object:
            last = reading.path[-1]
            held = [field.name for field in target.fields() if field.is_leaf]
            meant = tuple(f"{last.name}.{name}" for name in held[:3])
            message = f'"{last.name}" is an object: say which of its fields'
            yield Violation(inside(reading.node, last.start, last.end), message, meant)


def _before(reading: TemplatePath, error: PathError) -> list[Selection]:
    """List the fields that the name before the one that failed leads to."""
    found: list[Selection] = []
    fields = reading.braces[nearest(reading.path[0].name, reading.braces)]
    for segment in reading.path[: reading.path.index(error.segment)]:
        found = [field for field in fields if field.name == segment.name]
        fields = [each for field in found for each in field.fields()]
    return found


def _unknown(reading: TemplatePath, error: PathError, before: list[Selection]) -> Violation:
    segment = error.segment
    place = inside(reading.node, segment.start, segment.end)
    shorter = None if before else _shorter(reading, error)
    if shorter is not None:
        return shorter
    hint = _INTO_LIST if error.is_list else _unselected(reading, segment.name, before)
    if segment.name == COUNT and not before and not reading.counted:
        hint = "{count} is known to a list's @each(heading:) and @each(more:)."
    if hint is not None:
        return Violation(place, error.message, hint=hint)
    allowed = (*error.allowed, *((COUNT,) if reading.counted and not before else ()))
    meant = tuple(suggestion_list(segment.name, allowed)[:3])
    hint = f"Selected here: {', '.join(allowed[:20])}." if allowed and not meant else None
    return Violation(place, error.message, meant, hint)


def _shorter(reading: TemplatePath, error: PathError) -> Violation | None:
    """Tell of `this.subject` and `ticket.subject`, where the path begins at the field itself.

    And of `tickets.length` and `total`, where the words of a list say {count}.
    """
    path, node, message, segment = reading.path, reading.node, error.message, error.segment
    whole = inside(node, path[0].start, path[-1].end)
    place = inside(node, segment.start, segment.end)
    known = {field.name for braces in reading.braces for field in braces}
    if reading.counted and (path[-1].name in _COUNTS or path[0].name in _COUNTS - known):
        return Violation(place, message, hint="Write {count}", changes=(Replacement(whole, COUNT),))
    for at in range(1, min(len(path), _MOST_NAMES)):
        with suppress(PathError):
            if resolve(path[at:], reading.braces, reading.within).field.is_leaf:
                right = ".".join(each.name for each in path[at:])
                hint = f"A path begins at a field of these braces: write {{{right}}}"
                return Violation(place, message, hint=hint, changes=(Replacement(whole, right),))
    return None


_INTO_LIST = "Show it within the list's braces, where (first: 1) leaves one item."
_MOST_NAMES = 10
_COUNTS = frozenset({"length", "size", "total", "totalCount", "more", "rest", "number"})
"""What others call the number of a list's items."""


def _unselected(reading: TemplatePath, name: str, before: list[Selection]) -> str | None:
    """Say where the field could be selected, when the schema has it."""
    if before:
        held = before[0].named_type
        if is_composite_type(held) and name in getattr(held, "fields", {}):
            return f'The schema has "{name}" there: select it in the braces of "{before[0].name}".'
        return None
    for level, fields in enumerate(reading.braces):
        owner = fields[0].owner if fields else None
        if owner is not None and name in getattr(owner, "fields", {}):
            if level == 0:
                return f'The schema has "{name}" here: select it in these braces.'
            return f'The schema has "{name}" around this: select it in the braces of {owner.name}.'
    return None


RULE = Rule.of(__name__, __doc__, card=check)
