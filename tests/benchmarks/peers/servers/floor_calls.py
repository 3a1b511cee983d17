"""A floor: the calls of a request over aiohttp, decoded and dropped; nothing is drawn."""

import orjson

from tests.benchmarks.peers.servers.asgi import Answer, serve_answers
from tests.benchmarks.peers.servers.by_hand import SETTING, collect
from tests.benchmarks.peers.servers.sources import Sources


def make() -> Answer:
    ask = Sources(SETTING)

    async def answer(signature: str, body: bytes) -> bytes:
        SETTING.proven(signature, body)
        asked = orjson.loads(body)
        await collect(ask, asked["customer"]["email"], asked["cardKeys"])
        return b'{"cards":[]}'

    return answer


if __name__ == "__main__":
    serve_answers(make, SETTING.port)
