"""What the database throws, told as DirectoryUnavailable with the fix. Translated here, once."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import SQLAlchemyError

from aggregator.domain.errors import DirectoryUnavailable

# What the databases say (in lower case, first hit wins, the first of `a|b` is told) -> what to do.
# PostgreSQL's words depend on its language: its errors are known by their class.
_FIXES = (
    (
        "unable to open database file",
        "the folder of database_url must exist and be writable by this user",
    ),
    (
        "readonly database|readonlysqltransaction",
        "make the file of database_url and its folder writable by this user",
    ),
    (
        "database is locked",
        "another process holds the database: end it, or keep its transactions short",
    ),
    ("disk is full", "free space on the disk of database_url"),
    ("disk i/o error", "check the disk that holds database_url"),
    ("not a database", "database_url names a file that is not an SQLite database: name another"),
    ("malformed", "the database is damaged: restore it from a backup"),
    (
        "no such table|undefinedtable",
        "the database was not migrated: start the service once with this version",
    ),
    (
        "connection refused|connectionrefused",
        "start the PostgreSQL of database_url, or correct its host and port",
    ),
    ("connecting took too long|timeouterror", "see that the host of database_url answers"),
    ("unknown host|gaierror", "correct the host of database_url"),
    (
        "password refused|invalidpassword|invalidauthorization",
        "correct the user and password of database_url",
    ),
    ("no such database|invalidcatalogname", "create the database that database_url names"),
    (
        "permission denied|insufficientprivilege",
        "give the user of database_url the rights on its database",
    ),
    (
        "too many connections|toomanyconnections",
        "raise PostgreSQL's max_connections, or run fewer processes",
    ),
    ("lock timeout|locknotavailable", "another process writes for long: retry, or end it"),
    (
        "connection lost|connectiondoesnotexist|connection is closed",
        "PostgreSQL was restarted or ended the connection: retry",
    ),
    ("queuepool limit", "all its connections are busy: retry shortly"),
)


@contextmanager
def translated(*drivers: type[Exception]) -> Iterator[None]:
    """Raise DirectoryUnavailable for what SQLAlchemy raises inside, and for errors of `drivers`.

    The database's own words stay out of the message: they may quote values.
    """
    try:
        yield
    except (SQLAlchemyError, *drivers) as error:  # type: ignore[misc]  # it is no tuple to mypy
        cause, fix = _explain(error)
        raise DirectoryUnavailable(
            f"The directory's database failed ({cause}). Fix: {fix}.", cause=cause
        ) from error


def _explain(error: Exception) -> tuple[str, str]:
    said = f"{' '.join(_classes(error))} {error}".lower()
    for words, fix in _FIXES:
        spellings = words.split("|")
        if any(each in said for each in spellings):
            return spellings[0], fix
    return type(error).__name__, "check that database_url is reachable, then retry"


def _classes(error: BaseException | None) -> Iterator[str]:
    while error is not None:
        yield type(error).__name__
        error = error.__cause__
