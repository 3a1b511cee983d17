"""Only a single value can be compared: `field:` says which one of an object's.

Wrong:
    name @when(field: "contact", is: ["Ann"]) @text contact { name }

Right:
    name @when(field: "contact.name", is: ["Ann"]) @text contact { name }
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.matching import matchings
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for matching in matchings(tree):
        target = matching.target
        if target is not None and target.is_object:
            message = f'"{target.name}" is an object: only a single value can be compared'
            name = matching.directive.name.value
            named = name in {"when", "where"}
            hint = f"Name one of its fields with @{name}(field:)." if named else None
            yield Violation(span_of(matching.argument), message, hint=hint)


RULE = Rule.of(__name__, __doc__, card=check)
