"""Replies made up of a connector's own declaration, where its folder has no fake.

They say what the declaration says, so they cannot show that the system agrees. They show what of
the connector is done when it fails, stalls, leaves out or mixes up. A path that computes what it
gives has no way back; then the lookup needs a fake.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote_plus, urlsplit

import orjson
from graphql import (
    GraphQLEnumType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from aggregator.authoring.contract.option_values import made_up_options
from aggregator.authoring.contract.stand_in import Against, NotPlayable
from aggregator.domain.authentication import (
    OAuth2ClientAuth,
    SessionAuth,
    credential_fields,
)
from aggregator.domain.identity import EMAIL
from aggregator.domain.lookup import Connector, Fields, From, Lookup, Nested
from aggregator.mapping.paths import compile_path
from aggregator.mapping.placing import NoWayBack, place
from aggregator.schema.names import python_name
from aggregator.schema.promises import TypesOf, filled_fields
from aggregator.upstream.spots import KEY
from aggregator.upstream.stand_in import WireReply, WireRequest
from aggregator.upstream.styles.envelope import ID, Envelope
from aggregator.upstream.styles.graphql_alias import GraphQLAlias
from aggregator.upstream.styles.sql_any import SqlAny

PEOPLE = 60
"""Keys that the made-up system knows."""

RECORDS = 2
"""Records that each of them has, where there may be many."""

TOKEN = "contract-token"  # noqa: S105 - a made-up one
_KEY = re.compile(r"c\d{4}@contract\.example|contract-\d{4}|7700\d{4}"
                  r"|77000000-0000-0000-0000-00000000\d{4}", re.IGNORECASE)  # fmt: skip

_CURRENCY = re.compile("[A-Za-z]{3}")

Kinds = Mapping[str, GraphQLOutputType]
"""A field's name (snake case) -> its type in the schema."""

_OF_TYPE: Mapping[str, Any] = {"Boolean": True, "Int": 7, "Float": 0.5, "BigInt": 7}

_VALUES: Mapping[str, Any] = {
    "datetime": "2026-03-01T10:00:00Z",
    "money": 4900,
    "int": 7,
    "float": 0.5,
    "url": "https://contract.example/record",
    "first": ["first", "last"],
    "last": ["first", "last"],
}


def made_up_key(lookup: Lookup, number: int) -> str:
    """Give the key of a number, of the kind that `lookup` is asked by."""
    if lookup.key == EMAIL:
        return f"c{number:04}@contract.example"
    kind = lookup.batch.type if isinstance(lookup.batch, SqlAny) else "text"
    if kind == "int":
        return str(77_000_000 + number)
    return f"77000000-0000-0000-0000-{number:012}" if kind == "uuid" else f"contract-{number:04}"


