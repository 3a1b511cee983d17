"""What the database throws, told as DirectoryUnavailable with the fix. Translated here, once."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from aggregator.domain.errors import DirectoryUnavailable

# What SQLite says (matched in lower case, first hit wins) -> what to do about it.
_FIXES = (
    (
        "unable to open database file",
        "the folder of database_url must exist and be writable by this user",
    ),
    ("readonly database", "make the file of database_url and its folder writable by this user"),
    (
        "database is locked",
        "another process holds the database: end it, or keep its transactions short",
    ),
    ("disk is full", "free space on the disk of database_url"),
    ("disk i/o error", "check the disk that holds database_url"),
    ("not a database", "database_url names a file that is not an SQLite database: name another"),
    ("malformed", "the database is damaged: restore it from a backup"),
    ("no such table", "the database was not migrated: start the service once with this version"),
    ("queuepool limit", "all its connections are busy: retry shortly"),
)


@contextmanager
def translated() -> Iterator[None]:
    """Raise DirectoryUnavailable for what SQLAlchemy raises inside.

    The database's own words stay out of the message: they may quote values.
    """
    try:
        yield
    except SQLAlchemyError as error:
        cause, fix = _explain(error)
        raise DirectoryUnavailable(
            f"The directory's database failed ({cause}). Fix: {fix}.", cause=cause
        ) from error


def _explain(error: SQLAlchemyError) -> tuple[str, str]:
    said = str(error).lower()
    for words, fix in _FIXES:
        if words in said:
            return words, fix
    return type(error).__name__, "check that database_url is reachable, then retry"
