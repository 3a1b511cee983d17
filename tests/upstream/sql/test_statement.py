"""Names in a statement are bound, whatever stands around them."""

import pytest

from aggregator.upstream.sql.statement import for_postgres, for_sqlite, names_of

VALUES = {"keys": ["a", "b"], "limit": 5}


@pytest.mark.parametrize(
    ("sql", "text", "bound"),
    [
        ("x = ANY(:keys)", "x = ANY($1)", [["a", "b"]]),
        ("x = any ( :keys ) LIMIT :limit", "x = ANY($1) LIMIT $2", [["a", "b"], 5]),
        ("x IN (:keys) AND y < :limit", "x IN ($1,$2) AND y < $3", ["a", "b", 5]),
        ("x=ANY(:keys) OR y = ANY(:keys)", "x= ANY($1) OR y = ANY($1)", [["a", "b"]]),
        ("n < :limit OR m < :limit", "n < $1 OR m < $1", [5]),
        ("x > :after", "x > $1", [None]),
        ("':keys' || \":keys\" -- :keys\n/* :keys */ x::text", None, []),
        ("'it''s :limit'", None, []),
        ("$$ :limit $$ $a$ :limit $$ $a$", None, []),
        ("a[1:limit]", None, []),
    ],
)
def test_postgres_takes_numbers(sql: str, text: str | None, bound: list[object]) -> None:
    assert for_postgres(sql, VALUES) == (sql if text is None else text, bound)


@pytest.mark.parametrize(
    ("sql", "text", "bound"),
    [
        ("x = ANY(:keys) LIMIT :limit", "x  IN (?,?) LIMIT ?", ["a", "b", 5]),
        ("x IN (:keys)", "x IN (?,?)", ["a", "b"]),
        ("x > :after", "x > ?", [None]),
        ("':keys'", "':keys'", []),
    ],
)
def test_sqlite_takes_one_mark_a_value(sql: str, text: str, bound: list[object]) -> None:
    assert for_sqlite(sql, VALUES) == (text, bound)


def test_the_names_of_a_statement() -> None:
    assert list(names_of("':a' x = ANY(:keys) AND y::int < :b -- :c")) == ["keys", "b"]
