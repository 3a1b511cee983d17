"""`aggregator plain` against the service on its demo company."""

import json
import re
import tomllib
from pathlib import Path

import pytest

from aggregator.language.folder import look_at
from aggregator.simulator.config_file import load_workspace
from tests.cli.conftest import ROOT
from tests.support.command import Command

PROVEN = ("--secret", "demo-secret", "--header", "Authorization: Bearer demo-token")
ALEX = ("--customer", "alex@grocery.co")
KEYS = ("--keys", "subscription-status,usage")


@pytest.fixture
def here(command: Command, demo_url: str) -> None:
    """Card configs for the demo in the current folder."""
    keys = "subscription-status,usage"
    assert command("plain", "init", "--url", demo_url, "--keys", keys).code == 0


@pytest.mark.usefixtures("here")
def test_a_customer_is_opened_with_the_configs_of_this_folder(command: Command) -> None:
    done = command("plain", "open", *ALEX)
    assert done.code == 0
    assert re.fullmatch(r"Note: http://\S+/cards is http\. Plain itself .*\n", done.err)
    assert "╭─ subscription-status ─" in done.out
    assert "● Enterprise" in done.out
    assert done.out.count("  Loaded 0 s ago · expires in ") == 2
    assert len(re.findall(r"  \d+ bytes · request 1 · 1 attempt · \d+ ms", done.out)) == 2
    head, rule, attempt = done.out.rstrip().splitlines()[-3:]
    assert head.split() == ["Request", "Attempt", "Answer", "Bytes", "ms", "Cards"]
    assert set(rule) == {"─"}
    assert attempt.split()[:3] == ["1", "1", "200"]
    assert attempt.endswith("subscription-status, usage")


def test_flags_take_the_place_of_the_file(command: Command, demo_url: str) -> None:
    done = command("plain", "open", "--url", demo_url, *KEYS, *ALEX, *PROVEN, "--json")
    assert done.code == 0
    told = json.loads(done.out)
    assert [(it["key"], it["state"]) for it in told["cards"]] == [
        ("subscription-status", "Loaded"),
        ("usage", "Loaded"),
    ]
    assert [it["status"] for it in told["requests"]] == [200]


@pytest.mark.usefixtures("here")
def test_a_reload_asks_for_that_card_alone(command: Command) -> None:
    told = json.loads(command("plain", "open", *ALEX, "--reload", "usage", "--json").out)
    assert [it["keys"] for it in told["requests"]] == [["subscription-status", "usage"], ["usage"]]
    assert [it["request"]["number"] for it in told["cards"]] == [1, 2]


def test_an_error_is_shown_by_plains_name_and_ends_with_1(command: Command, demo_url: str) -> None:
    wrong = ("--secret", "retired", "--header", "Authorization: Bearer demo-token")
    done = command("plain", "open", "--url", demo_url, *KEYS, *ALEX, *wrong)
    assert done.code == 1
    assert done.out.count("│ Error: StatusCode (statusCode 401)") == 2
    assert done.err.splitlines()[-1] == (
        f"{demo_url}/cards answered 401: it does not believe that this is Plain. "
        "Fix: --secret and --header as that service has them; aggregator demo has "
        "--secret demo-secret --header 'Authorization: Bearer demo-token'"
    )
    assert done.out.count("  StatusCode (statusCode 401) 0 s ago · asked again in 5 min") == 2


