"""What a proxy tells of a client certificate, and whom we believe."""

from typing import Any

import httpx
import pytest

from aggregator.settings import MtlsSettings, Settings
from aggregator.web.app import create_app
from aggregator.web.certificate import presented
from tests.support.fake_service import FakeService, FakeSnapshot

TOLD = (b"x-client-verify", b"SUCCESS")


def scope(*headers: tuple[bytes, bytes], client: str | None = "127.0.0.1") -> dict[str, Any]:
    return {"type": "http", "headers": list(headers), "client": client and (client, 1)}


def test_a_proxy_that_is_believed_says_that_it_checked() -> None:
    mtls = MtlsSettings(proxies=("10.0.0.0/8", "::1/128"))
    for client in ("10.1.2.3", "::1", "::ffff:10.9.9.9"):
        assert presented(scope(TOLD, client=client), mtls)


@pytest.mark.parametrize(
    "asked",
    [
        scope(),
        scope((b"x-client-verify", b"NONE")),
        scope((b"x-client-verify", b"success")),
        scope(TOLD, TOLD),
        scope((b"x-client-verify", b"FAILED"), TOLD),
        scope(TOLD, client="192.0.2.1"),
        scope(TOLD, client="::ffff:192.0.2.1"),
        scope(TOLD, client="unix"),
        scope(TOLD, client=None),
    ],
)
def test_anything_else_is_no_certificate(asked: dict[str, Any]) -> None:
    assert not presented(asked, MtlsSettings())


def test_the_header_and_its_value_are_settings() -> None:
    mtls = MtlsSettings(header="X-SSL-Verified", value="yes")
    assert presented(scope((b"x-ssl-verified", b"yes")), mtls)
    assert not presented(scope(TOLD), mtls)


async def test_cards_without_the_proxys_word_are_refused_before_the_body_is_read() -> None:
    service = FakeService(FakeSnapshot(Settings(mtls=MtlsSettings())))
    transport = httpx.ASGITransport(create_app(service), client=("127.0.0.1", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://service.test") as http:
        refused = await http.post("/cards", content=b"x" * 100_000)
        believed = await http.post("/cards", content=b"{}", headers={"X-Client-Verify": "SUCCESS"})
    assert refused.status_code == 401
    assert believed.status_code == 200
