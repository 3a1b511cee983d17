"""`aggregator source try`, asked at the front door, of a system that is served."""

import json
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from aggregator.cli.terminal.program import program
from tests.support.command import Command
from tests.support.tried_system import ADA, BOB, CAT, MANIFEST, TriedSystem, notes, served

SECRET = "t0p-s3cret-token"
KEPT = "Ada@example.com"
"""An address as a system has it that tells small letters from large ones."""


def connect(url: str, manifest: str = MANIFEST) -> None:
    """Write a home whose source `notes` is the system at `url`."""
    for name, text in {
        "connectors/notes/connector.yaml": manifest,
        "secrets/notes": SECRET,
        "aggregator.toml": (
            f'insecure = true\n\n[sources.notes]\nconnector = "notes"\nurl = "{url}"\n'
            'credentials = {token = "file:secrets/notes"}\n'
        ),
    }.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")


def people(*given: str) -> list[str]:
    return [part for each in given for part in ("--customer", each)]


def test_a_system_that_does_as_declared_is_proven_with_an_empty_directory(
    command: Command,
) -> None:
    with served(TriedSystem(notes(ADA, BOB, CAT))) as url:
        connect(url)
        done = command("source", "try", "notes", *people(ADA, BOB, CAT))
    assert done.code == 0, done.out
    assert "  A: not in the directory; has email\n" in done.out
    assert "notes, for Customer.tickets, by email\n" in done.out
    assert "  GET /notes?limit=10&email={A}&email={B}  200, " in done.out
    assert "    status: OPEN\n" in done.out
    assert "    subject: text of 31\n" in done.out
    assert (
        "    null: priority, assignee, updatedAt, url (the connector does not map it)" in done.out
    )
    assert "  proven: 20 keys in one call are answered as each alone\n" in done.out
    assert done.out.endswith("\nall is as declared\n")
    assert done.err == "notes.notes: asking by email\n"
    for each in (ADA, BOB, CAT, "hara", SECRET, "Secret words"):
        assert each not in done.out + done.err


def test_an_address_in_small_letters_is_told_apart_from_itself_as_given(command: Command) -> None:
    with served(TriedSystem(notes(KEPT, BOB))) as url:
        connect(url)
        done = command("source", "try", "notes", *people(KEPT, BOB))
    assert "  GET /notes?limit=10&email={A, small}  200, " in done.out
    assert "redacted" not in done.out


def test_what_is_wrong_is_a_line_with_its_fix_and_the_code_is_1(command: Command) -> None:
    with served(TriedSystem(notes(ADA, BOB), takes=1)) as url:
        connect(url)
        done = command("source", "try", "notes", *people(ADA, BOB))
    assert done.code == 1
    assert (
        "  wrong: max: 20, but the system answers one of two keys of a call. Fix: max: 1, or the "
        "batch style fan-out [false-max]\n"
    ) in done.out
    assert done.out.endswith("\n1 thing is wrong\n")


@pytest.mark.parametrize(
    ("system", "said"),
    [
        (TriedSystem(notes(KEPT, BOB), exact=True), "tells small letters of an address from large"),
        (TriedSystem(notes(KEPT, BOB), heeds=False), "the system does not heed it. "),
    ],
    ids=["letter-case", "ignored-filter"],
)
def test_letters_that_count_and_a_filter_that_does_not_are_told(
    command: Command, request: pytest.FixtureRequest, system: TriedSystem, said: str
) -> None:
    with served(system) as url:
        connect(url)
        done = command("source", "try", "notes", *people(KEPT, BOB))
    assert done.code == 1
    (line,) = [each for each in done.out.splitlines() if said in each]
    assert line.startswith("  wrong: ")
    assert "Fix: " in line
    assert line.endswith(f"[{request.node.callspec.id}]")


def test_all_of_it_as_json(command: Command) -> None:
    with served(TriedSystem(notes(ADA, BOB), shared=True)) as url:
        connect(url)
        done = command("source", "try", "notes", *people(ADA, BOB), "--json")
    assert done.code == 1
    told = json.loads(done.out)
    assert (told["source"], told["connector"], told["failed"]) == ("notes", "notes", True)
    (lookup,) = told["lookups"]
    assert [each["code"] for each in lookup["faults"]] == ["shared-bound"]
    assert lookup["calls"][0]["route"] == "GET /notes"
    for each in (ADA, BOB, SECRET, "Secret words"):
        assert each not in done.out


def test_a_dead_system_is_told_in_one_line(command: Command) -> None:
    with served(TriedSystem([])) as url:
        pass
    connect(url)
    done = command("source", "try", "notes", *people(ADA))
    assert done.code == 1
    where = f"look whether it is at {urlsplit(url).netloc}, as the url of [sources.notes] says"
    said = f"notes did not answer GET /notes: the connection was refused. Fix: {where} [dead]"
    assert f"  wrong: {said}\n" in done.out
    assert done.out.count("wrong:") == 1


