"""docs/connect.md, played: its files written, its commands run, its card asked for."""

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from aggregator.authoring.contract.checks import ALL
from aggregator.authoring.contract.grade import LETTERS
from aggregator.connectors.manifest import LookupWords, Manifest
from aggregator.domain.plain.signature import sign
from aggregator.service import Service
from aggregator.settings import load_settings
from tests.support.command import Command
from tests.support.fenced import Block, blocks
from tests.support.postgres import Postgres
from tests.support.servers.backlot import TOKEN as HUBSPOT_TOKEN
from tests.support.servers.backlot import Backlot
from tests.support.servers.localstripe import KEY as STRIPE_KEY
from tests.support.servers.localstripe import LocalStripe
from tests.support.subjects import ROOT

PAGE = (ROOT / "docs" / "connect.md").read_text(encoding="utf-8")
ADDRESS = "http://127.0.0.1:9555"


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


@pytest.fixture
def home(command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    assert command("init", str(folder)).code == 0
    monkeypatch.chdir(folder)
    return folder


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


def as_written(path: str) -> str:
    """Answer as the page says that the system does."""
    return block("json", "GET", path.partition("?")[0]).text


@contextmanager
def ledger(
    reply: Callable[[str], str] | None = None,
) -> Iterator[tuple[str, list[tuple[str, str | None]]]]:
    """The system of the page: its address, and what it was asked with which Authorization."""
    asked: list[tuple[str, str | None]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append((self.path, self.headers.get("Authorization")))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            said = reply(self.path) if reply else as_written(self.path)
            self.wfile.write(said.encode())

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()


async def cards_of(home: Path, *keys: str) -> tuple[Mapping[str, list[str]], list[Any]]:
    """Ask for cards as Plain does: what each writes, and what the system was asked."""
    (home / "secrets/ledger").write_text("sesame\n")
    with ledger() as (address, asked):
        settings = write(block("toml", "aggregator.toml"))
        settings.write_text(settings.read_text().replace(ADDRESS, address))
        service = Service(load_settings())
        await service.start()
        try:
            raw = json.dumps({"cardKeys": keys, "customer": {"email": "ada@example.com"}}).encode()
            secret = (home / "secrets/signing-secret").read_text().strip()
            headers = {"plain-request-signature": sign(secret, raw)}
            answered = json.loads((await service.cards(headers, raw, "R")).body)
        finally:
            await service.stop()
    return {each["key"]: list(texts(each)) for each in answered["cards"]}, asked


def test_the_connector_is_right_and_a_mistake_in_it_is_told_as_the_page_says(
    home: Path, command: Command
) -> None:
    file = write(block("yaml", "connectors/ledger/connector.yaml"))
    line, printed = block("console").text.split("\n", 1)
    assert command(*line.split()[2:]).out == printed
    assert command("check", str(file)).code == 0
    file.write_text(file.read_text().replace("match: email", "mach: email"))
    done = command("check", "connectors")
    assert done.code == 1
    assert block("text", "finding").text.strip() in done.out
    assert "mach" in command("check", ".").out
    assert command("check", "cards").code == 0
    assert "There is no such file or folder" in command("check", "connectors/legder").out


@pytest.mark.real_time
async def test_the_card_shows_what_the_system_says(home: Path) -> None:
    write(block("yaml", "connectors/ledger/connector.yaml"))
    write(block("graphql", "cards/support/plan.graphql"))
    shown, asked = await cards_of(home, "plan")
    assert shown["plan"] == block("text", "shown").text.split("\n")[:-1]
    assert asked == [("/v1/subscriptions?email=ada%40example.com", "Bearer sesame")]


def subscriptions(path: str) -> str:
    """Answer as the page's system does, were it to take one address a call."""
    (ada,) = json.loads(block("json", "GET", "/v1/subscriptions").text)["data"]
    bob = {"email": "bob@example.com", "id": "sub_2", "state": "late", "amount": 9900}
    bob |= {"renews": "2027-04-01T00:00:00Z"}
    (asked, *_) = parse_qs(path.partition("?")[2])["email"]
    return json.dumps({"data": [each for each in (ada, ada | bob) if each["email"] == asked]})


def test_a_number_of_keys_that_is_not_true_is_told_as_the_page_says(
    home: Path, command: Command
) -> None:
    write(block("yaml", "connectors/ledger/connector.yaml"))
    (home / "secrets/ledger").write_text("sesame\n")
    line = block("console", "try").text.strip()
    with ledger(subscriptions) as (address, _):
        settings = write(block("toml", "aggregator.toml"))
        settings.write_text(settings.read_text().replace(ADDRESS, address))
        done = command(*line.split()[2:])
    assert done.code == 1
    assert re.sub(r", \d+ ms", "", done.out) == re.sub(r", \d+ ms", "", block("text", "tried").text)


def declare() -> None:
    write(block("yaml", "connectors/ledger/connector.yaml"))
    write(block("graphql", "connectors/ledger/types.graphql"))
    write(block("yaml", "connectors/ledger/connector.yaml", "more"))


def test_what_nobody_fills_yet_is_told_as_the_page_says(home: Path, command: Command) -> None:
    declare()
    done = command("check")
    assert done.code == 1
    assert block("text", "unfilled").text.strip() in done.out
    assert command("schema", "export").code == 0
    exported = (home / "graphql/schema.graphql").read_text()
    assert '"""What they have paid ahead."""\n  wallet: Wallet\n' in exported
    made = command("new", "card", "ahead", "--from", "wallet", "--yes")
    assert made.code == 0
    assert "balance" in (home / "cards/support/ahead.graphql").read_text()


@pytest.mark.real_time
async def test_a_card_shows_a_type_of_ones_own(home: Path) -> None:
    declare()
    write(block("graphql", "cards/support/wallet.graphql"))
    shown, asked = await cards_of(home, "wallet")
    assert shown["wallet"] == block("text", "wallet").text.split("\n")[:-1]
    assert asked == [("/v1/wallets?email=ada%40example.com", "Bearer sesame")]


IN_BACKLOT = {
    "ada@example.com": "p1@example.com",
    "bob@example.com": "p2@example.com",
    "Ada Byron": "First1 Last1",
    "Engines Ltd": "Company 1",
}
"""Whom the page speaks of -> who that is in a HubSpot whose people are given."""


def as_in_backlot(text: str) -> str:
    for told, there in IN_BACKLOT.items():
        text = text.replace(told, there)
    return text


@pytest.fixture
def shop(postgres: Postgres) -> Iterator[str]:
    """The page's database, with its user: the address."""
    name = postgres.create()
    postgres.sql(
        "CREATE TABLE people (id int, email text, calls int, last_seen timestamptz, card text);"
        "INSERT INTO people VALUES (1, 'p1@example.com', 1204, '2026-11-02', 'secret'),"
        "(2, 'p2@example.com', 7, '2026-11-03', 'secret')",
        name,
    )
    postgres.sql(block("sql", "shop").text, name)
    yield postgres.url(name, "").replace("postgres@", "")
    postgres.drop(name)
    postgres.sql("DROP ROLE aggregator")


@pytest.fixture
def four(home: Path, localstripe: LocalStripe, backlot: Backlot, shop: str) -> Iterator[Path]:
    """A home with all that the page connects, each at its stand-in. Nobody is imported."""
    localstripe.subscribe(
        localstripe.customer("p1@example.com"), localstripe.plan("P", 4900, "eur")
    )
    declare()
    write(block("yaml", "connectors/shop/connector.yaml"))
    write(block("graphql", "cards/support/everything.graphql"))
    secrets = {"ledger": "sesame", "stripe": STRIPE_KEY, "hubspot": HUBSPOT_TOKEN, "shop": "any"}
    for name, secret in secrets.items():
        (home / "secrets" / name).write_text(f"{secret}\n")
    with ledger(lambda path: as_in_backlot(as_written(path))) as (address, _):
        write(block("toml", "aggregator.toml"))
        settings = write(block("toml", "aggregator.toml", "more"))
        text = settings.read_text().replace(ADDRESS, address)
        text = text.replace("postgresql://127.0.0.1:5432/shop", shop)
        for name, url in {"stripe": localstripe.stripe.url, "hubspot": backlot.hubspot}.items():
            text = text.replace(f'connector = "{name}"\n', f'connector = "{name}"\nurl = "{url}"\n')
        settings.write_text(text)
        yield home


@pytest.mark.real_time
async def test_four_systems_stand_in_one_card_of_somebody_nobody_imported(four: Path) -> None:
    service = Service(load_settings())
    await service.start()
    try:
        asked = {"cardKeys": ["everything"], "customer": {"email": "p1@example.com"}}
        raw = json.dumps(asked).encode()
        secret = (four / "secrets/signing-secret").read_text().strip()
        headers = {"plain-request-signature": sign(secret, raw)}
        answered = json.loads((await service.cards(headers, raw, "R")).body)
    finally:
        await service.stop()
    shown = as_in_backlot(block("text", "everything").text)
    assert list(texts(answered["cards"])) == shown.split("\n")[:-1]


@pytest.mark.real_time
def test_the_database_of_the_page_is_proven_and_its_user_sees_nothing_else(
    four: Path, command: Command, postgres: Postgres
) -> None:
    check, tried = as_in_backlot(block("console", "four").text).splitlines()
    assert command(*check.split()[2:]).code == 0
    done = command(*tried.split()[2:])
    assert (done.code, "all is as declared" in done.out) == (0, True), done.out
    assert "proven: 200 keys in one call are answered as each alone" in done.out


def texts(value: Any) -> Iterator[str]:
    """All that a card writes, in order."""
    if isinstance(value, list):
        for each in value:
            yield from texts(each)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name in ("text", "badgeLabel", "plainText") and isinstance(inner, str):
                yield inner
            else:
                yield from texts(inner)


def test_the_page_explains_every_word() -> None:
    words = [*Manifest.model_fields, *LookupWords.model_fields]
    assert [word for word in words if f"`{word}`" not in PAGE] == []


def test_the_contract_is_told_as_the_page_says_and_a_fake_makes_the_grade_better(
    home: Path, command: Command
) -> None:
    write(block("yaml", "connectors/ledger/connector.yaml"))
    line = block("console", "contract").text.split()[2:]
    done = command(*line)
    assert (done.code, done.out) == (0, block("text", "contract").text)
    assert [each.split()[0] for each in done.out.splitlines()[:-2]] == [each.code for each in ALL]
    write(block("python", "connectors/ledger/fake.py"))
    listed = command("connectors", "list").out
    assert re.search(r"^ledger +Ledger +billing +your home  -  ", listed, re.MULTILINE)
    assert command(*line).out.endswith(block("text", "faked").text)
    listed = command("connectors", "list").out
    assert re.search(r"^ledger .*your home  B  +a fake", listed, re.MULTILINE)


def test_the_page_has_every_check_and_every_grade() -> None:
    assert {each.code for each in ALL} <= set(re.findall(r"`([a-z0-9-]+)`", PAGE))
    assert [letter for letter in LETTERS if f"\n| {letter} | " not in PAGE] == []
