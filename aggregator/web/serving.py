"""What the routes ask of the service, and nothing more: `aggregator.service.Service` fits."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from pathlib import Path
from typing import Protocol

from aggregator.directory.directory import Directory
from aggregator.directory.imports.imports import Imports
from aggregator.directory.pulls.pulls import PulledSource, Pulls
from aggregator.domain.access import ApiToken
from aggregator.language.diagnostics import Diagnostic
from aggregator.pipeline.answer import CardsResponse
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
    def diagnostics(self) -> Sequence[Diagnostic]: ...


class CatalogListing(Protocol):
    """The catalogue of cards."""

    @property
    def cards(self) -> Mapping[str, ListedCard]: ...
    @property
    def broken(self) -> Mapping[str, ListedFault]: ...


class ServedWorkspace(Protocol):
    """The workspace; `source_labels` name each configured source to people."""

    @property
    def source_labels(self) -> Mapping[str, str]: ...


class LoadedSnapshot(Protocol):
    """A snapshot: what is loaded now."""

    @property
    def settings(self) -> Settings: ...
    @property
    def catalog(self) -> CatalogListing: ...
    @property
    def workspace(self) -> ServedWorkspace: ...


class ServedImports(Protocol):
    """Imports of files that were sent: where these are, and who goes on with them."""

    @property
    def folder(self) -> Path: ...
    def of(self, workspace_id: str) -> Imports: ...
    def wake(self) -> None: ...


class ServedPulls(Protocol):
    """Pulls from sources: how one is opened (InvalidRequest: there is none of this name)."""

    @property
    def source(self) -> Callable[[str, str], AbstractAsyncContextManager[PulledSource]]: ...
    def of(self, workspace_id: str) -> Pulls: ...
    def wake(self) -> None: ...


class Serving(Protocol):
    """The service, as the routes see it. `reference` is the request's id.

    `cards` calls `proven` as soon as it is known that the request comes from Plain. Within
    `enter_api` a call of /api runs; it raises TryLater when too many do. `person_erased` forgets
    whom a call erased, by all that they were known by.
    """

    @property
    def snapshot(self) -> LoadedSnapshot: ...
    @property
    def directory(self) -> Directory: ...
    @property
    def importer(self) -> ServedImports: ...
    @property
    def puller(self) -> ServedPulls: ...
    async def cards(
        self, headers: Mapping[str, str], raw: bytes, reference: str, proven: Callable[[], None]
    ) -> CardsResponse: ...
    async def query(
        self, request: GraphQLRequest, token: ApiToken, reference: str
    ) -> GraphQLAnswer: ...
    async def person_erased(self, workspace_id: str, known_by: Sequence[str]) -> None: ...
    def enter_api(self, token: ApiToken) -> AbstractContextManager[object]: ...
    def token(self, authorization: str | None) -> ApiToken | None: ...
    async def ready(self) -> Mapping[str, str]: ...
    async def start(self) -> None: ...
    async def stop(self) -> None: ...
