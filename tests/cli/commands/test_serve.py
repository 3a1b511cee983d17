"""`aggregator serve`: a home of one's own, served as a program, asked, reloaded and stopped."""

import json
import signal
import socket
import subprocess
from pathlib import Path

import pytest

from tests.support.command import Command, ended, program


def lines_until(process: subprocess.Popen[str], event: str) -> dict[str, object]:
    """Read the log up to the first line of this event, and give it."""
    assert process.stderr is not None
    for line in process.stderr:
        read: dict[str, object] = json.loads(line)
        if read["event"] == event:
            return read
    raise AssertionError(f"the program ended without {event}")


def test_a_new_home_is_served_asked_reloaded_and_stopped(
    command: Command, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("init", "home")
    home = nowhere / "home"
    monkeypatch.chdir(home)
    with program("serve", "--port", "0", cwd=home) as process:
        serving = lines_until(process, "serving")
        url = str(serving["url"])
        assert serving["cards"] == 1

        # The settings here hold the secrets that the service here asks for.
        asked = ("call", url, "--keys", "hello", "--customer", "you@example.com", "--json")
        answer = command(*asked)
        assert (answer.code, answer.err) == (0, "")
        assert "you@example.com" in answer.out
        assert command(*asked, "--secret", "wrong").code == 1

        query = home / "q.graphql"
        query.write_text("{ customers { totalCount } }")
        token = (home / "secrets/token").read_text().strip()
        counted = command("query", str(query), "--url", url, "--token", token)
        assert json.loads(counted.out) == {"data": {"customers": {"totalCount": 0}}}

        # A new secret is believed from the moment that the log says so.
        (home / "secrets/signing-secret").write_text("another secret\n")
        process.send_signal(signal.SIGHUP)
        assert lines_until(process, "reloaded")["cards"] == 1
        assert command(*asked).code == 0

        done = ended(process, signal.SIGTERM)
    assert (done.code, done.out) == (0, "")
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("", "signing_secrets and header_secrets are both empty"),
        ('signing_secrets = ["demo-secret"]', "signing_secrets holds a secret of the demo"),
        (
            'signing_secrets = ["x"]\nheader_secrets = ["Bearer demo-token"]',
            "header_secrets holds a secret of the demo",
        ),
        (
            'insecure = true\ntokens = [{name = "t", role = "viewer", secret = "demo-viewer"}]',
            "tokens holds a secret of the demo",
        ),
        ('signing_secrets = ["file:secrets/none"]', "file:secrets/none cannot be read"),
        (
            'insecure = true\ndatabase_url = "sqlite+aiosqlite:///./none/x.db"',
            "the folder of database_url must exist",
        ),
        ("port = nine", "aggregator.toml is not valid TOML at"),
        ("prot = 9", "prot"),
    ],
)
def test_what_is_not_to_be_served_is_refused_in_one_line(
    command: Command, nowhere: Path, settings: str, said: str
) -> None:
    (nowhere / "aggregator.toml").write_text(settings)
    done = command("serve", "--port", "0")
    assert (done.code, done.out) == (1, "")
    assert said in done.err
    assert done.err.count("\n") == 1
    assert list(nowhere.iterdir()) == [nowhere / "aggregator.toml"]


def test_a_second_server_on_one_database_is_refused_in_one_line(
    command: Command, nowhere: Path
) -> None:
    (nowhere / "aggregator.toml").write_text("insecure = true\n")
    with program("serve", "--port", "0", cwd=nowhere) as process:
        lines_until(process, "serving")
        done = command("serve", "--port", "0")
        assert (done.code, done.out) == (1, "")
        assert f"another server (process {process.pid}) has the database" in done.err
        assert done.err.count("\n") == 1
        assert ended(process, signal.SIGTERM).code == 0


def test_that_requests_are_recorded_is_a_warning_in_the_log(nowhere: Path) -> None:
    (nowhere / "aggregator.toml").write_text("insecure = true\nrecord = 9\n")
    with program("serve", "--port", "0", cwd=nowhere) as process:
        line = lines_until(process, "recording")
        assert (line["level"], line["requests"]) == ("warning", 9)
        assert ended(process, signal.SIGTERM).code == 0


def test_a_port_in_use_is_one_line_with_the_fix(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGGREGATOR_SIGNING_SECRETS", "mine")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = command("serve", "--port", str(port))
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        f"aggregator: port {port} is taken by another program. "
        "Fix: stop it, or choose with --port\n"
    )
