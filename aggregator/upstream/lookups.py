"""How N keys become one call: one function a batch style, told apart by the batch's type."""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote, urlencode

import orjson

from aggregator.domain.lookup import BodyIds, GraphQLIn, IdsParam, Lookup
from aggregator.upstream.call import Call

Extras = Mapping[str, int | str]
"""What a call says beside its keys: the bound per key and the cursor, by their own names."""

_SURROGATE = re.compile("[\ud800-\udfff]")


def askable(lookup: Lookup, keys: Sequence[str]) -> list[str]:
    """`keys` without repeats and without those that the batch style cannot say.

    An empty key would ask for everything; in a comma list a key with a comma would be two; half a
    surrogate pair is no text that any source could know.
    """
    comma = isinstance(lookup.batch, IdsParam) and lookup.batch.style == "comma"
    return [
        key
        for key in dict.fromkeys(keys)
        if key and not (comma and "," in key) and not _SURROGATE.search(key)
    ]


def extras(lookup: Lookup, per_key: int, cursor: str | None) -> Extras:
    said: dict[str, int | str] = {}
    if lookup.per_key is not None:
        said[lookup.per_key] = per_key
    if lookup.pages is not None and cursor is not None:
        said[lookup.pages.param] = cursor
    return said


def build_call(lookup: Lookup, keys: Sequence[str], said: Extras) -> Call:
    """Build the call that asks `lookup` for `keys`, all of them askable."""
    batch = lookup.batch
    if isinstance(batch, IdsParam):
        return _ids_param(lookup, batch, keys, said)
    if isinstance(batch, BodyIds):
        return _body_ids(lookup, batch, keys, said)
    return _graphql_in(lookup, batch, keys, said)


def _ids_param(lookup: Lookup, batch: IdsParam, keys: Sequence[str], said: Extras) -> Call:
    """Write `?limit=10&customer=a&customer=b`, or `?ids=a,b`."""
    query = _query({**lookup.request.params, **said})
    if batch.style == "comma":
        ids = f"{_quote(batch.param)}={','.join(map(_quote, keys))}"
    else:
        ids = _query([(batch.param, key) for key in keys])
    body = orjson.dumps(lookup.request.body) if lookup.request.body else None
    return Call(lookup.request.method, lookup.request.path, _joined(query, ids), body)


def _body_ids(lookup: Lookup, batch: BodyIds, keys: Sequence[str], said: Extras) -> Call:
    """Write `{"inputs": [{"id": "a"}, {"id": "b"}]}`, or `{"ids": ["a", "b"]}`."""
    ids = [{batch.wrap: key} for key in keys] if batch.wrap else list(keys)
    return Call(
        lookup.request.method,
        lookup.request.path,
        _query({**lookup.request.params, **said}),
        orjson.dumps({**lookup.request.body, batch.field: ids}),
    )


def _graphql_in(lookup: Lookup, batch: GraphQLIn, keys: Sequence[str], said: Extras) -> Call:
    """Write `{"query": "...", "variables": {"ids": ["a", "b"], "first": 10}}`."""
    variables = {**lookup.request.body, **said, batch.variable: list(keys)}
    return Call(
        lookup.request.method,
        lookup.request.path,
        _query(lookup.request.params),
        orjson.dumps({"query": lookup.request.document, "variables": variables}),
    )


def _quote(text: str) -> str:
    return quote(text, safe="")


def _query(params: Mapping[str, int | str] | Mapping[str, str] | list[tuple[str, str]]) -> str:
    return urlencode(params, quote_via=quote, safe="")


def _joined(*parts: str) -> str:
    return "&".join(part for part in parts if part)
