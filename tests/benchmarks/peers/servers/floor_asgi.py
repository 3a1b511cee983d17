"""A floor: a request is read, its signature checked, and the same bytes answered."""

from tests.benchmarks.peers.servers.asgi import Answer, serve_answers
from tests.benchmarks.peers.servers.calls import setting

SETTING = setting()


def make() -> Answer:
    async def answer(signature: str, body: bytes) -> bytes:
        SETTING.proven(signature, body)
        return b'{"cards":[]}'

    return answer


if __name__ == "__main__":
    serve_answers(make, SETTING.port)
