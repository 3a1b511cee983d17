"""Keys in a JSON body."""

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Annotated, Any, ClassVar, Literal

import orjson
from pydantic import Field
from pydantic.dataclasses import dataclass

from aggregator.domain.call import Call
from aggregator.domain.errors import ConnectorError
from aggregator.domain.fault import At
from aggregator.domain.lookup import Asked, KeyFault, LookupRequest
from aggregator.mapping.paths import compile_path
from aggregator.upstream.graphql_errors import plain_code
from aggregator.upstream.spots import put_at
from aggregator.upstream.style import Style, query
from aggregator.upstream.words import JmesPath, ManifestText, Max


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
    errors: Annotated[
        JmesPath | None,
        Field(description="JMESPath to the list of what went wrong with some of the keys."),
    ] = None
    error_keys: Annotated[
        JmesPath, Field(description="JMESPath in one of `errors` to the keys that it is of.")
    ] = "keys"
    error_code: Annotated[
        JmesPath, Field(description="JMESPath in one of `errors` to its code, as `missing` has it.")
    ] = "code"
    style: Literal["body-ids"] = "body-ids"

    def faults(self, request: LookupRequest) -> Iterator[tuple[At, str]]:
        try:
            put_at(request.body, self.field, [])
        except ValueError as error:
            yield ("batch", "field"), str(error)
        for name in ("errors", "error_keys", "error_code"):
            try:
                compile_path(getattr(self, name) or "@")
            except ConnectorError as error:
                yield ("batch", name), error.message

    def call(self, request: LookupRequest, asked: Sequence[Asked]) -> Call:
        (one,) = asked
        ids: list[Any] = list(one.keys)
        if self.wrap:
            ids = [{self.wrap: key, **one.beside.get(key, {})} for key in one.keys]
        body = orjson.dumps(put_at(request.body, self.field, ids))
        return request.call(query({**request.params, **one.said}), body)

    def told(self, request: LookupRequest, body: Any) -> Sequence[KeyFault]:
        if self.errors is None:
            return ()
        found = _path(self.errors)(body)
        listed = found if isinstance(found, list) else [] if found is None else [found]
        missing = {plain_code(each) for each in request.missing}
        faults = [self._fault(each) for each in listed]
        return [each for each in faults if plain_code(each.code) not in missing]

    def _fault(self, error: Any) -> KeyFault:
        """Read one of the errors; one that is no object is of no key in particular."""
        told = error if isinstance(error, dict) else {}
        code, keys = _path(self.error_code)(told), _path(self.error_keys)(told)
        listed = keys if isinstance(keys, list) else [keys]
        named = tuple(str(key) for key in listed if isinstance(key, str | int))
        return KeyFault(named, code if isinstance(code, str) else "")


_path = cache(compile_path)

STYLE = BodyIds
