"""`aggregator demo` as a program: what it prints, that it works, that it leaves nothing behind."""

import json
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.cli.conftest import ROOT
from tests.support.command import Command, ended, lines_until, program
from tests.support.pasted import pasted
from tests.support.sockets import WAIT

SMALL = ("demo", "--port", "0", "--customers", "20")


@dataclass(frozen=True)
class Demo:
    """A demo that is ready: its folder, what it printed, where it serves."""

    folder: Path
    process: subprocess.Popen[str]
    printed: str
    url: str

    def line(self, words: str) -> str:
        """The line for the shell, of those it printed, with these words."""
        lines = (line.strip() for line in self.printed.splitlines() if line.startswith("  "))
        return next(line for line in lines if words in line)

    def paste(self, line: str) -> str:
        """What the line prints in a shell."""
        done = pasted(line, cwd=self.folder, by="bash")
        assert done.returncode == 0, done.stderr
        return done.stdout


@contextmanager
def demo(folder: Path, *options: str) -> Iterator[Demo]:
    """Start one that keeps its throw-away data in `folder`/tmp."""
    with program(*SMALL, *options, cwd=folder, environ=throw_away(folder), lasting=True) as process:
        printed = "".join(lines_until(process.stdout, "Ready in "))
        [url] = re.findall(r"runs on its demo company: (\S+)", printed)
        yield Demo(folder, process, printed, url)


def copied(folder: Path) -> Path:
    """A folder with the repository's cards, to be changed."""
    for name in ("cards", "graphql"):
        shutil.copytree(ROOT / name, folder / name)
    return folder


def throw_away(folder: Path) -> dict[str, str]:
    (folder / "tmp").mkdir(exist_ok=True)
    return {"TMPDIR": str(folder / "tmp")}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demo(copied(tmp_path_factory.mktemp("demo"))) as running:
        yield running


def test_it_prints_all_that_is_needed_to_try_it(running: Demo) -> None:
    printed = running.printed
    [cards] = re.findall(r"^(\d+) cards in cards$", printed, re.MULTILINE)
    assert int(cards) >= 8
    assert "20 customers, among them\n" in printed
    assert "  alex@grocery.co  " in printed
    for said in (
        f"{running.url}/cards",
        "w_demo",
        "demo-secret",
        "Authorization: Bearer demo-token",
        "demo-viewer  demo-engineer  demo-operator",
    ):
        assert re.search(rf"  {re.escape(said)}\n", printed)
    for name in ("billing", "crm", "helpdesk", "product"):
        [source] = re.findall(rf"  {name} +(http://127\.0\.0\.1:\d+)\n", printed)
        assert httpx.get(f"{source}/_demo/calls", timeout=WAIT).status_code == 200


def test_what_it_prints_for_the_shell_works_as_it_is_pasted(running: Demo) -> None:
    called = running.paste(running.line("aggregator call "))
    assert "Plain would take it" in called
    assert "Enterprise" in called
    assert len(json.loads(running.paste(running.line("openssl")))["cards"]) == 3
    assert json.loads(running.paste(running.line("aggregator query ")))["data"]["customers"]
    about_a_source = re.findall(r"^  (curl .*/_demo/.*)$", running.printed, re.MULTILINE)
    assert len(about_a_source) == 3
    for line in about_a_source:
        assert json.loads(running.paste(line))


def test_an_edited_card_shows_on_the_next_call(running: Demo) -> None:
    line = re.sub(r"--keys \S+", "--keys account", running.line("aggregator call "))
    before = running.paste(line)
    (running.folder / "cards/support/account.graphql").write_text(
        'query Account @card(title: "Account") {'
        ' customer { account { name @row(label: "Renamed") } } }'
    )
    after = running.paste(line)
    assert "Renamed" not in before
    assert "Renamed" in after


def test_a_source_that_is_broken_fails_its_own_cards_alone(running: Demo) -> None:
    [billing] = re.findall(r"  billing +(http://\S+)\n", running.printed)
    keys = "--keys plan-details,usage"
    line = re.sub(r"--keys \S+", keys, running.line("aggregator call "))
    httpx.post(f"{billing}/_demo/faults", json={"fault": "500"}, timeout=WAIT)
    try:
        answer = json.loads(running.paste(line.replace("--draw", "--json")))
    finally:
        httpx.post(f"{billing}/_demo/reset", timeout=WAIT)
    cards = {card["key"]: json.dumps(card) for card in answer["cards"]}
    assert "Enterprise" not in cards["plan-details"]
    assert "API calls" in cards["usage"]


def test_a_kept_directory_is_used_again_with_as_many_customers_only(
    nowhere: Path, command: Command
) -> None:
    copied(nowhere)
    for number in (signal.SIGINT, signal.SIGTERM):
        with demo(nowhere, "--keep", "data") as running:
            asked = json.loads(running.paste(running.line("aggregator query ")))
            assert asked["data"]["customers"]["nodes"][0]["email"] == "alex@grocery.co"
            done = ended(running.process, number)
        assert done.code == 0
        assert done.err.endswith("Stopped: this service and the four systems\n")
    assert list((nowhere / "tmp").iterdir()) == []

    other = command("demo", "--port", "0", "--customers", "21", "--keep", "data")
    assert (other.code, other.out) == (1, "")
    assert other.err.splitlines()[-1] == (
        "aggregator: The kept directory holds 20 customers and the company 21. "
        "Fix: --customers 20, or another folder for --keep"
    )


def test_a_port_in_use_is_told_before_anything_starts(command: Command, nowhere: Path) -> None:
    (nowhere / "cards").mkdir()
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        done = command("demo", "--port", str(port))
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        f"aggregator: port {port} is taken by another program. "
        "Fix: stop it, or choose with --port\n"
    )


def test_a_terminal_that_hangs_up_ends_it_and_nothing_is_left(nowhere: Path) -> None:
    with demo(copied(nowhere)) as running:
        assert list((nowhere / "tmp").iterdir())
        assert ended(running.process, signal.SIGHUP).code == 0
    assert list((nowhere / "tmp").iterdir()) == []


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGTERM, 0), (signal.SIGHUP, 0), (signal.SIGINT, 130)]
)
def test_a_signal_while_it_starts_ends_it_as_well(
    nowhere: Path, number: signal.Signals, code: int
) -> None:
    copied(nowhere)
    with program(*SMALL[:-1], "100000", cwd=nowhere, environ=throw_away(nowhere)) as process:
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Starting billing")
        done = ended(process, number)
    assert done.code == code
    assert "Traceback" not in done.err
    assert list((nowhere / "tmp").iterdir()) == []
