"""From what a connector says and the source's credential to the strategy that authorizes calls."""

from collections.abc import Callable, Mapping
from urllib.parse import urlsplit

from aggregator.domain.authentication import (
    Authentication,
    BasicAuth,
    HmacAuth,
    OAuth2ClientAuth,
    SessionAuth,
    StatedAuth,
    credential_fields,
)
from aggregator.domain.deadline import Clock
from aggregator.domain.errors import SettingsError
from aggregator.domain.placeholders import names_in
from aggregator.upstream.auth.auth import Auth, sendable
from aggregator.upstream.auth.oauth2 import ClientCredentials
from aggregator.upstream.auth.session import Login
from aggregator.upstream.auth.signed import Signed, decoded_secret
from aggregator.upstream.auth.stated import stated
from aggregator.upstream.auth.token_bank import TokenBank, TokenEndpoint
from aggregator.upstream.limits import UpstreamLimits
from aggregator.upstream.source_gate import SourceGate

GateTo = Callable[[str], SourceGate]
"""Makes a gate to another host (`https://login.example.com`)."""


def build_auth(
    source: str,
    auth: Authentication,
    credentials: Mapping[str, str],
    url: str,
    gate: SourceGate,
    gate_to: GateTo,
    limits: UpstreamLimits,
    clock: Clock,
) -> Auth:
    """Build the strategy of the source `source` at `url`; its credential has been checked."""
    if isinstance(auth, StatedAuth | BasicAuth):
        return stated(auth, credentials)
    if isinstance(auth, HmacAuth):
        return Signed(auth, credentials, url)
    address = auth.token_url if isinstance(auth, OAuth2ClientAuth) else auth.login_url
    host, path = _parted(address)
    endpoint: TokenEndpoint = (
        ClientCredentials(source, auth, path, credentials)
        if isinstance(auth, OAuth2ClientAuth)
        else Login(source, auth, path, credentials)
    )
    at = gate_to(host) if host else gate
    return TokenBank(source, endpoint, at, limits, clock, own_gate=bool(host))


def _parted(address: str) -> tuple[str, str]:
    """Part an address into the host it names, if any, and the path."""
    if address.startswith("/"):
        return "", address
    parts = urlsplit(address)
    path = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
    return f"{parts.scheme}://{parts.netloc}", path


def check_credentials(source: str, auth: Authentication, credentials: Mapping[str, str]) -> None:
    """Raise SettingsError, naming source and field, unless each field is there and can be sent."""
    fields = credential_fields(auth)
    in_headers = _in_headers(auth)
    for field in fields:
        value = credentials.get(field, "")
        if not value:
            raise SettingsError(
                f"source {source}: its credential lacks `{field}`; "
                f"{auth.kind} needs {' and '.join(fields)}",
                source=source,
                field=field,
            )
        if field in in_headers and not sendable(value):
            raise SettingsError(
                f"source {source}: `{field}` holds characters that no HTTP header can carry "
                "(only visible ASCII can); copy it again, without line breaks or quotes",
                source=source,
                field=field,
            )
    if isinstance(auth, HmacAuth):
        _check_secret(source, auth, credentials)


def _check_secret(source: str, auth: HmacAuth, credentials: Mapping[str, str]) -> None:
    try:
        decoded_secret(auth, credentials)
    except ValueError:
        raise SettingsError(
            f"source {source}: its secret is not {auth.key_encoding}, as its connector says; "
            "copy it again",
            source=source,
        ) from None


def _in_headers(auth: Authentication) -> set[str]:
    """Name the fields that stand in headers as they are."""
    if isinstance(auth, BasicAuth | OAuth2ClientAuth):
        return set()
    headers = [*auth.headers.values()]
    if isinstance(auth, SessionAuth):
        headers += auth.login_headers.values()
    return {name for value in headers for name in names_in(value)}
