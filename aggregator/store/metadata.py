"""The one MetaData that tables register with, how constraints are named, and the types of columns.

Named constraints can be altered by a later migration on every database. The types make SQLite and
PostgreSQL behave alike.
"""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import DateTime, Dialect, MetaData, String, Text, TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def code(length: int = 64) -> String:
    """Give the type of ids and words: compared byte by byte, whatever language the server has."""
    return String(length).with_variant(String(length, collation="C"), "postgresql")


def words() -> Text:
    """Give the type of what people write; sorted and folded by nobody's language."""
    return Text().with_variant(Text(collation="C"), "postgresql")


class Moment(TypeDecorator[datetime]):
    """An instant, with its zone: UTC. SQLite keeps none and PostgreSQL gives the session's."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_result_value(self, value: Any, _dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        found: datetime = value
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