class MadeUp:
    """Answers as the declaration of `connector` says that its system does."""

    against: Against = "declaration"

    def __init__(self, connector: Connector, types_of: TypesOf) -> None:
        self.credentials: Mapping[str, str] = {
            field: _credential(connector, field)
            for field in credential_fields(connector.authentication)
        }
        self.options: Mapping[str, str] = made_up_options(connector.options)
        self.troubles: list[str] = []
        self._auth = connector.authentication
        self._lookup: Lookup | None = None
        self._types_of = types_of

    def people(self, lookup: Lookup) -> Sequence[str]:
        return [made_up_key(lookup, number) for number in range(PEOPLE)]

    def begin(self, lookup: Lookup) -> None:
        self._lookup = lookup
        try:
            self._body(lookup, list(self.people(lookup))[:1])
        except NoWayBack as error:
            raise NotPlayable(
                f"no reply can be made up of its declaration ({error}); it needs a fake.py"
            ) from None

    def answer(self, request: WireRequest) -> WireReply:
        given = self.token(request)
        if given is not None:
            return given
        lookup = self._lookup
        if lookup is None:
            return WireReply(404, b"{}")
        if isinstance(lookup.batch, GraphQLAlias):
            body = self._aliased(lookup, lookup.batch, orjson.loads(request.body))
        elif isinstance(lookup.batch, Envelope):
            body = self._enveloped(lookup, lookup.batch, orjson.loads(request.body))
        else:
            known = self._known(lookup, _keys_in(request))
            if not known and lookup.request.missing_statuses:
                return WireReply(min(lookup.request.missing_statuses), b"{}")
            body = self._body(lookup, known)
        return WireReply(200, orjson.dumps(body), {"Content-Type": "application/json"})

    def _known(self, lookup: Lookup, asked: Sequence[str]) -> list[str]:
        known = self.people(lookup)
        return [key for key in dict.fromkeys(asked) if key in known]

    def token(self, request: WireRequest) -> WireReply | None:
        """Answer where a token is asked for; None: it is not there."""
        auth = self._auth
        if isinstance(auth, OAuth2ClientAuth):
            address, body = auth.token_url, {"access_token": TOKEN, "expires_in": 3600}
        elif isinstance(auth, SessionAuth):
            address, body = auth.login_url, place({}, auth.token, TOKEN) if auth.token else {}
        else:
            return None
        if not request.path.endswith(urlsplit(address).path):
            return None
        headers = {"Content-Type": "application/json"}
        if isinstance(auth, SessionAuth) and auth.token_header:
            headers[auth.token_header] = TOKEN
        return WireReply(200, orjson.dumps(body), headers)

    def _body(self, lookup: Lookup, keys: Sequence[str]) -> Any:
        kinds = self._kinds(lookup)
        records = [each for key in keys for each in _records(lookup, key, kinds)]
        one = records[0] if lookup.batch.single and len(records) == 1 else None
        body = _placed(lookup.records, records, one)
        if lookup.echo is not None and keys:
            body = place(body, lookup.echo, keys[0])
        return body

    def _kinds(self, lookup: Lookup) -> Kinds:
        if not lookup.provides:
            return {}
        return _kinds_of(self._types_of[lookup.provides[0]])

    def _aliased(self, lookup: Lookup, style: GraphQLAlias, said: Mapping[str, Any]) -> Any:
        variables, data, number = said["variables"], dict[str, Any](), 0
        while f"{style.variable}_{number}" in variables:
            key = str(variables[f"{style.variable}_{number}"])
            inside = self._body(lookup, self._known(lookup, [key]))["data"]
            data[f"k{number}"] = next(iter(inside.values()), None)
            number += 1
        return {"data": data}

    def _enveloped(self, lookup: Lookup, style: Envelope, said: Any) -> Any:
        inside = compile_path(style.requests)(said)
        answers = []
        for each in inside:
            keys = _KEY.findall(unquote_plus(orjson.dumps(each).decode()))
            answer = place({}, style.body, self._body(lookup, self._known(lookup, keys)))
            answer = place(answer, style.status, 200) if style.status else answer
            if style.id:
                answer = place(answer, style.id, _told_apart(style.each, each))
            answers.append(answer)
        return place({}, style.responses, answers)


def _placed(path: str, several: list[Any], one: Any) -> Any:
    """Put a list where the path leads; or the one record, where no list goes there."""
    if one is not None and path == "@":
        return one
    try:
        return place({}, path, several)
    except NoWayBack:
        if one is None:
            raise
        return place({}, path, one)


def _keys_in(request: WireRequest) -> list[str]:
    """Find the made-up keys that a request names, in their order."""
    text = unquote_plus(f"{request.path}?{request.query}") + request.body.decode()
    return [each.lower() for each in _KEY.findall(text)]


def _kinds_of(of: GraphQLNamedType) -> Kinds:
    if not isinstance(of, GraphQLObjectType):
        return {}
    return {python_name(name): field.type for name, field in filled_fields(of).items()}


