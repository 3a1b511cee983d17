"""How a connector's sources are authenticated: one value a kind, as its manifest says it.

A text here may hold `{name}`s: of the source's credential, whose fields they thereby declare, and
of what its kind gives (`{session}`, `{signature}` ...). Values come at the source (upstream/auth).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from aggregator.domain.placeholders import names_in

SESSION: Final = "session"
"""What a login gives, as the headers of a `SessionAuth` name it."""

SIGNED_PARTS: Final = (
    "method",
    "host",
    "path",
    "query",
    "path_and_query",
    "body",
    "body_sha256",
    "timestamp",
    "timestamp_ms",
    "date",
    "nonce",
)
"""What of a call can be signed, and stand in its headers: the path has no query; `body_sha256` is
in hex; `timestamp` in seconds, `timestamp_ms` in milliseconds; `date` as HTTP writes one."""

SIGNATURE: Final = "signature"


@dataclass(frozen=True, slots=True)
class StatedAuth:
    """The same words with every call, in headers or the query string. Without any: none needed."""

    kind: Literal["none", "api_key", "bearer"] = "none"
    headers: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class BasicAuth:
    """User name and password (RFC 7617); either may be blank, or made of several fields."""

    username: str = "{username}"
    password: str = "{password}"  # noqa: S105 - a placeholder
    kind: Literal["basic"] = "basic"


@dataclass(frozen=True, slots=True)
class OAuth2ClientAuth:
    """OAuth 2.0 client credentials (RFC 6749, 4.4).

    token_url  a path of the source (`/oauth/token`), or an address of another host
    scope      asked for, words with blanks between them; None: what the server usually gives
    secret_in  where client id and secret stand: a basic `header`, or the form (`body`)
    form       what else the token's form says: audience, resource, grant_type ...
    """

    token_url: str
    scope: str | None = None
    secret_in: Literal["header", "body"] = "header"  # noqa: S105 - a place
    form: Mapping[str, str] = field(default_factory=dict)
    kind: Literal["oauth2_client_credentials"] = "oauth2_client_credentials"


@dataclass(frozen=True, slots=True)
class SessionAuth:
    """Two steps: a login takes the credential and gives a token, which calls then carry.

    login_url     a path of the source, or an address of another host
    json, form    what the login says, in one of two ways
    token         JMESPath in its answer; or, instead, `token_header`: a header of it
    expires_in    JMESPath in its answer to seconds; without, `life` seconds hold
    headers       how calls carry it: `{"Authorization": "Bearer {session}"}`
    """

    login_url: str
    token: str | None
    headers: Mapping[str, str]
    method: Literal["GET", "POST"] = "POST"
    json: Mapping[str, object] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    login_headers: Mapping[str, str] = field(default_factory=dict)
    token_header: str | None = None
    expires_in: str | None = None
    life: float = 1800.0
    kind: Literal["session_token"] = "session_token"


@dataclass(frozen=True, slots=True)
class HmacAuth:
    """Each call is signed (RFC 2104) with a secret that is never sent.

    `sign` is the text that is signed; `headers` carry the `{signature}`, and whatever else the
    system needs to check it: both hold `SIGNED_PARTS` and fields of the credential.
    """

    sign: str
    headers: Mapping[str, str]
    secret: str = "{secret}"  # noqa: S105 - a placeholder
    key_encoding: Literal["text", "hex", "base64"] = "text"
    algorithm: Literal["sha1", "sha256", "sha512"] = "sha256"
    encoding: Literal["hex", "base64"] = "hex"
    kind: Literal["hmac"] = "hmac"


Authentication = StatedAuth | BasicAuth | OAuth2ClientAuth | SessionAuth | HmacAuth

NO_AUTH: Final = StatedAuth()


def bearer() -> StatedAuth:
    return StatedAuth("bearer", {"Authorization": "Bearer {token}"})


def api_key(header: str = "Authorization") -> StatedAuth:
    return StatedAuth("api_key", {header: "{key}"})


def credential_fields(auth: Authentication) -> tuple[str, ...]:
    """Name the fields that a credential of this kind has, each once."""
    given = {SESSION} if isinstance(auth, SessionAuth) else set[str]()
    given |= {*SIGNED_PARTS, SIGNATURE} if isinstance(auth, HmacAuth) else set()
    named = (name for template in templates(auth) for name in names_in(template))
    return tuple(dict.fromkeys(name for name in named if name not in given))


def templates(auth: Authentication) -> tuple[str, ...]:
    """Give every text of it that may hold names."""
    if isinstance(auth, StatedAuth):
        return (*auth.headers.values(), *auth.query.values())
    if isinstance(auth, BasicAuth):
        return (auth.username, auth.password)
    if isinstance(auth, OAuth2ClientAuth):
        return ("{client_id}{client_secret}", auth.scope or "", *auth.form.values())
    if isinstance(auth, SessionAuth):
        login = (*_texts(auth.json), *auth.form.values(), *auth.login_headers.values())
        return (*login, *auth.headers.values())
    return (auth.secret, auth.sign, *auth.headers.values())


def _texts(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _texts(inner)
