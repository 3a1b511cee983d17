"""The field costs a call for each object of a list: an N+1 that cannot batch.

Its lookup takes one key a call, and a list asks for many keys at once. Give the lookup a batch
style in its connector, select the field on one object instead of a list, or shorten the list to
one (`first: 1`). Where the system has no way to be asked for many, the batch style `fan-out` says
so, and how many calls are made at once; what that costs is counted by `aggregator check --explain`.
"""

from collections.abc import Iterator
from math import prod

from aggregator.language.diagnostics import Violation
from aggregator.language.span import span_of
from aggregator.lint.calls.budget import CardCalls
from aggregator.lint.calls.lookup_path import LookupPath, PathNames, names
from aggregator.lint.calls.minimal import query_text
from aggregator.lint.rule import Rule


def check(calls: CardCalls) -> Iterator[Violation]:
    told: set[PathNames] = set()
    for lookup_path, selection in calls.asked:
        for length in range(
            len(lookup_path.path_steps) - lookup_path.own + 1, len(lookup_path.path_steps) + 1
        ):
            path_step, way = (
                lookup_path.path_steps[length - 1],
                names(lookup_path.path_steps[:length]),
            )
            keys = _keys(lookup_path, length)
            if path_step.each != 1 or path_step.fan_out or keys == 1 or way in told:
                continue
            told.add(way)
            message = (
                f'"{selection.name}" takes {keys} exchanges: {path_step.name} is asked by '
                f"one key a call, and here by {keys}"
            )
            hint = f"The smallest query that shows it: {query_text([lookup_path])}"
            yield Violation(span_of(selection.node), message, hint=hint)


def _keys(lookup_path: LookupPath, length: int) -> int:
    before, path_step = lookup_path.path_steps[: length - 1], lookup_path.path_steps[length - 1]
    return prod(each.keys * each.items for each in before) * path_step.keys


RULE = Rule.of(__name__, __doc__, serves=True, calls=check)
