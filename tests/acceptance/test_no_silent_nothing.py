"""What once ended in "none" while nothing was said: each is impossible, or told.

A connector that changes while serving, and a type that does, are tests/service/test_connectors.py's
and tests/service/test_types.py's.
"""

import json
from pathlib import Path

import pytest

from aggregator.domain.plain.signature import sign
from aggregator.service import Service
from aggregator.settings import load_settings
from tests.support.command import Command
from tests.support.tried_system import ADA, BOB, MANIFEST, TriedSystem, notes, served

CARD = """\
query Notes @card(title: "Notes", empty: "No notes") {
  customer { tickets(first: 3) { subject @row(label: "What") } }
}
"""
USER = """\
  user:
    key: email
    request: GET /notes
    batch: {style: ids-param, param: email, max: 20}
    records: data
    match: email
    keys: {seat: seat}
    fields: {id: id}
  seat:
    key: seat
    via: {Customer.tickets: user}
    request: GET /notes
    batch: {style: ids-param, param: email, max: 20}
    records: data
    match: seat
    keys: {author: email}
    fields: {id: id}
"""


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with a card, and a directory that knows nobody."""
    monkeypatch.chdir(tmp_path)
    write("cards/support/notes.graphql", CARD)
    write("secrets/signing", "sesame")
    return tmp_path


def write(name: str, text: str) -> None:
    Path(name).parent.mkdir(parents=True, exist_ok=True)
    Path(name).write_text(text, encoding="utf-8")


def connect(url: str, manifest: str = MANIFEST) -> None:
    write("connectors/notes/connector.yaml", manifest)
    write(
        "aggregator.toml",
        'signing_secrets = ["file:secrets/signing"]\n[sources.notes]\nconnector = "notes"\n'
        f'url = "{url}"\ncredentials = {{token = "t"}}\n',
    )


async def shown(system: TriedSystem, email: str, manifest: str = MANIFEST) -> str:
    """Ask for the card of a customer, as Plain does."""
    with served(system) as url:
        connect(url, manifest)
        service = Service(load_settings())
        await service.start()
        try:
            body = {"cardKeys": ["notes"], "customer": {"email": email}}
            raw = json.dumps(body).encode()
            headers = {"plain-request-signature": sign("sesame", raw)}
            return (await service.cards(headers, raw, "R")).body.decode()
        finally:
            await service.stop()


def tried(command: Command, system: TriedSystem) -> tuple[int, str]:
    with served(system) as url:
        connect(url)
        done = command("source", "try", "notes", "--customer", ADA, "--customer", BOB)
    return done.code, done.out


def test_1_more_keys_than_a_call_takes_are_told(command: Command) -> None:
    code, out = tried(command, TriedSystem(notes(ADA, BOB), takes=1))
    assert code == 1
    assert "answers one of two keys of a call. Fix: max: 1" in out


def test_2_a_bound_that_keys_share_is_told(command: Command) -> None:
    code, out = tried(command, TriedSystem(notes(ADA, BOB, each=9), shared=True))
    assert code == 1
    assert "`limit` bounds all keys of a call together" in out


def test_3_a_misspelt_kind_of_key_is_a_finding(command: Command) -> None:
    connect("http://127.0.0.1:9", MANIFEST.replace("key: email", "key: externalid"))
    done = command("check", "connectors")
    assert done.code == 1
    assert 'its key is "externalid", which a customer does not have' in done.out
    assert 'did you mean "external_id"?' in done.out


@pytest.mark.real_time
async def test_4_a_way_over_two_lookups_is_gone() -> None:
    manifest = MANIFEST.replace(
        "key: email\n", "key: author\n    via: {Customer.tickets: seat}\n"
    ).replace("lookups:\n", f"lookups:\n{USER}")
    kept = [{**each, "seat": each["email"]} for each in notes(ADA, BOB)]
    card = await shown(TriedSystem(kept), ADA, manifest)
    assert card.count(f"Secret words of {ADA}") == 2
    assert BOB not in card


@pytest.mark.real_time
@pytest.mark.parametrize("email", ["Ada@Example.com", "ada@example.com", "ADA@EXAMPLE.COM"])
async def test_5_letters_of_an_address_do_not_matter_to_a_system_that_tells_them_apart(
    email: str,
) -> None:
    card = await shown(TriedSystem(notes(ADA, BOB), exact=True), email)
    assert card.count(f"Secret words of {ADA}") == 2


@pytest.mark.real_time
async def test_a_system_that_does_not_heed_the_key_is_a_failure_and_not_none() -> None:
    card = await shown(TriedSystem(notes(BOB), heeds=False), ADA)
    assert "No notes" not in card
    assert "Secret words" not in card
    assert "Notes" in card


@pytest.mark.real_time
async def test_who_has_nothing_has_none() -> None:
    assert "No notes" in await shown(TriedSystem(notes(BOB)), ADA)
