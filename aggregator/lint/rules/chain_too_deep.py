"""The field is at the end of a longer chain of lookups than the budget allows.

A lookup whose key is on another lookup's record can only be asked when that one has answered: an
agent waits for all of them in a row. The budget is `check.max_depth`; `check --explain` shows the
levels.
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.span import span_of
from aggregator.lint.calls.budget import CardCalls
from aggregator.lint.calls.minimal import query_text
from aggregator.lint.rule import Rule


def check(calls: CardCalls) -> Iterator[Violation]:
    maximum = calls.budget.depth
    for lookup_path, selection in calls.asked:
        deepest = lookup_path.path_steps[-1].level
        # What stands on a field that is too deep itself is not told as well.
        if deepest <= maximum or lookup_path.level_before > maximum:
            continue
        chain = ", then ".join(
            path_step.name for path_step in lookup_path.path_steps if path_step.level
        )
        message = (
            f'"{selection.name}" is known after {deepest} lookups in a row, more than the '
            f"{maximum} of check.max_depth: {chain}"
        )
        hint = f"The smallest query over it: {query_text([lookup_path])}"
        yield Violation(span_of(selection.node), message, hint=hint)


RULE = Rule.of(__name__, __doc__, serves=True, calls=check)
