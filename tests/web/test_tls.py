"""TLS by our own listener, and who may ask for cards over it."""

import asyncio
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from aggregator.domain.errors import SettingsError
from aggregator.settings import MtlsSettings, Settings, TlsSettings
from aggregator.web.app import create_app
from aggregator.web.server import Server, loop_factory
from aggregator.web.tls import Tls, TlsConnection, subject_of
from tests.support.fake_service import FakeService, FakeSnapshot
from tests.support.sockets import WAIT, said_until_closed

DATA = Path(__file__).parents[1] / "data" / "tls"
OURS = Tls(DATA / "localhost.pem", DATA / "localhost.key.pem")
AUTHORITY = DATA / "authority.pem"
MUTUAL = Tls(DATA / "localhost.pem", DATA / "localhost.key.pem", DATA / "clients-ca.pem")


@contextmanager
def serving(service: FakeService, tls: Tls) -> Iterator[Server]:
    ready = threading.Event()
    server = Server(create_app(service), "127.0.0.1", 0, lambda _: ready.set(), tls=tls)

    def run() -> None:
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(server.run_until_stopped())

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    assert ready.wait(20)
    try:
        yield server
    finally:
        server.stop()
        thread.join(20)
    assert not thread.is_alive()


def renew(server: Server) -> None:
    """Renew in the server's own loop, as SIGHUP does."""

    async def renewed() -> None:
        server.renew_certificate()

    asyncio.run_coroutine_threadsafe(renewed(), server.servers[0].get_loop()).result(WAIT)


def mutual() -> FakeService:
    files = TlsSettings(certificate_file=OURS.certificate, key_file=OURS.key)
    asked = MtlsSettings(ca_file=DATA / "clients-ca.pem")
    return FakeService(FakeSnapshot(Settings(tls=files, mtls=asked)))


def client(certificate: str | None = None) -> httpx.Client:
    context = ssl.create_default_context(cafile=str(DATA / "localhost.pem"))
    if certificate is not None:
        context.load_cert_chain(DATA / certificate)
    return httpx.Client(verify=context, trust_env=False)


def test_cards_are_answered_over_tls_and_not_without_it() -> None:
    with serving(FakeService(), OURS) as server, client() as http:
        answer = http.post(f"https://127.0.0.1:{server.port}/cards", content=b"{}")
        assert answer.status_code == 200
        with pytest.raises(httpx.HTTPError):
            http.post(f"http://127.0.0.1:{server.port}/cards", content=b"{}")


def test_plains_certificate_is_let_in() -> None:
    with serving(mutual(), MUTUAL) as server, client("client-plain.pem") as http:
        for _ in range(2):  # on one connection
            answer = http.post(f"https://127.0.0.1:{server.port}/cards", content=b"{}")
            assert answer.status_code == 200


def test_without_a_certificate_cards_are_refused_and_the_rest_is_open() -> None:
    service = mutual()
    with serving(service, MUTUAL) as server, client() as http:
        url = f"https://127.0.0.1:{server.port}"
        refused = http.post(f"{url}/cards", content=b"{}")
        assert (refused.status_code, refused.json()["code"]) == (401, "UNAUTHORIZED")
        assert "detail" not in refused.json()
        assert http.get(f"{url}/livez").status_code == 200
    assert service.asked == []


def test_a_certificate_of_somebody_else_ends_the_connection() -> None:
    service = mutual()
    with (
        serving(service, MUTUAL) as server,
        client("client-stranger.pem") as http,
        pytest.raises(httpx.HTTPError),
    ):
        http.post(f"https://127.0.0.1:{server.port}/cards", content=b"{}")
    assert service.asked == []


@pytest.mark.parametrize("shown", ["client-authority.pem", "client-nameless.pem"])
def test_a_certificate_that_names_no_client_is_as_none(shown: str) -> None:
    """An authority's own, and one without a subject, though their issuer is trusted."""
    files = TlsSettings(certificate_file=OURS.certificate, key_file=OURS.key)
    settings = Settings(tls=files, mtls=MtlsSettings(ca_file=AUTHORITY))
    service = FakeService(FakeSnapshot(settings))
    trusting = Tls(OURS.certificate, OURS.key, AUTHORITY)
    with serving(service, trusting) as server, client(shown) as http:
        answer = http.post(f"https://127.0.0.1:{server.port}/cards", content=b"{}")
    assert answer.status_code == 401
    assert service.asked == []


