"""How a source knows us: one strategy a kind of authentication."""

from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Protocol

from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import SettingsError
from aggregator.domain.lookup import Authentication, AuthKind
from aggregator.upstream.exchange_trace import ExchangeTrace

Headers = Mapping[str, str]

FIELDS: Mapping[AuthKind, tuple[str, ...]] = {
    "none": (),
    "api_key": ("key",),
    "basic": ("username", "password"),
    "bearer": ("token",),
    "oauth2_client_credentials": ("client_id", "client_secret"),
}
"""The fields that a credential of each kind has."""


class Auth(Protocol):
    """Gives the headers that authenticate a call."""

    async def headers(self, deadline: Deadline, log: ExchangeTrace) -> Headers:
        """Give them, or raise SourceError when there are none (a token endpoint failed)."""
        ...

    def refused(self, headers: Headers) -> bool:
        """Tell that `headers` met a 401; true when the next `headers` may fare better."""
        ...

    async def close(self) -> None: ...


class Fixed:
    """The same headers for every call."""

    def __init__(self, headers: Headers) -> None:
        self._headers = headers

    async def headers(self, deadline: Deadline, log: ExchangeTrace) -> Headers:  # noqa: ARG002 - the protocol's
        return self._headers

    def refused(self, headers: Headers) -> bool:  # noqa: ARG002 - the protocol's
        return False

    async def close(self) -> None:
        return None


def check_credentials(source: str, kind: AuthKind, credentials: Mapping[str, str]) -> None:
    """Raise SettingsError, naming source and field, unless each field can go into a header."""
    for field in FIELDS[kind]:
        value = credentials.get(field, "")
        if not value:
            raise SettingsError(
                f"source {source}: its credential lacks `{field}`; "
                f"{kind} needs {' and '.join(FIELDS[kind])}",
                source=source,
                field=field,
            )
        if kind in ("api_key", "bearer") and not sendable(value):
            raise SettingsError(
                f"source {source}: `{field}` holds characters that no HTTP header can carry "
                "(only visible ASCII can); copy it again, without line breaks or quotes",
                source=source,
                field=field,
            )


def sendable(value: str) -> bool:
    """Whether `value` may stand in a header: visible ASCII, no space at either end."""
    return value.isascii() and value.isprintable() and value == value.strip()


def basic(username: str, password: str) -> str:
    """Write the value of a basic Authorization header (RFC 7617, UTF-8)."""
    return "Basic " + b64encode(f"{username}:{password}".encode()).decode("ascii")


def fixed_auth(authentication: Authentication, credentials: Mapping[str, str]) -> Fixed:
    """Build the strategy of any kind whose headers never change; credentials already checked."""
    write = WRITERS.get(authentication.kind)
    return Fixed({authentication.header: write(credentials)} if write else {})


WRITERS: Mapping[AuthKind, Callable[[Mapping[str, str]], str]] = {
    "api_key": lambda fields: fields["key"],
    "basic": lambda fields: basic(fields["username"], fields["password"]),
    "bearer": lambda fields: f"Bearer {fields['token']}",
}