def _records(lookup: Lookup, key: str, kinds: Kinds) -> Iterator[Any]:
    """Make up what the system has for a key."""
    for number in range(RECORDS if lookup.many else 1):
        made: Any = {}
        for path, value in _wanted(lookup, key, kinds, number):
            made = _with(made, path, value)
        if lookup.match is not None and key not in str(compile_path(lookup.match)(made)):
            made = place(made, lookup.match, key)
        yield made


def _with(made: Any, path: str, value: Any) -> Any:
    """Put a value where its path leads, if that has a way back."""
    try:
        return place(made, path, value)
    except NoWayBack:
        return made


def _wanted(lookup: Lookup, key: str, kinds: Kinds, number: int) -> Iterator[tuple[str, Any]]:
    """Yield what a record is to have at which path, the key last: nothing stands over it."""
    yield from _fields(lookup.fields, kinds, number)
    for kind, path in lookup.keys.items():
        yield path, f"{kind}-of-{key}"
    if lookup.match is not None:
        yield lookup.match, key


def _fields(fields: Fields, kinds: Kinds, number: int) -> Iterator[tuple[str, Any]]:
    """Yield what each field reads; then what their amounts need, unless a field is that."""
    yield from (made := list(_values_of(fields, kinds, number)))
    already = dict(made)
    for spec in fields.values():
        if isinstance(spec, From) and spec.transform == "money":
            currency = spec.options.get("currency", "currency")
            if not _CURRENCY.fullmatch(str(already.get(currency, ""))):
                yield currency, "eur"
            if "times" in spec.options and not isinstance(already.get(spec.options["times"]), int):
                yield spec.options["times"], 1


def _values_of(fields: Fields, kinds: Kinds, number: int) -> Iterator[tuple[str, Any]]:
    for name, spec in fields.items():
        kind = kinds.get(name)
        if isinstance(spec, Nested):
            inner: Any = {}
            below = _kinds_of(get_named_type(kind)) if kind is not None else {}
            for path, value in _fields(spec.fields, below, number):
                inner = _with(inner, path, value)
            yield spec.path, [inner] if spec.many else inner
            continue
        of = From(spec) if isinstance(spec, str) else spec
        yield of.path, _value(of, kind, f"{name} {number}")


def _value(spec: From, kind: GraphQLOutputType | None, text: str) -> Any:
    if spec.table:
        return next(iter(spec.table))
    if spec.transform == "datetime" and spec.options:
        if "format" in spec.options:
            return datetime(2026, 3, 1, 10, tzinfo=UTC).strftime(spec.options["format"])
        return 1_772_359_200_000 if spec.options.get("unit") == "ms" else 1_772_359_200
    if spec.transform is not None and spec.transform in _VALUES:
        return deepcopy(_VALUES[spec.transform])
    if spec.transform is not None or kind is None:
        return text
    named = get_named_type(kind)
    value: Any = _OF_TYPE.get(named.name, text)
    if isinstance(named, GraphQLEnumType):
        value = next(iter(named.values))
    return [value] if is_list_type(get_nullable_type(kind)) else value


def _told_apart(each: Any, inside: Any) -> Any:
    """Find what a request inside an envelope says where its {id} goes."""
    if isinstance(each, str):
        return inside if f"{{{ID}}}" in each and f"{{{KEY}}}" not in each else None
    if isinstance(each, Mapping) and isinstance(inside, Mapping):
        found = (_told_apart(part, inside.get(name)) for name, part in each.items())
        return next((value for value in found if value is not None), None)
    return None


_SECRETS = ("contract-secret-7f3a9b", "5ec2e75ec2e75ec2e75ec2e75ec2e75e")
"""A text; and what is text, hex and base64 at once."""


def _credential(connector: Connector, field: str) -> str:
    encoded = getattr(connector.authentication, "key_encoding", "text") != "text"
    return _SECRETS[1] if encoded else f"{_SECRETS[0]}-{field}"
