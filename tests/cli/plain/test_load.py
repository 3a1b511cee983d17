"""`aggregator plain load` against the service on its demo company."""

import io
import json
import signal
from pathlib import Path

import pytest

from tests.support.command import Command, ended, lines_until, program

ALEX = ("--customer", "alex@grocery.co")
BRIEF = ("--seconds", "60", "--openings", "6", "--rate", "0", "--agents", "2")
KEYS = "subscription-status,usage"


@pytest.fixture
def here(command: Command, demo_url: str) -> None:
    assert command("plain", "init", "--url", demo_url, "--keys", KEYS).code == 0


@pytest.mark.usefixtures("here")
def test_agents_report_what_they_saw(command: Command) -> None:
    done = command("plain", "load", *ALEX, *BRIEF)
    assert done.code == 0
    rows = {
        " ".join(words[:-1]): words[-1]
        for line in done.out.splitlines()
        if (words := [it for it in line.split() if not it.endswith("%")])
    }
    assert rows["customers opened"] == "6"
    assert rows["every card loaded"] == "6"
    assert rows["seen"] == "12"
    assert rows["loaded"] == "12"
    assert rows["made"] == rows["answered 200"] == "1"
    assert rows["all from the cache"] in {"4", "5"}  # who came first waited for one load
    assert rows["refusals without Retry-After"] == "0"
    assert all(len(line) <= 80 for line in done.out.splitlines())


@pytest.mark.usefixtures("here")
def test_customers_come_from_a_file_too(command: Command, nowhere: Path) -> None:
    (nowhere / "emails.txt").write_text("alex@grocery.co\n\n dana@latebooks.example \n")
    done = command("plain", "load", "--customers", "emails.txt", *BRIEF, "--json")
    assert done.code == 0
    told = json.loads(done.out)
    assert told["openings"]["made"] == 6
    assert told["requests"]["made"] == 2


@pytest.mark.usefixtures("here")
def test_customers_come_from_stdin_too(command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("alex@grocery.co\ndana@latebooks.example\n"))
    told = json.loads(command("plain", "load", "--customers", "-", *BRIEF, "--json").out)
    assert told["requests"]["made"] == 2


@pytest.mark.usefixtures("here")
def test_a_file_that_is_no_text_is_told(command: Command, nowhere: Path) -> None:
    (nowhere / "emails.txt").write_bytes(b"\xff\xfe")
    done = command("plain", "load", "--customers", "emails.txt")
    assert done.code == 2
    assert "emails.txt is not UTF-8. Fix: one e-mail address a line" in done.err


def test_errors_end_with_1_and_are_named(command: Command, demo_url: str) -> None:
    url = ("--url", demo_url, "--keys", KEYS, "--secret", "retired")
    done = command("plain", "load", *url, *ALEX, *BRIEF, "--json")
    assert done.code == 1
    told = json.loads(done.out)
    assert told["cards"]["byState"] == {"StatusCode (statusCode 401)": 12}
    assert told["requests"]["answers"] == {"401": 1}  # cached for five minutes
    assert done.err.splitlines()[-1].startswith(
        f"{demo_url}/cards answered 401: it does not believe that this is Plain. Fix: --secret"
    )


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "No customer is named. Fix: --customer alex@grocery.co or --customers"),
        ((*ALEX, "--agents", "100000"), "agents must be above 0 and at most 1000"),
        ((*ALEX, "--url", "cards.example", "-k", "a"), "cards.example is not this machine"),
        (("--customers", "nowhere.txt"), "nowhere.txt: No such file"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(
    command: Command, arguments: tuple[str, ...], said: str
) -> None:
    done = command("plain", "load", *arguments)
    assert done.code in (1, 2)
    assert done.out == ""
    assert said in done.err.splitlines()[-1]


@pytest.mark.usefixtures("here")
def test_an_interrupt_prints_what_was_seen_so_far(nowhere: Path, demo_url: str) -> None:
    arguments = ("plain", "load", *ALEX, "--seconds", "600", "--rate", "20", "--json")
    with program(*arguments, cwd=nowhere) as process:
        lines_until(process.stderr, "^C ends it")
        done = ended(process, signal.SIGINT)
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out)["seconds"] < 600
