"""What a connector is asked of: the fake in its folder, or replies made up of its declaration."""

import importlib.util
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, Literal, Protocol
from urllib.parse import unquote

import orjson

from aggregator.authoring.contract.option_values import NotPlayable, made_up_options
from aggregator.connectors.fake import FakeReply, FakeRequest, fake_request
from aggregator.domain.errors import ConnectorError
from aggregator.domain.lookup import Lookup, SourceOption
from aggregator.upstream.stand_in import WireReply, WireRequest

FAKE = "fake.py"

__all__ = ["FAKE", "Against", "FolderFake", "NotPlayable", "StandIn"]

Against = Literal["fake", "declaration"]


class StandIn(Protocol):
    """Stands for a system.

    troubles  what went wrong in it, by which no connector can be judged
    """

    against: Against
    credentials: Mapping[str, str]
    options: Mapping[str, str]
    troubles: list[str]

    def people(self, lookup: Lookup) -> Sequence[str]:
        """Keys that a lookup can be asked by first, without another lookup before it."""

    def begin(self, lookup: Lookup) -> None:
        """Know which lookup is asked from now on. Raises NotPlayable."""

    def answer(self, request: WireRequest) -> WireReply: ...


class FolderFake:
    """The `fake.py` of a connector's folder."""

    against: Against = "fake"

    def __init__(self, file: Path, options: Mapping[str, SourceOption]) -> None:
        """Read it, which runs it. Raises ConnectorError: it cannot be run, or lacks something.

        `options` are those of the connector: the fake's OPTIONS, or else values that fit.
        """
        module = _run(file)
        self.credentials = _strings(file, module, "CREDENTIALS")
        own = dict(getattr(module, "OPTIONS", {}))
        rest = {name: each for name, each in options.items() if name not in own}
        self.options: Mapping[str, str] = {**made_up_options(rest), **own}
        self.troubles: list[str] = []
        self._file = file
        self._people: Any = _there(file, module, "PEOPLE")
        self._answer: Callable[[FakeRequest], FakeReply] = _there(file, module, "answer")

    def people(self, lookup: Lookup) -> Sequence[str]:
        if isinstance(self._people, Mapping):
            return list(self._people.get(lookup.key, ()))
        return list(self._people)

    def begin(self, lookup: Lookup) -> None:
        """One fake is of all lookups."""

    def answer(self, request: WireRequest) -> WireReply:
        try:
            said = self._answer(
                fake_request(
                    request.method, unquote(request.path), request.query, request.headers,
                    request.body,
                )
            )  # fmt: skip
            body = orjson.dumps(said.body)
        except Exception as error:  # noqa: BLE001 - somebody else's code
            return self._failed(request, error)
        headers = {"Content-Type": "application/json", **said.headers}
        return WireReply(said.status, body, headers)

    def _failed(self, request: WireRequest, error: Exception) -> WireReply:
        lines = traceback.extract_tb(error.__traceback__)
        own = [each.lineno for each in lines if Path(each.filename) == self._file]
        where = f"{FAKE}:{own[-1]}" if own else FAKE
        told = f"{where} raised {type(error).__name__} for {request.method} {request.path}"
        if told not in self.troubles:
            self.troubles.append(told)
        return WireReply(500, b"{}")


def _run(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"aggregator_fake_{file.parent.name}", file)
    if spec is None or spec.loader is None:
        raise ConnectorError(f"{file} cannot be read")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # noqa: BLE001 - somebody else's code
        what = f"{file} cannot be run: {type(error).__name__}: {error}"
        raise ConnectorError(what) from None
    return module


def _there(file: Path, module: ModuleType, name: str) -> Any:
    if not hasattr(module, name):
        raise ConnectorError(f"{file} has no {name}. Rule: CREDENTIALS, PEOPLE and answer(request)")
    return getattr(module, name)


def _strings(file: Path, module: ModuleType, name: str) -> Mapping[str, str]:
    return {str(key): str(value) for key, value in dict(_there(file, module, name)).items()}
