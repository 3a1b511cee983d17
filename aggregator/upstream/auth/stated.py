"""The same words with every call: an API key, a bearer token, user name and password."""

from collections.abc import Mapping
from urllib.parse import quote, urlencode

from aggregator.domain.authentication import BasicAuth, StatedAuth
from aggregator.domain.call import Call
from aggregator.domain.deadline import Deadline
from aggregator.domain.placeholders import filled
from aggregator.upstream.auth.auth import Authorization, basic
from aggregator.upstream.exchange_trace import ExchangeTrace


class Stated:
    """What is said is made once."""

    def __init__(self, authorization: Authorization) -> None:
        self._authorization = authorization

    def authorize(self, call: Call, deadline: Deadline, log: ExchangeTrace) -> Authorization:  # noqa: ARG002 - the protocol's
        return self._authorization

    def refused(self, authorization: Authorization) -> bool:  # noqa: ARG002 - the protocol's
        return False

    async def close(self) -> None:
        return None


def stated(auth: StatedAuth | BasicAuth, credentials: Mapping[str, str]) -> Stated:
    """Build the strategy; the credential has been checked."""
    if isinstance(auth, BasicAuth):
        username, password = filled(auth.username, credentials), filled(auth.password, credentials)
        return Stated(Authorization({"Authorization": basic(username, password)}))
    headers = {name: filled(value, credentials) for name, value in auth.headers.items()}
    query = {name: filled(value, credentials) for name, value in auth.query.items()}
    return Stated(Authorization(headers, urlencode(query, quote_via=quote, safe="")))
