"""Keys in the query string."""

from collections.abc import Sequence
from typing import Annotated, Literal

import orjson
from pydantic import Field
from pydantic.dataclasses import dataclass

from aggregator.domain.call import Call
from aggregator.domain.lookup import Asked, LookupRequest
from aggregator.upstream.style import Style, joined, query, quoted, repeated
from aggregator.upstream.words import ManifestText, Max


@dataclass(frozen=True)
class IdsParam(Style):
    """Keys in the query string."""

    param: Annotated[ManifestText, Field(description="The parameter that holds the keys.")]
    max: Max
    form: Annotated[
        Literal["repeat", "comma"], Field(description="repeat: ?id=a&id=b; comma: ?ids=a,b.")
    ] = "repeat"
    style: Literal["ids-param"] = "ids-param"

    @property
    def says_all(self) -> bool:
        return self.form != "comma"

    def unsayable(self, _request: LookupRequest, key: str) -> str | None:
        if self.form == "comma" and "," in key:
            return "its keys are parted by commas, and this one has a comma in it"
        return None

    def call(self, request: LookupRequest, asked: Sequence[Asked]) -> Call:
        (one,) = asked
        said = query({**request.params, **one.said} if one.said else request.params)
        if self.form == "comma":
            ids = f"{quoted(self.param)}={','.join(map(quoted, one.keys))}"
        else:
            ids = repeated(self.param, one.keys)
        body = orjson.dumps(request.body) if request.body else None
        return request.call(joined(said, ids), body)


STYLE = IdsParam
