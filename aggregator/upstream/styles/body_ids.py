"""Keys in a JSON body."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal

import orjson
from pydantic import Field
from pydantic.dataclasses import dataclass

from aggregator.domain.call import Call
from aggregator.domain.fault import At
from aggregator.domain.lookup import Asked, LookupRequest
from aggregator.upstream.spots import put_at
from aggregator.upstream.style import Style, query
from aggregator.upstream.words import ManifestText, Max


@dataclass(frozen=True)
class BodyIds(Style):
    """Keys in a JSON body."""

    posts: ClassVar[bool] = True

    field: Annotated[
        ManifestText,
        Field(description="The field of the body that holds the list of keys; filter.ids goes on."),
    ]
    max: Max
    wrap: Annotated[
        ManifestText | None,
        Field(description='Each key is an object with this one field: {"id": "a"}. Else "a".'),
    ] = None
    style: Literal["body-ids"] = "body-ids"

    def faults(self, request: LookupRequest) -> Iterator[tuple[At, str]]:
        try:
            put_at(request.body, self.field, [])
        except ValueError as error:
            yield ("batch", "field"), str(error)

    def call(self, request: LookupRequest, asked: Sequence[Asked]) -> Call:
        (one,) = asked
        ids = [{self.wrap: key} for key in one.keys] if self.wrap else list(one.keys)
        body = orjson.dumps(put_at(request.body, self.field, ids))
        return request.call(query({**request.params, **one.said}), body)


STYLE = BodyIds
