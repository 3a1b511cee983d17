"""Keys as a list inside a search in a JSON body: `{keys}` stands where the list goes."""

from collections.abc import Iterator, Sequence
from typing import ClassVar, Literal

import orjson
from pydantic.dataclasses import dataclass

from aggregator.domain.call import Call
from aggregator.domain.fault import At
from aggregator.domain.lookup import Asked, LookupRequest
from aggregator.upstream.spots import KEYS, count, put
from aggregator.upstream.style import Style, query
from aggregator.upstream.words import Max


@dataclass(frozen=True)
class SearchIn(Style):
    """A search by a list: "{keys}" in the request's body stands where the list goes."""

    spots: ClassVar[tuple[str, ...]] = (KEYS,)

    posts: ClassVar[bool] = True

    max: Max
    style: Literal["search-in"] = "search-in"

    def faults(self, request: LookupRequest) -> Iterator[tuple[At, str]]:
        if count(request.body, KEYS) != 1 or put(request.body, {KEYS: []}) == request.body:
            what = 'The body has one value "{keys}", where the list of keys goes'
            yield ("request", "body"), what

    def call(self, request: LookupRequest, asked: Sequence[Asked]) -> Call:
        (one,) = asked
        body = orjson.dumps(put(request.body, {KEYS: list(one.keys)}))
        return request.call(query({**request.params, **one.said}), body)


STYLE = SearchIn
