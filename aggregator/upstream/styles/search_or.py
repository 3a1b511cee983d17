"""Keys as the parts of a search that are joined by `or`, in a text or as a list of conditions."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any, ClassVar, Literal

import orjson
from pydantic import BeforeValidator, Field, WithJsonSchema
from pydantic.dataclasses import dataclass

from aggregator.domain.call import Call
from aggregator.domain.fault import At
from aggregator.domain.lookup import Asked, LookupRequest
from aggregator.upstream.quotes import Escaping, QuoteMark, quoter, unquotable
from aggregator.upstream.spots import KEY, KEYS, count, put
from aggregator.upstream.style import Style, query
from aggregator.upstream.words import ManifestText, Max, resolved


@dataclass(frozen=True)
class SearchOr(Style):
    """A search with one condition a key: "{keys}" in a parameter or the body stands for them."""

    spots: ClassVar[tuple[str, ...]] = (KEYS,)

    each: Annotated[
        Any,
        BeforeValidator(resolved),
        WithJsonSchema({"type": ["string", "object"]}),
        Field(
            description="The condition for one {key}: email:{key}, where the key stands in "
            'quotation marks; or a table, {field: email, value: "{key}"}, of a list in the body.'
        ),
    ]
    max: Max
    between: Annotated[ManifestText, Field(description="What stands between conditions.")] = " OR "
    quote: Annotated[QuoteMark, Field(description="The quotation mark around a key.")] = '"'
    escape: Annotated[
        Escaping,
        Field(description="How a quotation mark in a key is written: after a backslash, or twice."),
    ] = "backslash"
    style: Literal["search-or"] = "search-or"

    def unsayable(self, _request: LookupRequest, key: str) -> str | None:
        return unquotable(key) if isinstance(self.each, str) else None

    def faults(self, request: LookupRequest) -> Iterator[tuple[At, str]]:
        if count(self.each, KEY) != 1:
            yield ("batch", "each"), "The condition has one {key} in it"
        if isinstance(self.each, str):
            if count([request.params, request.body], KEYS) != 1:
                yield ("request",), "One parameter, or one text of the body, has {keys} in it"
        elif count(request.body, KEYS) != 1 or put(request.body, {KEYS: []}) == request.body:
            yield ("request",), 'The body has one value "{keys}", where the list of conditions goes'

    def call(self, request: LookupRequest, asked: Sequence[Asked]) -> Call:
        (one,) = asked
        if isinstance(self.each, str):
            quote = quoter(self.quote, self.escape)
            values: Any = self.between.join(put(self.each, {KEY: quote(key)}) for key in one.keys)
        else:
            values = [put(self.each, {KEY: key}) for key in one.keys]
        said = query({**put(request.params, {KEYS: values}), **one.said})
        body = orjson.dumps(put(request.body, {KEYS: values})) if request.body else None
        return request.call(said, body)


STYLE = SearchOr
