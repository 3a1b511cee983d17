"""One of each real server for a whole test session, begun when a test first asks for it."""

from collections.abc import Iterator

import pytest

from tests.support.servers.backlot import Backlot, running_backlot
from tests.support.servers.localstripe import LocalStripe, running_localstripe


@pytest.fixture(scope="session")
def shared_localstripe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalStripe]:
    with running_localstripe(tmp_path_factory.mktemp("localstripe")) as server:
        yield server


@pytest.fixture
def localstripe(shared_localstripe: LocalStripe) -> LocalStripe:
    """localstripe without records or counts."""
    shared_localstripe.clear()
    return shared_localstripe


@pytest.fixture(scope="session")
def shared_backlot(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Backlot]:
    with running_backlot(tmp_path_factory.mktemp("backlot")) as server:
        yield server


@pytest.fixture
def backlot(shared_backlot: Backlot) -> Backlot:
    """backlot without counts."""
    shared_backlot.counted.forget()
    return shared_backlot
