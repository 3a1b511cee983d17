"""One of each real server for a whole test session, begun when a test first asks for it."""

from collections.abc import Iterator

import pytest

from tests.support.servers.backlot import Backlot, running_backlot
from tests.support.servers.counting import Counted
from tests.support.servers.helpdesk import running_helpdesk
from tests.support.servers.kinto import Kinto, running_kinto
from tests.support.servers.localstripe import LocalStripe, running_localstripe
from tests.support.servers.oidc_provider import OidcProvider, running_oidc_provider


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


@pytest.fixture(scope="session")
def shared_kinto(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kinto]:
    with running_kinto(tmp_path_factory.mktemp("kinto")) as server:
        yield server


@pytest.fixture
def kinto(shared_kinto: Kinto) -> Kinto:
    """Kinto without records or counts."""
    shared_kinto.clear()
    return shared_kinto


@pytest.fixture(scope="session")
def shared_helpdesk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counted]:
    with running_helpdesk(tmp_path_factory.mktemp("helpdesk")) as server:
        yield server


@pytest.fixture
def django_helpdesk(shared_helpdesk: Counted) -> Counted:
    """django-helpdesk without counts."""
    shared_helpdesk.forget()
    return shared_helpdesk


@pytest.fixture(scope="session")
def shared_oidc_provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OidcProvider]:
    with running_oidc_provider(tmp_path_factory.mktemp("oidc-provider")) as server:
        yield server


@pytest.fixture
def oidc_provider(shared_oidc_provider: OidcProvider) -> OidcProvider:
    """oidc-provider without counts, its former tokens gone."""
    shared_oidc_provider.forget_tokens()
    shared_oidc_provider.tokens.forget()
    shared_oidc_provider.api.forget()
    return shared_oidc_provider
