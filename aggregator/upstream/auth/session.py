"""Two steps: a login takes the credential and gives a token, which calls then carry."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import orjson

from aggregator.domain.authentication import SESSION, SessionAuth
from aggregator.domain.call import Call, Reply
from aggregator.domain.errors import SourceError, SourceMalformed, SourceRefused
from aggregator.domain.placeholders import filled
from aggregator.mapping.paths import Unreadable, compile_path
from aggregator.upstream import statuses
from aggregator.upstream.auth.auth import Authorization, sendable
from aggregator.upstream.auth.life import seconds
from aggregator.upstream.auth.token_bank import GivenToken
from aggregator.upstream.decode import decode


class Login:
    """The login of one source, at `path` of its host."""

    def __init__(
        self, source: str, auth: SessionAuth, path: str, credentials: Mapping[str, str]
    ) -> None:
        self._source = source
        self._auth = auth
        self._credentials = credentials
        self._token = compile_path(auth.token) if auth.token is not None else None
        self._life = compile_path(auth.expires_in) if auth.expires_in is not None else None
        said = auth.login_headers.items()
        self.headers = {name: filled(value, credentials) for name, value in said}
        self.call = self._login(path)

    def _login(self, path: str) -> Call:
        auth = self._auth
        if auth.form:
            form = {name: filled(value, self._credentials) for name, value in auth.form.items()}
            return Call(
                auth.method,
                path,
                body=urlencode(form).encode(),
                content_type="application/x-www-form-urlencoded",
            )
        body = orjson.dumps(_filled_in(auth.json, self._credentials)) if auth.json else None
        return Call(auth.method, path, body=body)

    def read(self, reply: Reply) -> GivenToken | SourceError:
        if reply.status in (400, 422):
            return SourceRefused(
                self._source,
                f"{self._source} refused the login ({self.call.route}, {reply.status}): "
                "check the source's credential",
                route=self.call.route,
                status=reply.status,
            )
        if not reply.ok:
            return statuses.failure(self._source, self.call.route, reply).error
        body = self._body(reply)
        token = self._session(reply, body)
        if token is None:
            where = self._auth.token_header or self._auth.token
            return SourceMalformed(
                self._source,
                f"{self._source} answered {self.call.route} with no token in {where}: "
                "check the connector's authentication",
                route=self.call.route,
            )
        said = {**self._credentials, SESSION: token}
        headers = {name: filled(value, said) for name, value in self._auth.headers.items()}
        return GivenToken(Authorization(headers), self._seconds(body))

    def _body(self, reply: Reply) -> Any:
        try:
            return decode(reply.body)
        except ValueError:
            return None

    def _session(self, reply: Reply, body: Any) -> str | None:
        if self._auth.token_header is not None:
            found: Any = reply.headers.get(self._auth.token_header)
        else:
            found = _read(self._token, body)
        token = str(found) if isinstance(found, str | int) and not isinstance(found, bool) else ""
        return token if token and sendable(token) else None

    def _seconds(self, body: Any) -> float:
        return seconds(_read(self._life, body), self._auth.life)


def _read(path: Any, body: Any) -> Any:
    try:
        return None if path is None else path(body)
    except Unreadable:
        return None


def _filled_in(value: Any, credentials: Mapping[str, str]) -> Any:
    """Fill the texts of a JSON value, at any depth."""
    if isinstance(value, str):
        return filled(value, credentials)
    if isinstance(value, Mapping):
        return {name: _filled_in(inner, credentials) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_filled_in(inner, credentials) for inner in value]
    return value
