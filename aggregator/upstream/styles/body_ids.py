"""Keys in a JSON body."""

from collections.abc import Sequence
from typing import Annotated, Literal

import orjson
from pydantic import Field
from pydantic.dataclasses import dataclass

from aggregator.domain.call import Call
from aggregator.domain.lookup import Asked, LookupRequest
from aggregator.upstream.style import Style, query
from aggregator.upstream.words import ManifestText, Max


@dataclass(frozen=True)
class BodyIds(Style):
    """Keys in a JSON body."""

    field: Annotated[
        ManifestText, Field(description="The field of the body that holds the list of keys.")
    ]
    max: Max
    wrap: Annotated[
        ManifestText | None,
        Field(description='Each key is an object with this one field: {"id": "a"}. Else "a".'),
    ] = None
    style: Literal["body-ids"] = "body-ids"

    def call(self, request: LookupRequest, asked: Sequence[Asked]) -> Call:
        (one,) = asked
        ids = [{self.wrap: key} for key in one.keys] if self.wrap else list(one.keys)
        body = orjson.dumps({**request.body, self.field: ids})
        return Call(request.method, request.path, query({**request.params, **one.said}), body)


STYLE = BodyIds