@pytest.mark.real_time
def test_a_system_that_hangs_is_waited_for_as_long_as_was_said(command: Command) -> None:
    with served(TriedSystem([]), threading.Event()) as url:
        connect(url)
        done = command("source", "try", "notes", *people(ADA, BOB), "--seconds", "0.1")
    assert done.code == 1
    assert "did not answer GET /notes within 0.1 s" in done.out
    assert done.out.count("GET /notes?") == 1


def test_a_key_that_the_directory_lacks_is_told(command: Command) -> None:
    manifest = MANIFEST.replace("key: email", "key: user").replace(
        "lookups:", "directory: {customer: user}\nlookups:"
    )
    with served(TriedSystem(notes(ADA, BOB))) as url:
        connect(url, manifest)
        done = command("source", "try", "notes", *people(ADA, BOB))
    assert done.code == 1
    assert "none of the customers has the key notes.user" in done.out
    assert "[unreachable-key]" in done.out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["notes"], 2, "Of whom? Fix: --customer EMAIL"),
        (["notes", "--customer", " "], 2, "Of whom? Fix: --customer EMAIL"),
        (["nots", "--customer", ADA], 1, "there is no source 'nots'. Fix: did you mean notes?"),
        (["x", "--customer", ADA], 1, "there is no source 'x'. Fix: one of: notes"),
        (["zendesk", "--customer", ADA], 1, "; aggregator connectors show zendesk prints its"),
    ],
)
def test_wrong_usage_is_told(command: Command, arguments: list[str], code: int, said: str) -> None:
    connect("http://127.0.0.1:9")
    done = command("source", "try", *arguments)
    assert (done.code, done.out) == (code, "")
    assert said in done.err


def test_a_broken_connector_is_told(command: Command) -> None:
    connect("http://127.0.0.1:9", MANIFEST.replace("match: email", "mach: email"))
    done = command("source", "try", "notes", *people(ADA))
    assert done.code == 1
    assert "the connector 'notes' has a mistake; aggregator check says which" in done.err


def test_where_no_source_is_set_up_it_says_how_one_is(command: Command, nowhere: Path) -> None:
    (nowhere / "aggregator.toml").write_text("")
    done = command("source", "try", "notes", "--customer", ADA)
    assert done.code == 1
    assert "there is no source 'notes'. Fix: add [sources.notes] to aggregator.toml" in done.err


def test_what_is_proven_is_kept_and_makes_the_grade_that_of_a_running_server(
    command: Command,
) -> None:
    with served(TriedSystem(notes(ADA, BOB, CAT))) as url:
        connect(url)
        done = command("source", "try", "notes", *people(ADA, BOB, CAT), "--keep", "Notes 2.3")
    assert done.code == 0
    grades = f"{program()} connectors test notes grades it"
    assert f"proof.json written; {grades}" in done.err
    kept = Path("connectors/notes/proof.json")
    for each in (ADA, BOB, CAT, SECRET, "127.0.0.1"):
        assert each not in kept.read_text()
    assert command("connectors", "test", "notes").out.startswith("credentials-ok")
    assert "Grade A, tested against Notes 2.3." in command("connectors", "show", "notes").out
    # Another declaration has to be proven again.
    connect(url, MANIFEST.replace("max: 20", "max: 10"))
    assert "grade C, tested against its declaration" in command("connectors", "test", "notes").out
    proof = json.loads(kept.read_text())
    assert list(proof["lookups"]) == ["notes"]


def test_nothing_is_kept_where_something_is_wrong_or_nothing_was_proven(command: Command) -> None:
    with served(TriedSystem(notes(ADA, BOB), takes=1)) as url:
        connect(url)
        done = command("source", "try", "notes", *people(ADA, BOB), "--keep", "Notes 2.3")
    assert done.code == 1
    assert "Something is wrong, so that there is nothing to keep" in done.err
    assert not Path("connectors/notes/proof.json").exists()


@pytest.mark.parametrize("kept", [["--keep", "Notes 2.3"], ["--record"]])
def test_what_cannot_be_kept_is_refused_before_the_system_is_asked(
    command: Command, kept: list[str]
) -> None:
    system = TriedSystem(notes(ADA, BOB))
    with served(system) as url:
        Path("secrets").mkdir()
        Path("secrets/stripe").write_text(SECRET)
        Path("aggregator.toml").write_text(
            f'insecure = true\n\n[sources.billing]\nconnector = "stripe"\nurl = "{url}"\n'
            'credentials = {token = "file:secrets/stripe"}\n'
        )
        done = command("source", "try", "billing", *people(ADA, BOB), *kept)
    assert (done.code, done.out) == (1, "")
    assert "The connector stripe is not of your home" in done.err
    assert "Fix: aggregator connectors new NAME --from stripe copies it" in done.err.replace(
        f"{program()} ", "aggregator "
    )
    assert system.asked == []


@pytest.mark.parametrize(
    ("kept", "said"),
    [
        (["--fake"], "--fake says of what --keep keeps. Fix: --keep SERVER beside it"),
        (["--keep", " "], 'Of which server? Fix: --keep "NAME VERSION"'),
    ],
)
def test_to_keep_needs_the_name_of_a_server(command: Command, kept: list[str], said: str) -> None:
    connect("http://127.0.0.1:9")
    done = command("source", "try", "notes", *people(ADA), *kept)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
