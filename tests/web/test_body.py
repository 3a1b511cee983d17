"""A body's time is bounded too."""

import asyncio

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import Message

from aggregator.web.body import read_body


async def test_a_body_that_never_ends_is_408() -> None:
    async def receive() -> Message:
        await asyncio.Event().wait()
        return {}

    with pytest.raises(HTTPException) as caught:
        await read_body(Request({"type": "http", "headers": []}, receive), 10, seconds=0.01)
    assert caught.value.status_code == 408


async def test_a_caller_who_hangs_up_amid_the_body_is_told_from_a_short_body() -> None:
    messages: list[Message] = [
        {"type": "http.request", "body": b"ab", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Message:
        return messages.pop(0)

    with pytest.raises(ClientDisconnect):
        await read_body(Request({"type": "http", "headers": []}, receive), 10)
