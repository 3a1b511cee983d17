"""A service for the routes' own tests: it answers what a test sets, and keeps what it was asked."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aggregator.directory.directory import Directory
from aggregator.directory.pulls.pulls import PulledSource
from aggregator.domain.access import ApiToken, Role, find_token, hash_token
from aggregator.domain.errors import InvalidRequest
from aggregator.language.diagnostics import Diagnostic
from aggregator.pipeline.answer import CardsResponse
from aggregator.schema.endpoint import GraphQLAnswer, GraphQLRequest
from aggregator.service.importer import Importer
from aggregator.service.puller import OpenSource, Puller
from aggregator.settings import Settings
from aggregator.store import Store

TOKENS = tuple(
    ApiToken(role.value, "w_demo", role, hash_token(f"demo-{role.value}")) for role in Role
)


def nobody() -> Directory:
    """A directory that no test asks: nothing connects before it is."""
    return Directory(Store("sqlite+aiosqlite:///./nobody.db"))


def importing(store: Store, folder: Path = Path("no-imports")) -> Importer:
    """Imports of the one workspace; nobody goes on with them before it is started."""
    return Importer(store, lambda: folder, lambda: ("w_demo",), lambda: datetime.now(UTC))


def no_source(workspace_id: str, name: str) -> AbstractAsyncContextManager[PulledSource]:
    """A workspace without sources."""
    raise InvalidRequest(f"There is no source {name}. Fix: connect it in the settings")


def pulling(store: Store, source: OpenSource = no_source) -> Puller:
    """Pulls of the one workspace; nobody goes on with them before it is started."""
    return Puller(store, lambda: ("w_demo",), source, lambda: datetime.now(UTC))


NOBODY = Store("sqlite+aiosqlite:///./nobody.db")
ANSWERED = CardsResponse(b'{"cards":[]}', {"keys": ["a"], "outcomes": {"shown": 1}})
ANSWER = GraphQLAnswer({"data": {"__typename": "Query"}}, executed=True)


@dataclass
class FakeCard:
    team: str
    key: str
    title: str


@dataclass
class FakeBroken:
    team: str
    key: str
    diagnostics: tuple[Diagnostic, ...] = ()


@dataclass
class FakeCatalog:
    cards: dict[str, FakeCard] = field(default_factory=dict)
    broken: dict[str, FakeBroken] = field(default_factory=dict)


@dataclass
class FakeWorkspace:
    source_labels: dict[str, str] = field(default_factory=dict)


@dataclass
class FakeSnapshot:
    settings: Settings = field(
        default_factory=lambda: Settings(public_pages=True, workspace_id="w_demo")
    )
    catalog: FakeCatalog = field(default_factory=FakeCatalog)
    workspace: FakeWorkspace = field(default_factory=FakeWorkspace)


@dataclass
class FakeService:
    """`failure`, when set, is raised by whatever is asked next."""

    snapshot: FakeSnapshot = field(default_factory=FakeSnapshot)
    directory: Directory = field(default_factory=nobody)
    importer: Importer = field(default_factory=lambda: importing(NOBODY))
    puller: Puller = field(default_factory=lambda: pulling(NOBODY))
    answered: CardsResponse = ANSWERED
    answer: GraphQLAnswer = ANSWER
    checks: dict[str, str] = field(default_factory=lambda: {"store": "ok", "cards": "8 cards"})
    failure: BaseException | None = None
    asked: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)
    queried: list[tuple[GraphQLRequest, ApiToken]] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    running: bool = False
    forgotten: list[str] = field(default_factory=list)

    async def cards(
        self, headers: Mapping[str, str], raw: bytes, reference: str, proven: Callable[[], None]
    ) -> CardsResponse:
        self.references.append(reference)
        self.asked.append((headers, raw))
        self._fail()
        proven()
        return self.answered

    async def query(
        self, request: GraphQLRequest, token: ApiToken, reference: str
    ) -> GraphQLAnswer:
        self.references.append(reference)
        self.queried.append((request, token))
        self._fail()
        return self.answer

    async def person_erased(self, workspace_id: str, known_by: Sequence[str]) -> None:
        self.forgotten += known_by
        await self.importer.of(workspace_id).forget_sent(self.importer.folder)

    def enter_api(self, token: ApiToken) -> AbstractContextManager[object]:
        self._fail()
        return nullcontext()

    def token(self, authorization: str | None) -> ApiToken | None:
        kind, _, secret = (authorization or "").partition(" ")
        return find_token(TOKENS, secret) if kind.lower() == "bearer" else None

    async def ready(self) -> Mapping[str, str]:
        self._fail()
        return self.checks

    async def start(self) -> None:
        self._fail()
        self.running = True

    async def stop(self) -> None:
        self.running = False

    def _fail(self) -> None:
        if self.failure is not None:
            raise self.failure


def refused(code: str, message: str = "no") -> GraphQLAnswer:
    error: dict[str, Any] = {"message": message, "extensions": {"code": code}}
    return GraphQLAnswer({"errors": [error]}, executed=False)
