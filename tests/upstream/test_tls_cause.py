"""Each way in which TLS fails has its own words."""

import ssl

import httpx
import pytest

from aggregator.upstream.tls_cause import TlsCause, tls_cause
from aggregator.upstream.transport import AiohttpTransport
from tests.support.raw_server import RawServer, say_and_hang_up
from tests.support.tls_server import AUTHORITY, CLIENTS, DATA, server_context, tls_server


async def cause(url: str, context: ssl.SSLContext) -> TlsCause | None:
    async with httpx.AsyncClient(transport=AiohttpTransport(context), timeout=20) as client:
        with pytest.raises(httpx.TransportError) as caught:
            await client.post(url, content=b"{}")
    found = tls_cause(caught.value)
    assert str(caught.value) == found
    return found


def trusting(*more: str, authority: str = AUTHORITY.name) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=DATA / authority)
    context.verify_flags |= ssl.VERIFY_X509_STRICT  # as Python 3.13 and later have it
    for certificate in more:
        context.load_cert_chain(DATA / certificate)
    return context


async def test_a_self_signed_certificate_is_told_from_an_unknown_authority() -> None:
    with tls_server(server_context()) as port:
        found = await cause(f"https://127.0.0.1:{port}/", ssl.create_default_context())
    assert found is TlsCause.UNKNOWN_AUTHORITY
    itself = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    itself.load_cert_chain(DATA / "localhost.pem", DATA / "localhost.key.pem")
    with tls_server(itself) as port:
        found = await cause(f"https://127.0.0.1:{port}/", ssl.create_default_context())
    assert found is TlsCause.SELF_SIGNED


async def test_an_expired_certificate_and_that_of_another_host() -> None:
    with tls_server(server_context("expired.pem")) as port:
        assert await cause(f"https://127.0.0.1:{port}/", trusting()) is TlsCause.EXPIRED
    with tls_server(server_context()) as port:
        assert await cause(f"https://localhost:{port}/", trusting()) is TlsCause.OTHER_HOST


async def test_an_authority_that_lacks_what_is_asked_of_one() -> None:
    with tls_server(server_context()) as port:
        trust = trusting(authority="authority-bare.pem")
        assert await cause(f"https://127.0.0.1:{port}/", trust) is TlsCause.LACKING


@pytest.mark.parametrize("shown", [(), ("client-stranger.pem",)])
async def test_a_client_certificate_that_is_wanted(shown: tuple[str, ...]) -> None:
    context = server_context()
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(CLIENTS)
    with tls_server(context) as port:
        found = await cause(f"https://127.0.0.1:{port}/", trusting(*shown))
    assert found is TlsCause.CLIENT_CERTIFICATE


async def test_versions_that_do_not_meet_and_a_name_that_is_refused() -> None:
    context, old = server_context(), trusting()
    context.minimum_version = ssl.TLSVersion.TLSv1_3
    old.maximum_version = ssl.TLSVersion.TLSv1_2
    with tls_server(context) as port:
        found = await cause(f"https://127.0.0.1:{port}/", old)
    assert found is TlsCause.NO_COMMON_VERSION
    context = server_context()
    context.sni_callback = lambda *_: ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
    with tls_server(context) as port:
        assert await cause(f"https://127.0.0.1:{port}/", trusting()) is TlsCause.REFUSED


async def test_a_port_of_plain_http_and_one_that_hangs_up() -> None:
    with tls_server(None) as port:
        assert await cause(f"https://127.0.0.1:{port}/", trusting()) is TlsCause.NO_TLS
    async with RawServer(say_and_hang_up(b""), greet=True) as server:
        url = f"https://127.0.0.1:{server.port}/"
        assert await cause(url, trusting()) is TlsCause.HUNG_UP


def test_what_is_no_matter_of_tls_has_no_cause() -> None:
    assert tls_cause(httpx.ConnectError("the connection was refused")) is None
    assert tls_cause(ConnectionResetError()) is None
