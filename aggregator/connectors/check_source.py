"""What must hold of a source's address, options and authentication, whatever its lookups are."""

import re
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from aggregator.connectors.call_words import HEADER
from aggregator.connectors.check_names import OPTION, PATH, check_lookup_names, check_names
from aggregator.domain.authentication import (
    SESSION,
    SIGNATURE,
    Authentication,
    HmacAuth,
    OAuth2ClientAuth,
    SessionAuth,
    StatedAuth,
)
from aggregator.domain.errors import ConnectorError
from aggregator.domain.fault import At, ConnectorFault
from aggregator.domain.lookup import Connector, SourceOption
from aggregator.domain.placeholders import NAME, names_in
from aggregator.mapping.paths import compile_path

AUTHENTICATION = "connector-authentication"

KEY = "key"
"""In a path, the key that is asked for; so no option is called that."""


def check_source(connector: Connector) -> Iterator[ConnectorFault]:
    for name, option in connector.options.items():
        yield from _option(name, option, ("options", name))
    if connector.url is not None:
        yield from _address(connector.url, ("url",))
        yield from check_names(connector.url, connector.options, ("url",))
    for lookup in connector.lookups:
        yield from check_lookup_names(connector, lookup)
    yield from _authentication(connector.authentication, ("authentication",))
    statements = [lookup for lookup in connector.lookups if lookup.request.sql is not None]
    if statements and connector.authentication.kind not in ("none", "basic"):
        what = "A database knows a user and a password: basic, or none for a file"
        yield ConnectorFault(AUTHENTICATION, ("authentication",), what)
    if statements and len(statements) != len(connector.lookups):
        what = (
            "Some lookups are statements and others are not: a source is a database, or it is none"
        )
        yield ConnectorFault(AUTHENTICATION, ("lookups",), what, word=True)


def _option(name: str, option: SourceOption, at: At) -> Iterator[ConnectorFault]:
    if not re.fullmatch(NAME, name, re.ASCII) or name == KEY:
        what = "An option's name is lower-case letters, digits and _, and not key"
        yield ConnectorFault(OPTION, at, what, word=True)
    try:
        re.compile(option.pattern, re.ASCII)
    except re.error as error:
        yield ConnectorFault(OPTION, (*at, "pattern"), f"It is no regular expression: {error}")
        return
    why = None if option.default is None else option.refuses(option.default)
    if why is not None:
        yield ConnectorFault(OPTION, (*at, "default"), f"It {why}")


def _address(url: str, at: At) -> Iterator[ConnectorFault]:
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or "@" in parts.netloc:
        yield ConnectorFault(OPTION, at, "An address is written https://host or https://host/path")


def _authentication(auth: Authentication, at: At) -> Iterator[ConnectorFault]:
    if isinstance(auth, OAuth2ClientAuth):
        yield from _endpoint(auth.token_url, (*at, "token_url"))
    elif isinstance(auth, SessionAuth):
        yield from _session(auth, at)
    elif isinstance(auth, HmacAuth):
        yield from _headers(auth.headers, at)
        yield from _carried(SIGNATURE, auth.headers, at)
    elif isinstance(auth, StatedAuth):
        yield from _headers(auth.headers, at)


def _session(auth: SessionAuth, at: At) -> Iterator[ConnectorFault]:
    yield from _endpoint(auth.login_url, (*at, "login", "url"))
    yield from _headers(auth.login_headers, (*at, "login"))
    yield from _headers(auth.headers, at)
    yield from _carried(SESSION, auth.headers, at)
    if (auth.token is None) == (auth.token_header is None):
        what = "Either token (JMESPath in the answer) or token_header says where the token is"
        yield ConnectorFault(AUTHENTICATION, at, what)
    if auth.json and auth.form:
        what = "A login says json or a form, not both"
        yield ConnectorFault(AUTHENTICATION, (*at, "login", "form"), what, word=True)
    for word, path in (("token", auth.token), ("expires_in", auth.expires_in)):
        try:
            if path is not None:
                compile_path(path)
        except ConnectorError as error:
            yield ConnectorFault(PATH, (*at, word), error.message)


def _endpoint(address: str, at: At) -> Iterator[ConnectorFault]:
    if not address.startswith("/") and not re.match(r"https?://[^/@\s]+(/\S*)?$", address):
        what = "It is a path of the source, which begins with /, or https://another.host/path"
        yield ConnectorFault(AUTHENTICATION, at, what)


def _headers(headers: Mapping[str, str], at: At) -> Iterator[ConnectorFault]:
    for name in headers:
        if not HEADER.fullmatch(name):
            here = (*at, "headers", name)
            yield ConnectorFault(AUTHENTICATION, here, "No header has such a name", word=True)


def _carried(name: str, headers: Mapping[str, str], at: At) -> Iterator[ConnectorFault]:
    if not any(name in names_in(value) for value in headers.values()):
        what = f"None of the headers carries {{{name}}}"
        yield ConnectorFault(AUTHENTICATION, (*at, "headers"), what, word=True)
