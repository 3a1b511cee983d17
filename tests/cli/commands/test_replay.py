"""`aggregator replay` through the front door, on what a running service recorded."""

import json
import signal
from collections.abc import Iterator
from pathlib import Path
from shutil import copytree

import pytest

from aggregator.demo.company import DemoCompany
from aggregator.demo.setting import DemoService, demo_settings
from aggregator.web.app import create_app
from tests.cli.conftest import ROOT
from tests.support.command import Command, ended, lines_until, program
from tests.support.live_server import live_server
from tests.support.product import UNHURRIED

KEYS = ("subscription-status", "usage")


@pytest.fixture(scope="module")
def recorded(
    shared_company: DemoCompany, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[str, Path]]:
    """A service that records, and the folder that it records to."""
    home = tmp_path_factory.mktemp("recorded")
    folder = home / "recordings"
    settings = demo_settings(
        shared_company,
        home,
        ROOT / "cards",
        ROOT / "graphql",
        record=20,
        recordings=folder,
        limits=UNHURRIED,
    )
    with live_server(create_app(DemoService(settings, shared_company))) as url:
        yield url, folder


@pytest.fixture
def cards(nowhere: Path, recorded: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Cards of one's own, to be changed, and no recordings from before."""
    _, folder = recorded
    copytree(ROOT / "graphql", nowhere / "graphql")
    copytree(ROOT / "cards", nowhere / "cards")
    monkeypatch.setenv("AGGREGATOR_RECORDINGS", str(folder))
    for file in folder.glob("*.json"):
        file.unlink()
    return nowhere / "cards"


@pytest.fixture
def ask(command: Command, recorded: tuple[str, Path], cards: Path) -> None:
    """Ask for two cards, as Plain would."""
    secret = ("--secret", "demo-secret", "--header", "Authorization: Bearer demo-token")
    done = command(
        "call", recorded[0], "--customer", "alex@grocery.co", "--keys", ",".join(KEYS), *secret
    )
    assert done.code == 0, done


def test_nothing_recorded_says_so(command: Command, cards: Path) -> None:
    done = command("replay")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("There are no recordings in ")
    done = command("replay", "latest")
    assert done.code == 1
    assert "Fix: aggregator demo records" in done.err


@pytest.mark.usefixtures("ask")
def test_recordings_are_listed_with_whom_and_what(command: Command) -> None:
    done = command("replay")
    assert done.code == 0
    (line,) = done.out.splitlines()[2:]
    assert "@" not in line
    assert "subscription-status, usage" in line


@pytest.mark.usefixtures("ask")
def test_the_same_cards_are_the_same_and_the_input_is_printed(command: Command) -> None:
    done = command("replay", "latest")
    assert (done.code, done.err) == (0, "")
    assert '"cardKeys": [\n    "subscription-status",\n    "usage"\n  ]' in done.out
    assert "  directory: found by email\n" in done.out
    assert "  billing.subscription: 1 key, 1 record\n" in done.out
    assert "  billing: GET /v1/subscriptions  200, " in done.out
    assert "subscription-status: the same\n" in done.out
    assert "usage: the same\n" in done.out


@pytest.mark.usefixtures("ask")
def test_the_latest_of_a_card_is_the_newest_that_has_it(
    command: Command, recorded: tuple[str, Path]
) -> None:
    secret = ("--secret", "demo-secret", "--header", "Authorization: Bearer demo-token")
    asked = ("call", recorded[0], "--customer", "alex@grocery.co", "--keys", "plan-details")
    assert command(*asked, *secret).code == 0
    assert "usage: the same" in command("replay", "latest", "usage").out
    assert "plan-details: the same" in command("replay", "latest", "plan-details").out
    done = command("replay", "latest", "usage", "account")
    assert (done.code, done.out) == (1, "")
    assert "No recording has usage and account. Fix: " in done.err


@pytest.mark.usefixtures("ask")
def test_a_changed_card_shows_before_and_after(command: Command, cards: Path) -> None:
    file = cards / "product" / "usage.graphql"
    file.write_text(file.read_text().replace('"Health"', '"Wellbeing"'))
    done = command("replay", "latest", "usage")
    assert done.code == 1
    assert '    - row: text "Health" size=M' in done.out
    assert '    + row: text "Wellbeing" size=M' in done.out
    assert "subscription-status:" not in done.out


@pytest.mark.usefixtures("ask")
def test_a_card_that_asks_for_more_than_was_recorded_is_told(command: Command, cards: Path) -> None:
    file = cards / "product" / "usage.graphql"
    more = '\n    contact { name @row(label: "Name") }\n  }\n}\n'
    file.write_text(file.read_text().rstrip().removesuffix("}").rstrip().removesuffix("}") + more)
    done = command("replay", "latest", "usage")
    assert done.code == 1
    assert done.err == "The recording holds no reply of crm.contact: ask again to record it\n"


@pytest.mark.usefixtures("ask")
def test_a_recording_becomes_a_case_that_passes(command: Command, cards: Path) -> None:
    done = command("replay", "latest", "usage", "--save-case", "half-full")
    assert done.code == 0, done
    folder = cards / "product" / "usage.cases"
    case = json.loads((folder / "half-full.json").read_text())
    assert list(case) == ["now", "locale", "currency", "timeZone", "matchedBy", "data"]
    assert list(case["data"]["customer"]) == ["usage", "seats", "features"]
    assert "Names, addresses, ids and texts in them are stand-ins" in done.out
    tested = command("test", str(folder / "half-full.json"))
    assert tested.code == 0
    assert "ok        usage: half-full" in tested.out
    again = command("replay", "latest", "usage", "--save-case", "half-full")
    assert (again.code, "is there already" in again.err) == (1, True)


@pytest.mark.usefixtures("ask")
def test_what_does_not_go_together_is_a_line_with_the_fix(command: Command) -> None:
    known = command("replay").out.splitlines()[2].split()[0]
    for words, code, said in (
        (("replay", "latest", "--save-case", "x"), 2, "A case is of one card. Fix: "),
        (("replay", "latest", "nope"), 1, "No recording has nope. Fix: "),
        (("replay", known, "nope"), 2, "nope was not asked for then. Fix: one of subscription"),
        (("replay", "ZZZZ"), 1, "There is no recording ZZZZ. Fix: aggregator replay lists them"),
        (("replay", "latest", "usage", "--save-case", "a b"), 1, "cannot name a case"),
    ):
        done = command(*words)
        assert done.code == code, words
        assert said in done.err


@pytest.mark.usefixtures("ask")
def test_a_recording_is_printed_whole_and_a_person_is_forgotten(command: Command) -> None:
    body = json.loads(command("replay", "latest", "--json").out)
    assert body["request"]["cardKeys"] == list(KEYS)
    assert command("replay", "--forget", "nobody@nowhere.example").out == "0 recordings removed\n"
    assert command("replay", "--forget", "Alex@grocery.co").out == "1 recording removed\n"
    assert command("replay").out.startswith("There are no recordings")


@pytest.mark.usefixtures("ask")
def test_a_saved_card_is_answered_again_while_watching(
    cards: Path, recorded: tuple[str, Path]
) -> None:
    environ = {"AGGREGATOR_RECORDINGS": str(recorded[1])}
    file = cards / "product" / "usage.graphql"
    with program(
        "replay", "latest", "usage", "--watch", cwd=cards.parent, environ=environ
    ) as process:
        lines_until(process.stderr, "Watching ")
        file.write_text(file.read_text().replace('"Health"', '"Wellbeing"'))
        told = lines_until(process.stdout, "Wellbeing")
        done = ended(process, signal.SIGINT)
    assert any("usage: the same" in line for line in told)
    assert any("a card was saved" in line for line in told)
    assert done.code == 0


@pytest.mark.usefixtures("ask")
def test_what_a_case_lacks_is_recorded_anew(command: Command, cards: Path) -> None:
    command("replay", "latest", "usage", "--save-case", "x")
    file = cards / "product" / "usage.cases" / "x.json"
    whole = json.loads(file.read_text())
    ratio = whole["data"]["customer"]["usage"].pop("apiRatio")
    file.write_text(json.dumps(whole))
    done = command("test", str(file), "--update", "--record")
    assert done.code == 0, done
    assert "+ x.json: customer.usage.apiRatio" in done.out
    assert json.loads(file.read_text())["data"]["customer"]["usage"]["apiRatio"] == ratio
    assert "Fix: --update --record" in command("test", "--record").err
