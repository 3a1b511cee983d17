"""What the routes ask of the service, and nothing more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from aggregator.domain.access import Token
from aggregator.settings import Settings


@dataclass(frozen=True, slots=True)
class Answered:
    """Plain's answer as bytes, and what the request's log line says (keys, outcomes, calls)."""

    body: bytes
    log: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """One operation to run. `read_only`: it came by GET, so a mutation is refused."""

    query: str
    variables: Mapping[str, Any]
    operation_name: str | None
    extensions: Mapping[str, Any]
    read_only: bool


@dataclass(frozen=True, slots=True)
class GraphQLAnswer:
    """The response as GraphQL has it. `executed` is false when it was refused before running."""

    payload: Mapping[str, Any]
    executed: bool


class ListedCard(Protocol):
    """A card that is served."""

    @property
    def team(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...


class BrokenCard(Protocol):
    """A card file that is not served; `fault` says why in a line."""

    @property
    def team(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def fault(self) -> str: ...


class Listing(Protocol):
    """The catalogue of cards."""

    @property
    def cards(self) -> Mapping[str, ListedCard]: ...
    @property
    def broken(self) -> Sequence[BrokenCard]: ...


class Loaded(Protocol):
    """A snapshot: what is loaded now."""

    @property
    def settings(self) -> Settings: ...
    @property
    def catalog(self) -> Listing: ...
    @property
    def source_words(self) -> Mapping[str, str]: ...


class Serving(Protocol):
    """The service, as the routes see it."""

    @property
    def snapshot(self) -> Loaded: ...
    async def cards(self, headers: Mapping[str, str], raw: bytes) -> Answered: ...
    async def query(self, request: GraphQLRequest, token: Token) -> GraphQLAnswer: ...
    def token(self, authorization: str | None) -> Token | None: ...
    async def ready(self) -> Mapping[str, str]: ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...
