"""strawberry's schema with documents parsed and checked once, and bare ASGI around it."""

from inspect import isawaitable
from typing import Any

import orjson
from graphql import execute as graphql_execute
from graphql import parse

from tests.benchmarks.peers.servers.asgi import Answer, serve_answers
from tests.benchmarks.peers.servers.cards import Json
from tests.benchmarks.peers.servers.sources import Sources
from tests.benchmarks.peers.servers.strawberry_graph import (
    OPERATIONS,
    SETTING,
    Context,
    answer_cards,
    schema,
)

DOCUMENTS = {key: parse(text, no_location=True) for key, text in OPERATIONS.items()}


async def execute(key: str, context: Context) -> Json | None:
    result: Any = graphql_execute(schema._schema, DOCUMENTS[key], context_value=context)
    if isawaitable(result):
        result = await result
    return None if result.errors else result.data


def make() -> Answer:
    ask = Sources(SETTING)

    async def answer(signature: str, body: bytes) -> bytes:
        if not SETTING.proven(signature, body):
            return b'{"error": "the signature is wrong"}'
        asked = orjson.loads(body)
        cards = await answer_cards(ask, asked["customer"]["email"], asked["cardKeys"], execute)
        return orjson.dumps({"cards": cards})

    return answer


if __name__ == "__main__":
    serve_answers(make, SETTING.port)