def test_a_handshake_that_does_not_end_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aggregator.web.tls.HANDSHAKE", 0.05)
    with serving(FakeService(), OURS) as server:
        for said in (b"", b"\x16\x03\x01\x02"):
            assert said_until_closed(server.port, said) == b""
    assert len(server.door) == 0


def test_whoever_has_not_finished_the_handshake_makes_room_as_well() -> None:
    with serving(FakeService(), OURS) as server:
        server.door.maximum = 2
        halves = [socket.create_connection(("127.0.0.1", server.port), WAIT) for _ in range(6)]
        with client() as http:
            url = f"https://127.0.0.1:{server.port}/livez"
            assert http.get(url).status_code == 200
        for half in halves[:5]:
            assert half.recv(1) == b""
            half.close()
        halves[5].close()


def test_who_has_finished_it_is_not_one_more_where_all_others_are_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with serving(FakeService(), OURS) as server:
        server.door.maximum = 1
        for _ in range(3):
            with client() as http:
                url = f"https://127.0.0.1:{server.port}/livez"
                assert http.get(url).status_code == 200
        monkeypatch.setattr(TlsConnection, "busy", True)  # as are those whose answer is not read
        with client() as first, client() as second:
            assert first.get(url).status_code == 200
            assert second.get(url).status_code == 200


def test_a_server_that_stops_waits_for_no_handshake() -> None:
    with serving(FakeService(), OURS) as server:
        half = socket.create_connection(("127.0.0.1", server.port), WAIT)
        with client() as http:
            assert http.get(f"https://127.0.0.1:{server.port}/livez").status_code == 200
    assert half.recv(1) == b""
    half.close()


def test_a_header_does_not_stand_for_a_certificate_on_our_own_listener() -> None:
    with serving(mutual(), MUTUAL) as server, client() as http:
        answer = http.post(
            f"https://127.0.0.1:{server.port}/cards",
            content=b"{}",
            headers={"X-Client-Verify": "SUCCESS"},
        )
    assert answer.status_code == 401


def test_the_certificate_is_renewed_without_a_restart(tmp_path: Path) -> None:
    certificate, key = tmp_path / "c.pem", tmp_path / "k.pem"
    certificate.write_bytes(OURS.certificate.read_bytes())
    key.write_bytes(OURS.key.read_bytes())
    with serving(FakeService(), Tls(certificate, key)) as server, client() as http:
        renew(server)
        certificate.write_text("no certificate")
        with pytest.raises(SettingsError, match=r"c\.pem"):
            renew(server)
        assert http.get(f"https://127.0.0.1:{server.port}/livez").status_code == 200


def test_an_issuer_that_is_taken_away_lets_nobody_in_any_more(tmp_path: Path) -> None:
    """Neither on a new connection nor on one that was kept from before."""
    issuers = tmp_path / "ca.pem"
    issuers.write_bytes((DATA / "clients-ca.pem").read_bytes())
    files = TlsSettings(certificate_file=OURS.certificate, key_file=OURS.key)
    settings = Settings(tls=files, mtls=MtlsSettings(ca_file=issuers))
    tls = Tls(OURS.certificate, OURS.key, issuers)
    with (
        serving(FakeService(FakeSnapshot(settings)), tls) as server,
        client("client-plain.pem") as http,
    ):
        url = f"https://127.0.0.1:{server.port}/cards"
        assert http.post(url, content=b"{}").status_code == 200
        renew(server)  # the same ones: whoever is in stays in
        assert len(server.server_state.connections) == 1
        assert http.post(url, content=b"{}").status_code == 200
        issuers.write_bytes((DATA / "plain-ca.pem").read_bytes())
        renew(server)
        with pytest.raises(httpx.HTTPError):
            http.post(url, content=b"{}")


def test_files_that_cannot_be_used_are_named_in_a_line(tmp_path: Path) -> None:
    missing = tmp_path / "missing.pem"
    for tls in (Tls(missing, OURS.key), Tls(OURS.certificate, DATA / "client-stranger.pem")):
        with pytest.raises(SettingsError) as refused:
            tls.context()
        assert str(tls.certificate) in refused.value.message
        assert "\n" not in refused.value.message


def test_plains_own_ca_loads() -> None:
    context = Tls(OURS.certificate, OURS.key, DATA / "plain-ca.pem").context()
    assert context.verify_mode is ssl.CERT_OPTIONAL
    [authority] = context.get_ca_certs()
    assert subject_of(authority) == "CN=PlainMtlsCA"