@pytest.mark.usefixtures("here")
def test_a_customer_has_an_id_of_plains_own_and_a_thread_and_tenant_too(command: Command) -> None:
    where = ("--thread", "ticket-1", "--tenant", "te_1")
    done = command("plain", "open", "--external-id", "user_external_only", *where, "--json")
    assert done.code == 0
    assert [it["state"] for it in json.loads(done.out)["cards"]] == ["Loaded", "Loaded"]


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "No customer is named. Fix: for example --customer"),
        ((*ALEX, "--reload", "nope"), 'No card "nope" is shown. Fix: --reload with one of sub'),
        ((*ALEX, *KEYS), "--keys, --header, --workspace and --ca belong to --url."),
        ((*ALEX, "--url", "localhost:1"), "--keys names no card. Fix: for example"),
        ((*ALEX, "--url", "localhost:1", "--config", "plain.toml"), "exclude each other"),
        ((*ALEX, "--url", "localhost:1", "-k", "a b"), "cards[0].key must be 1 to 500 letters"),
    ],
)
def test_wrong_usage_is_told_in_one_line(
    command: Command, arguments: tuple[str, ...], said: str
) -> None:
    done = command("plain", "open", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err.splitlines()[-1]


def test_without_configs_the_ways_to_have_some_are_named(command: Command) -> None:
    done = command("plain", "open", *ALEX)
    assert done.code == 2
    assert "./plain.toml is not there. Fix: --url with --keys, --config, or" in done.err


def test_configs_that_plain_would_refuse_are_told(command: Command, nowhere: Path) -> None:
    (nowhere / "plain.toml").write_text('url = "http://a.example/"\n[[cards]]\nkey = "plan"\n')
    for arguments in (("open", *ALEX), ("check",), ("load", *ALEX)):
        done = command("plain", *arguments)
        assert done.code == 1
        assert "plain.toml: cards[0].url must start with https://" in done.err


def test_a_workspace_that_shows_nothing_is_told(command: Command, nowhere: Path) -> None:
    text = 'url = "https://a.example/"\n[[cards]]\nkey = "plan"\nis_enabled = false\n'
    (nowhere / "plain.toml").write_text(text)
    done = command("plain", "open", *ALEX)
    assert (done.code, done.out) == (1, "")
    assert "Every card is disabled. Fix: is_enabled = true" in done.err


def test_https_needs_no_notice(command: Command, nowhere: Path) -> None:
    text = 'url = "https://127.0.0.1:9/"\n[[cards]]\nkey = "plan"\n'
    (nowhere / "plain.toml").write_text(text)
    assert command("plain", "check").err == ""


@pytest.mark.usefixtures("here")
def test_check_says_which_requests_plain_would_make(command: Command, demo_url: str) -> None:
    done = command("plain", "check")
    assert done.code == 0
    assert done.out == (
        "plain.toml: 2 cards, 0 of them disabled\n"
        f"  request 1: {demo_url}/cards  subscription-status, usage\n"
    )


def test_init_writes_a_file_and_overwrites_none(command: Command, nowhere: Path) -> None:
    done = command("plain", "init", "mine.toml", "--url", "https://a.example/c", "-k", "a,b")
    assert done.code == 0
    assert "plain open --config mine.toml --customer" in done.out
    content = tomllib.loads((nowhere / "mine.toml").read_text())
    assert (content["url"], [it["key"] for it in content["cards"]]) == (
        "https://a.example/c",
        ["a", "b"],
    )
    again = command("plain", "init", "mine.toml")
    assert again.code == 1
    assert "mine.toml is there already. Fix: another name" in again.err


def test_init_takes_all_cards_that_are_here_and_the_demos_where_there_are_none(
    command: Command, nowhere: Path
) -> None:
    command("plain", "init", "demo.toml")
    demo = load_workspace(nowhere / "demo.toml")
    cards = look_at(ROOT / "cards").cards
    assert [it.key for it in demo.shown] == sorted(card.path.stem for card in cards)
    (nowhere / "cards/billing").mkdir(parents=True)
    for key in ("b", "a"):
        (nowhere / f"cards/billing/{key}.graphql").write_text("query { a }")
    command("plain", "init")
    assert [it.key for it in load_workspace(nowhere / "plain.toml").shown] == ["a", "b"]


def test_init_in_a_home_names_the_files_of_its_secrets(
    command: Command, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command("init", "home")
    monkeypatch.chdir(nowhere / "home")
    secret = Path("secrets/signing-secret").read_text().strip()
    Path("tries").mkdir()
    for file in ("plain.toml", "tries/plain.toml"):
        assert command("plain", "init", file).err == ""
        workspace = load_workspace(Path(file))
        assert (workspace.signing_secret, workspace.shown[0].headers) == (secret, ())
        assert secret not in Path(file).read_text()
    monkeypatch.setenv("AGGREGATOR_HEADER_SECRETS", '["Bearer x"]')
    assert "stands in no file" in command("plain", "init", "other.toml").err


def test_init_refuses_what_plain_would_not_take(command: Command, nowhere: Path) -> None:
    done = command("plain", "init", "-k", "plan details")
    assert done.code == 2
    assert not (nowhere / "plain.toml").exists()
