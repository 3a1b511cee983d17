"""Keys as a list that is bound in an SQL statement: `= ANY(:keys)`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar, Literal

import orjson
from pydantic import Field
from pydantic.dataclasses import dataclass

from aggregator.domain.call import Call
from aggregator.domain.fault import At
from aggregator.domain.lookup import Asked, LookupRequest
from aggregator.upstream.sql.statement import KEYS, names_of
from aggregator.upstream.style import Style
from aggregator.upstream.words import Max

_INT = re.compile(r"-?[0-9]{1,18}", re.ASCII)
_UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE)
_KINDS: Mapping[str, tuple[re.Pattern[str], str]] = {
    "text": (re.compile(r"[^\0]*"), "a database keeps no such text"),
    "int": (_INT, "its keys are whole numbers"),
    "uuid": (_UUID, "its keys are UUIDs"),
}


@dataclass(frozen=True)
class SqlAny(Style):
    """A statement with = ANY(:keys), or IN (:keys): the keys are bound, never written."""

    takes_sql: ClassVar[bool] = True

    max: Max
    type: Annotated[
        Literal["text", "int", "uuid"], Field(description="What the column of the keys holds.")
    ] = "text"
    style: Literal["sql-any"] = "sql-any"

    def unsayable(self, _request: LookupRequest, key: str) -> str | None:
        written, why = _KINDS[self.type]
        return None if written.fullmatch(key) else why

    def faults(self, request: LookupRequest) -> Iterator[tuple[At, str]]:
        if request.sql is not None and KEYS not in names_of(request.sql):
            yield ("request", "sql"), "The statement has = ANY(:keys) in it, or IN (:keys)"

    def call(self, request: LookupRequest, asked: Sequence[Asked]) -> Call:
        (one,) = asked
        keys = [int(key) for key in one.keys] if self.type == "int" else list(one.keys)
        body = orjson.dumps({"sql": request.sql, "values": {**one.said, KEYS: keys}})
        return Call("SQL", request.path, "", body)


STYLE = SqlAny
