"""Keys in the `IN (...)` of a query text: SOQL, and the SQL-like languages of other systems."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal

import orjson
from pydantic import Field
from pydantic.dataclasses import dataclass

from aggregator.domain.call import Call
from aggregator.domain.fault import At
from aggregator.domain.lookup import Asked, LookupRequest
from aggregator.upstream.quotes import Escaping, QuoteMark, quoter, unquotable
from aggregator.upstream.spots import KEYS, count, put
from aggregator.upstream.style import Style, query
from aggregator.upstream.words import Max


@dataclass(frozen=True)
class SoqlIn(Style):
    """A query text with IN ({keys}), in a parameter or in the body."""

    spots: ClassVar[tuple[str, ...]] = (KEYS,)

    max: Max
    quote: Annotated[QuoteMark, Field(description="The quotation mark around a key.")] = "'"
    escape: Annotated[
        Escaping,
        Field(description="How a quotation mark in a key is written: after a backslash, or twice."),
    ] = "backslash"
    style: Literal["soql-in"] = "soql-in"

    def unsayable(self, _request: LookupRequest, key: str) -> str | None:
        return unquotable(key)

    def faults(self, request: LookupRequest) -> Iterator[tuple[At, str]]:
        if count([request.params, request.body], KEYS) != 1:
            yield ("request",), "One parameter, or one text of the body, has IN ({keys}) in it"

    def call(self, request: LookupRequest, asked: Sequence[Asked]) -> Call:
        (one,) = asked
        keys = ",".join(map(quoter(self.quote, self.escape), one.keys))
        said = query({**put(request.params, {KEYS: keys}), **one.said})
        body = orjson.dumps(put(request.body, {KEYS: keys})) if request.body else None
        return request.call(said, body)


STYLE = SoqlIn
