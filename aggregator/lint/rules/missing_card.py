"""The query carries `@card(title:)`, which makes it a card.

A query without it can live in `graphql/operations/`.

Wrong:
    query Q { customer { name @text } }

Right:
    query Q @card(title: "Customer") { customer { name @text } }
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.outline import Outline
from aggregator.language.span import Span, span_of, whole_span
from aggregator.lint.rule import Rule
from aggregator.mapping.formatters import name_in_words


def check(tree: Outline) -> Iterator[Violation]:
    operation = tree.operation
    if operation is None or tree.directive is not None or _said_otherwise(tree):
        return
    name = operation.name.value if operation.name else "Card"
    given = f'@card(title: "{name_in_words(name)}")'
    before = operation.selection_set.loc.start if operation.selection_set.loc else 0
    bare = whole_span(operation).start == before
    written = f"query {name} {given} " if bare else f"{given} "
    place = Span(whole_span(operation).source, before, before)
    yield Violation(
        span_of(operation),
        "A query is no card without @card(title:)",
        hint=f"Write query {name} {given} {{ ... }}",
        changes=(Replacement(place, written),),
    )


def _said_otherwise(tree: Outline) -> bool:
    """Tell whether `@card` stands in another place, or is misspelt: that is a finding already."""
    nodes = tree.operation.directives or () if tree.operation else ()
    misspelt = any(tree.schema.get_directive(node.name.value) is None for node in nodes)
    return misspelt or any(selection.has("card") for selection in tree.selections)


RULE = Rule.of(__name__, __doc__, card=check)
