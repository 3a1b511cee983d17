"""docs/connect.md: its sitting is played from top to bottom, and what follows it is so."""

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from pydantic import TypeAdapter

from aggregator.authoring.contract.checks import RULES
from aggregator.authoring.contract.grade import LETTERS
from aggregator.cli.terminal.program import program
from aggregator.connectors.manifest import LookupWords, Manifest
from aggregator.service import Service
from aggregator.settings import SettingsLoader
from aggregator.upstream.styles import all_styles
from aggregator.web.app import create_app
from tests.support.command import Command
from tests.support.fenced import Block, blocks
from tests.support.live_server import live_server
from tests.support.postgres import Postgres
from tests.support.servers.backlot import Backlot
from tests.support.servers.environment import LOCKED, environment
from tests.support.servers.process import serving
from tests.support.sitting import Sitting, commands, timeless
from tests.support.subjects import ROOT
from tests.support.threaded_http import served

PAGE = (ROOT / "docs" / "connect.md").read_text(encoding="utf-8")
WORDS = (ROOT / "docs" / "connectors.md").read_text(encoding="utf-8")
SITTING, _, REST = PAGE.partition("## When something is wrong")
STAND_INS = {
    "docker run --rm -d -p 127.0.0.1:5432:5432 -e POSTGRES_HOST_AUTH_METHOD=trust postgres:18",
    'psql postgresql://postgres@127.0.0.1:5432 -c "CREATE DATABASE shop"',
    "psql postgresql://postgres@127.0.0.1:5432/shop -f shop.sql",
    "python3 -m venv stand-ins",
    "stand-ins/bin/pip install localstripe==1.15 backlot==0.1.0",
    "export BACKLOT_TELEMETRY=0 DO_NOT_TRACK=1",
    "stand-ins/bin/python crm.py > crm.jsonl",
    "stand-ins/bin/backlot import crm.jsonl --data-dir crm",
    "stand-ins/bin/backlot serve --port 9557 --data-dir crm &",
    "stand-ins/bin/python stripe.py &",
    "stand-ins/bin/python ledger.py &",
}
"""What a reader starts; here the fixtures do, of the same files and versions."""


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


def block(language: str, *flags: str) -> Block:
    (found,) = [
        each for each in blocks(PAGE) if each.language == language and each.flags == [*flags]
    ]
    return found


def write(block: Block) -> Path:
    file = Path(block.flags[0])
    file.parent.mkdir(parents=True, exist_ok=True)
    before = file.read_text(encoding="utf-8") if file.exists() else ""
    file.write_text(f"{before}\n{block.text}" if before else block.text, encoding="utf-8")
    return file


@contextmanager
def ledger() -> Iterator[str]:
    """Serve the page's own API; gives where."""
    names: dict[str, Any] = {"__name__": "ledger"}
    exec(block("python", "ledger.py").text, names)  # noqa: S102 the page's own program
    silent = type("Silent", (names["Ledger"],), {"log_message": lambda *_: None})
    with served(silent) as address:
        yield address


@pytest.fixture
def stripe(tmp_path: Path) -> Iterator[str]:
    """The page's stripe.py, run in localstripe's environment: its address."""
    text = block("python", "stripe.py").text
    own = 'host="127.0.0.1", port=9556'
    assert own in text
    given = "sock=__import__('socket').socket(fileno=int(__import__('sys').argv[1])), print=None"
    file = tmp_path / "stripe.py"
    file.write_text(text.replace(own, given), encoding="utf-8")
    start = [str(environment("localstripe").python), str(file)]
    with serving(lambda at: [*start, str(at)], tmp_path / "stripe.log", "/v1/customers") as url:
        yield url.removeprefix("http://")


@pytest.fixture
def shop(postgres: Postgres) -> Iterator[str]:
    """The page's database: where it is."""
    postgres.sql("CREATE DATABASE shop")
    postgres.sql(block("sql", "shop.sql").text, "shop")
    yield f"127.0.0.1:{postgres.port}"
    postgres.drop("shop")
    postgres.sql("DROP ROLE aggregator")


