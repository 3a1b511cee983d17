"""https in the commands that ask a service: who is trusted, and the real cause when it fails."""

import ssl
from pathlib import Path

import pytest

from aggregator.cli.terminal.failure import WrongUsage
from aggregator.cli.terminal.trust import trusted
from tests.support.cards import card
from tests.support.command import Command
from tests.support.tls_server import AUTHORITY, CLIENTS, DATA, server_context, tls_server

CA = ("--ca", str(AUTHORITY))
PLAN = ("-k", "plan", "--customer", "a@b.co")
COMMANDS = {
    "call": ("call", "URL/cards", *PLAN),
    "query": ("query", "asked.graphql", "--url", "URL/graphql"),
    "conformance": ("conformance", "URL/cards", *PLAN, "--only", "raw-bytes"),
    "preview": ("preview", "plan", "--url", "URL/cards", "--customer", "a@b.co"),
    "plain open": ("plain", "open", "--url", "URL/cards", *PLAN),
}
every_command = pytest.mark.parametrize("asked", COMMANDS.values(), ids=COMMANDS)


@pytest.fixture(autouse=True)
def document(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    (nowhere / "asked.graphql").write_text("{ a }")
    team = nowhere / "cards" / "team"
    team.mkdir(parents=True)
    (team / "plan.graphql").write_text(card("name @text"), encoding="utf-8")


def at(asked: tuple[str, ...], url: str) -> list[str]:
    return [word.replace("URL", url) for word in asked]


@every_command
def test_an_authority_of_ones_own_is_trusted_by_option_or_variable(
    command: Command, asked: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    with tls_server(server_context()) as port:
        typed = at(asked, f"https://127.0.0.1:{port}")
        assert "No TLS connection" in command(*typed).err
        assert "TLS" not in command(*typed, *CA).err
        monkeypatch.setenv("SSL_CERT_FILE", str(AUTHORITY))
        assert "TLS" not in command(*typed).err


@every_command
def test_the_real_cause_and_its_fix_are_in_one_line(
    command: Command, asked: tuple[str, ...]
) -> None:
    wanting = server_context()
    wanting.verify_mode = ssl.CERT_REQUIRED
    wanting.load_verify_locations(CLIENTS)
    for context, host, options, said in (
        (server_context(), "127.0.0.1", (), "not trusted here. Fix: --ca FILE with"),
        (server_context("expired.pem"), "127.0.0.1", CA, "certificate has expired. Fix: renew"),
        (server_context(), "localhost", CA, "certificate is for another host. Fix: "),
        (wanting, "127.0.0.1", CA, "it wants a client certificate that it trusts. Fix: "),
    ):
        with tls_server(context) as port:
            done = command(*at(asked, f"https://{host}:{port}"), *options)
        assert done.code == 1
        assert said in done.err.splitlines()[-1]
        assert f"https://{host}:{port}/" in done.err.splitlines()[-1]


@every_command
@pytest.mark.parametrize("polite", [False, True])
def test_http_to_a_port_of_tls_says_so(
    command: Command, asked: tuple[str, ...], *, polite: bool
) -> None:
    with tls_server(server_context(), polite=polite) as port:
        done = command(*at(asked, f"http://127.0.0.1:{port}"))
    assert done.code == 1
    assert "it speaks TLS. Fix: https://127.0.0.1" in done.err.splitlines()[-1]


@every_command
def test_https_to_a_port_of_plain_http_says_so(command: Command, asked: tuple[str, ...]) -> None:
    with tls_server(None) as port:
        done = command(*at(asked, f"https://127.0.0.1:{port}"))
    assert done.code == 1
    assert "it does not speak TLS. Fix: http://127.0.0.1" in done.err.splitlines()[-1]


def test_card_configs_name_the_authority_in_their_file(command: Command, nowhere: Path) -> None:
    with tls_server(server_context()) as port:
        made = ("plain", "init", "--url", f"https://127.0.0.1:{port}", "-k", "plan")
        assert command(*made).code == 0
        done = command("plain", "open", "--customer", "a@b.co")
        assert "Fix: trust in [tls] of plain.toml with" in done.err
        file = nowhere / "plain.toml"
        file.write_text(f'{file.read_text()}\n[tls]\ntrust = "{AUTHORITY}"\n')
        assert command("plain", "open", "--customer", "a@b.co").code == 0


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("gone.pem", "gone.pem cannot be read \\(No such file or directory\\). Fix: "),
        (str(DATA / "README.md"), "README.md holds no certificate that can be read. Fix: "),
    ],
)
def test_a_file_that_cannot_be_used_is_named_with_what_named_it(
    file: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(WrongUsage, match=f"^--ca: .*{said}"):
        trusted(Path(file))
    monkeypatch.setenv("SSL_CERT_FILE", file)
    with pytest.raises(WrongUsage, match=f"^SSL_CERT_FILE: .*{said}"):
        trusted(None)


def test_without_a_word_it_is_the_system_that_says_whom_to_trust() -> None:
    assert trusted(None) is None
