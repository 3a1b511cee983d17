"""`@main` and `@aside` are the columns of a row: they need an object or list above with `@row`.

Wrong:
    subscription { status @main }

Right:
    subscription @row { status @main }
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import span_of, whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        for node in selection.directives:
            name = node.name.value
            if name not in {"main", "aside"}:
                continue
            if not any(above.has("row") for above in selection.ancestors()):
                hint = "Put @row on the object or list around, or ... @row { } around the fields."
                around = next((above for above in selection.ancestors() if above.is_field), None)
                cause = whole_span(around.node) if around else None
                message = f"@{name} stands outside a row"
                yield Violation(span_of(node), message, hint=hint, cause=cause)


RULE = Rule.of(__name__, __doc__, card=check)
