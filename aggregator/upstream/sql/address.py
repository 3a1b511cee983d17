"""Where a database is: `postgresql://host/name`, `sqlite:///file.db`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args
from urllib.parse import parse_qsl, unquote, urlsplit

from aggregator.domain.errors import SettingsError

SCHEMES = ("postgresql", "postgres", "sqlite")
SslMode = Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]
SSL_MODES: tuple[SslMode, ...] = get_args(SslMode)


@dataclass(frozen=True, slots=True)
class DatabaseAddress:
    """A PostgreSQL by host and name, or with `file` an SQLite database."""

    host: str = ""
    port: int = 5432
    database: str = ""
    ssl: SslMode = "prefer"
    file: str | None = None
    user: str = ""
    password: str = field(default="", repr=False)


def is_database(url: str) -> bool:
    return url.partition(":")[0] in SCHEMES


def database_at(source: str, url: str, user: str, password: str) -> DatabaseAddress:
    """Read an address. Raises SettingsError, which never quotes it: it may hold a password."""
    try:
        parts = urlsplit(url)
        port = parts.port or 5432
    except ValueError:
        raise _bad(source, "is no address of a database") from None
    if parts.username is not None or parts.password is not None:
        raise _bad(source, "holds a user; user and password are given as its credential")
    if parts.scheme == "sqlite":
        file = unquote(parts.path.removeprefix("/"))
        if parts.netloc or not file or parts.query:
            raise _bad(source, "is written sqlite:///file.db, or sqlite:////folder/file.db")
        return DatabaseAddress(file=file)
    said: Mapping[str, str] = dict(parse_qsl(parts.query, keep_blank_values=True))
    database = unquote(parts.path.removeprefix("/"))
    mode = next((each for each in SSL_MODES if each == said.get("sslmode", "prefer")), None)
    if not parts.hostname or not database or "/" in database or said.keys() - {"sslmode"}:
        raise _bad(source, "is written postgresql://host:5432/name?sslmode=verify-full")
    if mode is None:
        raise _bad(source, f"has an sslmode that is none of {', '.join(SSL_MODES)}")
    return DatabaseAddress(parts.hostname, port, database, mode, None, user, password)


def _bad(source: str, what: str) -> SettingsError:
    return SettingsError(f"source {source}: its url {what}", source=source)
