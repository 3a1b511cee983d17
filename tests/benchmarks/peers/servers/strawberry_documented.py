"""strawberry as its guide shows it: FastAPI, `schema.execute` with each card's text."""

from typing import Any

from fastapi import FastAPI, HTTPException, Request
from pydantic import BaseModel

from tests.benchmarks.peers.servers.asgi import serve
from tests.benchmarks.peers.servers.cards import Json
from tests.benchmarks.peers.servers.sources import Sources
from tests.benchmarks.peers.servers.strawberry_graph import (
    OPERATIONS,
    SETTING,
    Context,
    answer_cards,
    schema,
)


class Customer(BaseModel):
    email: str


class CardsRequest(BaseModel):
    cardKeys: list[str]  # noqa: N815 Plain's own name
    customer: Customer


app = FastAPI()
sources: list[Sources] = []


async def execute(key: str, context: Context) -> Json | None:
    result = await schema.execute(OPERATIONS[key], context_value=context)
    return None if result.errors else result.data


@app.post("/cards")
async def cards(request: Request) -> dict[str, Any]:
    raw = await request.body()
    if not SETTING.proven(request.headers.get("plain-request-signature", ""), raw):
        raise HTTPException(401)
    if not sources:
        sources.append(Sources(SETTING))
    asked = CardsRequest.model_validate_json(raw)
    return {"cards": await answer_cards(sources[0], asked.customer.email, asked.cardKeys, execute)}


if __name__ == "__main__":
    serve(app, SETTING.port)
