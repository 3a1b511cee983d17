"""Where a card's words with `{path}` in them stand, and which fields they read."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from graphql import DirectiveNode, StringValueNode

from aggregator.language.directives import COUNT, WORDS, is_counted
from aggregator.language.outline import Braces, Outline, Selection, string
from aggregator.language.paths import HERE, OF_LIST
from aggregator.language.templates import Hole, Segment, TemplateError, parse_path, parse_template


class Wording(NamedTuple):
    """One template: the string `node`, given as `argument` of a directive on `selection`."""

    selection: Selection
    directive: DirectiveNode
    argument: str
    node: StringValueNode

    @property
    def is_counted(self) -> bool:
        """It is said of a list, and knows `{count}`."""
        return is_counted(self.directive, self.argument)

    def is_count(self, hole: Hole) -> bool:
        """Whether `hole` is the number of a list's items, rather than a field."""
        return self.is_counted and hole.names == (COUNT,)

    def holes(self) -> list[Hole]:
        """List its `{path}`s; none when it is malformed, which has a rule of its own."""
        try:
            return [part for part in parse_template(self.node.value) if isinstance(part, Hole)]
        except TemplateError:
            return []


class TemplatePath(NamedTuple):
    """A path, in the string `node`, and the braces in which it may begin.

    counted  what is written there knows `{count}` too
    within   says which braces those are
    """

    node: StringValueNode
    path: Sequence[Segment]
    braces: Braces
    counted: bool = False
    within: str = HERE


def wordings(tree: Outline) -> Iterator[Wording]:
    """Yield every template of the card, in written order."""
    for selection in tree.selections:
        for directive in selection.directives:
            for argument in sorted(WORDS.get(directive.name.value, ())):
                node = string(directive, argument)
                if node is not None:
                    yield Wording(selection, directive, argument, node)


def conditions(tree: Outline) -> Iterator[Wording]:
    """Yield every `field:` of a `@when`, or of a `@where` on a list that has fields."""
    for selection in tree.selections:
        for directive in selection.directives:
            name = directive.name.value
            looks = name == "when" or (
                name == "where" and selection.is_object and selection.is_list
            )
            node = string(directive, "field") if looks else None
            if node is not None:
                yield Wording(selection, directive, "field", node)


def reach(tree: Outline, selection: Selection, directive: DirectiveNode) -> Braces:
    """List the fields that a directive's paths may begin with: of @where, those of an item."""
    return [list(selection.fields())] if directive.name.value == "where" else tree.braces(selection)


def read_by(tree: Outline) -> Iterator[TemplatePath]:
    """Yield every well-formed path to a field in the card."""
    for wording in wordings(tree):
        braces = tree.braces(wording.selection)
        for hole in wording.holes():
            if not wording.is_count(hole):
                yield TemplatePath(wording.node, hole.path, braces, wording.is_counted)
    for condition in conditions(tree):
        try:
            path = parse_path(condition.node.value)
        except TemplateError:
            continue
        braces = reach(tree, condition.selection, condition.directive)
        within = OF_LIST if condition.directive.name.value == "where" else HERE
        yield TemplatePath(condition.node, path, braces, within=within)
