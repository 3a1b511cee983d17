"""What the routes ask of the service, and nothing more: `aggregator.service.Service` fits."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from aggregator.domain.access import Token
from aggregator.language.findings import Finding
from aggregator.pipeline.answer import Answered
from aggregator.schema.endpoint import GraphQLAnswer, GraphQLRequest
from aggregator.settings import Settings


class ListedCard(Protocol):
    """A card that is served."""

    @property
    def team(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def title(self) -> str: ...


class ListedFault(Protocol):
    """A card file that is not served, and why."""

    @property
    def team(self) -> str: ...
    @property
    def key(self) -> str: ...
    @property
    def findings(self) -> Sequence[Finding]: ...


class Listing(Protocol):
    """The catalogue of cards."""

    @property
    def cards(self) -> Mapping[str, ListedCard]: ...
    @property
    def broken(self) -> Mapping[str, ListedFault]: ...


class Place(Protocol):
    """The workspace; `source_words` name each configured source to people."""

    @property
    def source_words(self) -> Mapping[str, str]: ...


class Loaded(Protocol):
    """A snapshot: what is loaded now."""

    @property
    def settings(self) -> Settings: ...
    @property
    def catalog(self) -> Listing: ...
    @property
    def workspace(self) -> Place: ...


class Serving(Protocol):
    """The service, as the routes see it. `reference` is the request's id.

    `cards` calls `proven` as soon as it is known that the request comes from Plain.
    """

    @property
    def snapshot(self) -> Loaded: ...
    async def cards(
        self, headers: Mapping[str, str], raw: bytes, reference: str, proven: Callable[[], None]
    ) -> Answered: ...
    async def query(
        self, request: GraphQLRequest, token: Token, reference: str
    ) -> GraphQLAnswer: ...
    def token(self, authorization: str | None) -> Token | None: ...
    async def ready(self) -> Mapping[str, str]: ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...
