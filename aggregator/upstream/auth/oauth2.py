"""OAuth 2.0 client credentials (RFC 6749, 4.4)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote_plus, urlencode

from aggregator.domain.authentication import OAuth2ClientAuth
from aggregator.domain.call import Call, Reply
from aggregator.domain.errors import SourceError, SourceMalformed, SourceRefused
from aggregator.domain.placeholders import filled
from aggregator.upstream import statuses
from aggregator.upstream.auth.auth import Authorization, basic, sendable
from aggregator.upstream.auth.life import seconds
from aggregator.upstream.auth.token_bank import GivenToken
from aggregator.upstream.decode import decode

UNTOLD_LIFE = 300.0
"""Seconds a token is used for when the endpoint does not say (`expires_in` is optional)."""


class ClientCredentials:
    """The token endpoint of one source, at `path` of its host."""

    def __init__(
        self, source: str, auth: OAuth2ClientAuth, path: str, credentials: Mapping[str, str]
    ) -> None:
        self._source = source
        form = {"grant_type": "client_credentials"}
        if auth.scope is not None:
            form["scope"] = filled(auth.scope, credentials)
        form |= {name: filled(value, credentials) for name, value in auth.form.items()}
        self.headers: dict[str, str] = {}
        client = credentials["client_id"], credentials["client_secret"]
        if auth.secret_in == "body":  # noqa: S105 - a place
            form |= {"client_id": client[0], "client_secret": client[1]}
        else:  # RFC 6749, 2.3.1: both parts form-encoded before they are joined.
            self.headers["Authorization"] = basic(*map(quote_plus, client))
        self.call = Call(
            "POST",
            path,
            body=urlencode(form).encode(),
            content_type="application/x-www-form-urlencoded",
        )

    def read(self, reply: Reply) -> GivenToken | SourceError:
        if reply.status == 400:
            # RFC 6749, 5.2: invalid_client, invalid_scope and the like all come as 400.
            return SourceRefused(
                self._source,
                f"{self._source} refused to give a token ({self.call.route}, 400): "
                "check client_id and client_secret",
                route=self.call.route,
                status=reply.status,
            )
        if not reply.ok:
            return statuses.failure(self._source, self.call.route, reply).error
        try:
            body = decode(reply.body)
        except ValueError:
            body = None
        return self._token(body) or SourceMalformed(
            self._source,
            f"{self._source} answered {self.call.route} with no bearer token: "
            "check the connector's token_url",
            route=self.call.route,
        )

    def _token(self, body: Any) -> GivenToken | None:
        if not isinstance(body, dict):
            return None
        value = body.get("access_token")
        if not isinstance(value, str) or not value or not sendable(value):
            return None
        if str(body.get("token_type", "bearer")).lower() != "bearer":
            return None
        life = seconds(body.get("expires_in"), UNTOLD_LIFE)
        return GivenToken(Authorization({"Authorization": f"Bearer {value}"}), life)