def crm_records() -> list[str]:
    made = subprocess.run(  # noqa: S603 the page's own program
        [sys.executable, "-c", block("python", "crm.py").text],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return made.stdout.splitlines()


@pytest.mark.real_time
def test_the_sitting_goes_as_the_page_says(
    command: Command,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stripe: str,
    backlot: Backlot,
    shop: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AGGREGATOR_RELOAD", "at_once")
    hubspot = backlot.counted.url.removeprefix("http://")
    at = {"127.0.0.1:9556": stripe, "127.0.0.1:9557": hubspot, "127.0.0.1:5432": shop}
    with ledger() as own, ExitStack() as served:
        at["127.0.0.1:9555"] = own
        sitting = sat(command, at, served, monkeypatch)
        wrong = [
            f"$ {each.command}\n{each.printed}--- but the page shows\n{each.shown}"
            for block in blocks(SITTING)
            for each in sitting.play(block)
            if not each.agrees
        ]
    assert not wrong, "\n".join(wrong)
    last = SITTING.rpartition("$ aggregator call")[2]
    assert all(shown in last for shown in ("Ada Byron", "€49.00", "1,204 │", "€120.50 │"))


def sat(
    command: Command, at: dict[str, str], served: ExitStack, patch: pytest.MonkeyPatch
) -> Sitting:
    """Make what plays the sitting; what it serves ends with `served`."""

    def ours(words: Sequence[str]) -> str:
        done = command(*words)
        assert done.code == 0, (words, done.out, done.err)
        return done.out.replace(program(elsewhere=True), "aggregator")

    def asked(block: Block) -> None:
        request = urllib.request.Request(f"http://{at['127.0.0.1:9555']}{block.flags[1]}")
        request.add_header("Authorization", "Bearer sesame")
        with urllib.request.urlopen(request) as reply:  # noqa: S310 our own http address
            assert json.loads(reply.read()) == json.loads(block.text)

    def started(block: Block) -> None:
        assert {each for each, _ in commands(block)} == STAND_INS
        assert crm_records() == (LOCKED / "backlot" / "connect.jsonl").read_text().splitlines()

    def serve(block: Block) -> None:
        assert [each for each, _ in commands(block)] == ["aggregator serve"]
        loader = SettingsLoader(None, {})
        service = Service(loader.load(), again=loader)
        address = served.enter_context(live_server(create_app(service)))
        at["127.0.0.1:8484"] = address.removeprefix("http://")

    return Sitting(at, ours, patch.chdir, {"GET": asked, "elsewhere": started, "serve": serve})


@pytest.fixture
def home(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with the Ledger in it, as the sitting has it."""
    folder = tmp_path / "home"
    assert command("init", str(folder)).code == 0
    monkeypatch.chdir(folder)
    write(block("graphql", "connectors/ledger/types.graphql"))
    write(block("yaml", "connectors/ledger/connector.yaml"))
    return folder


def test_a_mistake_is_told_as_the_page_says(home: Path, command: Command) -> None:
    file = home / "connectors/ledger/connector.yaml"
    assert command("check", str(file)).code == 0
    file.write_text(file.read_text().replace("match: email", "mach: email"))
    done = command("check", "connectors")
    assert done.code == 1
    assert block("text", "finding").text.strip() in done.out
    assert "mach" in command("check", ".").out
    assert command("check", "cards").code == 0
    assert "There is no such file or folder" in command("check", "connectors/legder").out


class OneAddress(BaseHTTPRequestHandler):
    """A Ledger that heeds the first address of a call alone."""

    def do_GET(self) -> None:
        asked = self.path.partition("email=")[2].partition("&")[0].replace("%40", "@").lower()
        known = {"ada@example.com": ("w_7", "gold"), "bob@example.com": ("w_8", "basic")}
        found = [
            {"email": asked, "id": id_, "level": level, "left": 900, "currency": "eur"}
            for id_, level in (known[asked],)
        ] if asked in known else []  # fmt: skip
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"data": found}).encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_a_number_of_keys_that_is_not_true_is_told_as_the_page_says(
    home: Path, command: Command
) -> None:
    (home / "secrets/ledger").write_text("sesame\n")
    toml = next(each for each in blocks(SITTING) if each.language == "toml")
    line = next(
        each for block in blocks(SITTING) if block.language == "console"
        for each, _ in commands(block) if "try ledger" in each
    )  # fmt: skip
    with served(OneAddress) as address:
        settings = write(toml)
        settings.write_text(settings.read_text().replace("127.0.0.1:9555", address))
        done = command(*line.split()[1:])
    assert done.code == 1
    assert timeless(done.out) == timeless(block("text", "tried").text)


def test_what_nobody_fills_is_told_as_the_page_says(home: Path, command: Command) -> None:
    write(block("graphql", "connectors/ledger/types.graphql", "more"))
    done = command("check")
    assert done.code == 1
    assert block("text", "unfilled").text.strip() in done.out
    made = command("new", "card", "ahead", "--from", "wallet", "--yes")
    assert made.code == 0
    assert "balance" in (home / "cards/support/ahead.graphql").read_text()


def test_every_word_is_explained() -> None:
    words = [*Manifest.model_fields, *LookupWords.model_fields]
    assert [word for word in words if f"`{word}`" not in WORDS] == []


def test_the_contract_is_told_as_the_page_says_and_a_fake_makes_the_grade_better(
    home: Path, command: Command
) -> None:
    line = block("console", "contract").text.split()[2:]
    done = command(*line)
    assert (done.code, done.out) == (0, block("text", "contract").text)
    assert [each.split()[0] for each in done.out.splitlines()[:-2]] == [each.code for each in RULES]
    write(block("python", "connectors/ledger/fake.py"))
    listed = command("connectors", "list").out
    assert re.search(r"^ledger +Ledger +billing +your home  -  ", listed, re.MULTILINE)
    assert command(*line).out.endswith(block("text", "faked").text)
    listed = command("connectors", "list").out
    assert re.search(r"^ledger .*your home  B  +a fake", listed, re.MULTILINE)


class Known(OneAddress):
    """A Ledger that heeds each address."""

    def do_GET(self) -> None:
        asked = [each.casefold() for each in parse_qs(urlsplit(self.path).query)["email"]]
        known = ("ada@example.com", "bob@example.com")
        found = [
            {"email": each, "id": f"w_{each[:1]}", "level": "gold", "left": 900, "currency": "eur"}
            for each in known
            if each in asked
        ]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"data": found}).encode())


def test_what_was_recorded_is_read_again_as_the_page_says(home: Path, command: Command) -> None:
    (home / "secrets/ledger").write_text("sesame\n")
    toml = next(each for each in blocks(SITTING) if each.language == "toml")
    people = ("--customer", "ada@example.com", "--customer", "bob@example.com")
    with served(Known) as address:
        settings = write(toml)
        settings.write_text(settings.read_text().replace("127.0.0.1:9555", address))
        done = command("source", "try", "ledger", *people, "--record")
    assert done.code == 0, done.out
    reads = f"{program()} connectors test ledger reads it"
    assert f"replies.json written; {reads}" in done.err
    kept = (home / "connectors/ledger/replies.json").read_text()
    assert [each for each in ("ada", "bob", "sesame", address, "w_a") if each in kept] == []
    assert (
        "ledger: grade B, tested against recorded 20" in command("connectors", "test", "ledger").out
    )
    assert re.search(
        r"^ledger .*your home  B  +recorded 20\d\d-\d\d-\d\d ",
        command("connectors", "list").out,
        re.MULTILINE,
    )
    file = home / "connectors/ledger/connector.yaml"
    file.write_text(file.read_text().replace("path: left", "path: rest"))
    done = command("connectors", "test", "ledger")
    assert done.code == 1
    assert block("text", "replayed").text in done.out


def test_the_page_has_every_check_and_every_grade() -> None:
    assert {each.code for each in RULES} <= set(re.findall(r"`([a-z0-9-]+)`", PAGE))
    assert [letter for letter in LETTERS if f"\n| {letter} | " not in PAGE] == []


def test_the_cookbook_has_a_recipe_for_every_style_and_its_words_are_right() -> None:
    recipes = re.findall(
        r"^\| .* \| `(\{style: .*\})` \| \[(.*?)\]\(.*?#(.*?)\) \|$", REST, re.MULTILINE
    )
    load: Any = yaml.load
    read = {name: load(words, yaml.SafeLoader) for words, name, _ in recipes}
    assert list(read) == [heading for _, _, heading in recipes]
    assert read.keys() == all_styles().keys()
    for name, words in read.items():
        assert TypeAdapter(all_styles()[name]).validate_python(words).style == name
