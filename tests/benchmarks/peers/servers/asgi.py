"""The least that answers HTTP in Python: bare ASGI under uvicorn, with uvloop and httptools."""

import asyncio
import gc
from collections.abc import Awaitable, Callable
from typing import Any

import uvicorn

Answer = Callable[[str, bytes], Awaitable[bytes]]
"""A request's signature and body -> the answer's JSON."""

App = Callable[[Any, Any, Any], Awaitable[None]]


def application(answer: Answer) -> App:
    """Give the application that answers every request so."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        signature = ""
        for name, value in scope["headers"]:
            if name == b"plain-request-signature":
                signature = value.decode("latin-1")
        body, more = b"", True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
        answered = await answer(signature, body)
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(answered)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answered})

    return app


def serve(app: Any, port: int) -> None:
    """Serve as `uvicorn --loop uvloop --http httptools --no-access-log` does, until it is ended."""
    gc.collect()
    gc.freeze()
    uvicorn.run(
        app,
        port=port,
        loop="uvloop",
        http="httptools",
        lifespan="off",
        access_log=False,
        log_level="warning",
    )


def serve_answers(make: Callable[[], Answer], port: int) -> None:
    """Serve what `make` gives; it is called in the loop, at the first request."""
    made: list[Answer] = []

    async def answer(signature: str, body: bytes) -> bytes:
        if not made:
            asyncio.get_running_loop()
            made.append(make())
        return await made[0](signature, body)

    serve(application(answer), port)
