"""Counts what a store sends to its database, and checks how SQLite would find it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from aggregator.store import Store


class Statements(list[tuple[str, Any]]):
    """SQL and its parameters, in order; what begins a transaction is not among them."""


@contextmanager
def statements(store: Store) -> Iterator[Statements]:
    seen = Statements()

    def on_execute(_c: Any, _cursor: Any, sql: str, parameters: Any, *_: Any) -> None:
        if not sql.startswith("BEGIN"):
            seen.append((sql, parameters))

    def on_read(sql: str, values: Any) -> None:
        seen.append((sql, tuple(values)))

    store.observers.append(on_read)
    engines = [engine.sync_engine for engine in store.engines]
    for engine in engines:
        event.listen(engine, "before_cursor_execute", on_execute)
    try:
        yield seen
    finally:
        store.observers.remove(on_read)
        for engine in engines:
            event.remove(engine, "before_cursor_execute", on_execute)


async def query_plans(store: Store, seen: Statements) -> list[str]:
    """One line for each table or index that SQLite would touch."""
    lines: list[str] = []
    for sql, parameters in seen:
        async with store.read() as connection:
            plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", parameters)
            lines += [row["detail"] for row in plan.mappings()]
    return lines
