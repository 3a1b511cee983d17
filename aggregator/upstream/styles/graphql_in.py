"""Keys as one list variable of a GraphQL document, which filters with `in`."""

from collections.abc import Sequence
from typing import Annotated, ClassVar, Literal

import orjson
from pydantic import Field
from pydantic.dataclasses import dataclass

from aggregator.domain.call import Call, DecodedReply
from aggregator.domain.errors import SourceError
from aggregator.domain.lookup import Asked, LookupRequest
from aggregator.upstream.graphql_errors import graphql_error
from aggregator.upstream.style import Style, query
from aggregator.upstream.words import ManifestText, Max


@dataclass(frozen=True)
class GraphQLIn(Style):
    """Keys as one list variable of a GraphQL document."""

    takes_document: ClassVar[bool] = True
    posts: ClassVar[bool] = True

    variable: Annotated[
        ManifestText, Field(description="The variable that holds the list, without $.")
    ]
    max: Max
    style: Literal["graphql-in"] = "graphql-in"

    def call(self, request: LookupRequest, asked: Sequence[Asked]) -> Call:
        (one,) = asked
        variables = {**request.body, **one.said, self.variable: list(one.keys)}
        body = orjson.dumps({"query": request.document, "variables": variables})
        return request.call(query(request.params), body)

    def answers(
        self,
        _request: LookupRequest,
        asked: Sequence[Asked],
        reply: DecodedReply,
        source: str,
        route: str,
    ) -> Sequence[DecodedReply | SourceError]:
        """Data beside errors is not used: which keys it lacks cannot be told."""
        error = graphql_error(source, route, reply.body, reply.headers)
        return [error or reply] * len(asked)


STYLE = GraphQLIn
