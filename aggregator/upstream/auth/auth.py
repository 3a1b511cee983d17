"""What every kind of authentication gives a call."""

from base64 import b64encode
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from aggregator.domain.call import Call
from aggregator.domain.deadline import Deadline
from aggregator.upstream.exchange_trace import ExchangeTrace


@dataclass(frozen=True, slots=True)
class Authorization:
    """What a call carries so that it is let in: headers, and more of its query string, encoded."""

    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    query: str = field(default="", repr=False)


class Auth(Protocol):
    """Authorizes the calls of one source."""

    def authorize(
        self, call: Call, deadline: Deadline, log: ExchangeTrace
    ) -> Authorization | Awaitable[Authorization]:
        """Give what `call` is to carry: at once, or when it has come.

        Raises SourceError, then or now, when there is none (a login failed).
        """
        ...

    def refused(self, authorization: Authorization) -> bool:
        """Tell that a call met a 401 with it; true when the next one may fare better."""
        ...

    async def close(self) -> None: ...


def sendable(value: str) -> bool:
    """Whether `value` may stand in a header: visible ASCII, no space at either end."""
    return value.isascii() and value.isprintable() and value == value.strip()


def basic(username: str, password: str) -> str:
    """Write the value of a basic Authorization header (RFC 7617, UTF-8)."""
    return "Basic " + b64encode(f"{username}:{password}".encode()).decode("ascii")
