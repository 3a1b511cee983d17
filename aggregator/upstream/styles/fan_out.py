"""One call a key, a few at once: for a system that has no way to be asked for many."""

from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar, Literal

import orjson
from pydantic import Field
from pydantic.dataclasses import dataclass

from aggregator.domain.call import Call
from aggregator.domain.fault import At
from aggregator.domain.lookup import Asked, LookupRequest
from aggregator.upstream.spots import KEY, count, put
from aggregator.upstream.style import Style, query, quoted
from aggregator.upstream.words import Max, WholeNumber


@dataclass(frozen=True)
class FanOut(Style):
    """One call a key, where nothing else is to be had: {key} in path, parameters or body."""

    spots: ClassVar[tuple[str, ...]] = (KEY,)

    single: ClassVar[bool] = True

    calls: Annotated[WholeNumber, Field(description="The most calls at once.")] = 5
    max: Annotated[Max, Field(description="The most keys that are waited for together.")] = 100
    style: Literal["fan-out"] = "fan-out"

    @property
    def per_call(self) -> int:
        return 1

    @property
    def at_once(self) -> int:
        return self.calls

    @property
    def fans_out(self) -> bool:
        return True

    def unsayable(self, request: LookupRequest, key: str) -> str | None:
        # Some servers read an encoded slash as one, so dots between slashes count, too.
        parts = key.replace("\\", "/").split("/")
        if count(request.path, KEY) and ("." in parts or ".." in parts):
            return "it is a part of a path, where dots alone name another"
        return None

    def faults(self, request: LookupRequest) -> Iterator[tuple[At, str]]:
        if count([request.path, request.params, request.body], KEY) == 0:
            what = "{key} stands in its path, a parameter or the body: one call asks for one key"
            yield ("request",), what

    def call(self, request: LookupRequest, asked: Sequence[Asked]) -> Call:
        (one,) = asked
        (key,) = one.keys
        values = {KEY: key}
        said = query({**put(request.params, values), **one.said})
        body = orjson.dumps(put(request.body, values)) if request.body else None
        path = put(request.path, {KEY: quoted(key)})
        return request.call(said, body, path if path != request.path else None)


STYLE = FanOut
