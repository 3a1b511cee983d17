"""An HTTP client onto an application, without a socket."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
from fastapi import FastAPI

BASE = "http://service.test"


@asynccontextmanager
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client; the application's lifespan does not run."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=BASE) as http:
        yield http


def server_sent(answer: httpx.Response) -> list[dict[str, str]]:
    """Read the events of a stream: the words of each, but of those without data."""
    assert answer.headers["content-type"].startswith("text/event-stream")
    blocks = (
        dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
        for block in answer.text.split("\n\n")
    )
    return [each for each in blocks if "data" in each]
