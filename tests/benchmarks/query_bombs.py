"""How long each query bomb holds the event loop until it is refused.

Also the dearest queries that pass, run to the end: what an engineer's introspection may cost.
"""

import statistics
import time
from collections.abc import Callable
from functools import partial

from graphql import GraphQLError, execute_sync, get_introspection_query

from aggregator.schema.limits import GraphQLLimits, guard, parse_bounded, validate_bounded
from tests.support.query_bombs import BOMBS, Variables
from tests.support.subjects import say, table
from tests.support.the_world import the_world

RUNS = 5
LIMIT_MS = 100

_MEMBERS = " ".join(f"a{i}: fields {{ name type {{ name ofType {{ name }} }} args {{ name }} }}"
                    for i in range(8))  # fmt: skip
ANSWERED: list[tuple[str, str]] = [
    ("the standard introspection query", get_introspection_query(input_value_deprecation=True)),
    ("introspection close to its limit", f"{{ __schema {{ types {{ {_MEMBERS} }} }} }}"),
]


def run() -> None:
    """Print one line per bomb: median and worst of some runs, and what became of it."""
    schema = the_world().schema
    limits = GraphQLLimits()

    def answer(query: str, variables: Variables | None) -> str:
        try:
            document = parse_bounded(query, limits)
        except GraphQLError as error:
            return f"refused in parsing: {(error.extensions or {}).get('limit', 'syntax')}"
        errors = guard(document, limits, schema, variables, may_introspect=True)
        if errors:
            return "refused by " + ", ".join(str((e.extensions or {})["limit"]) for e in errors)
        if validate_bounded(schema, document, suggest=True):
            return "refused in validation"
        execute_sync(schema, document)
        return "answered"

    rows: list[tuple[object, ...]] = []
    slow = 0
    cases = [(name, query, variables) for name, query, variables, _ in BOMBS]
    for name, query, variables in (*cases, *((name, query, None) for name, query in ANSWERED)):
        became, times = _timed(partial(answer, query, variables))
        median, worst = statistics.median(times), max(times)
        slow += median > LIMIT_MS
        rows.append((name, len(query), f"{median:.1f}", f"{worst:.1f}", became))
    table(("query", "bytes", "median ms", "worst ms", "what became of it"), rows)
    say(f"over {LIMIT_MS} ms of event loop: {slow}")


def _timed(call: Callable[[], str]) -> tuple[str, list[float]]:
    became, times = "", []
    for _ in range(RUNS):
        began = time.perf_counter()
        became = call()
        times.append((time.perf_counter() - began) * 1000)
    return became, times
