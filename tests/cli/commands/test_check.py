"""`aggregator check` through the front door: formats, exit codes, what it reads."""

import io
import json
import signal
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT
from tests.support.cards import card
from tests.support.command import Command, ended, program

BAD = """query Status @card(title: "Status") {
  customer { nmae @row(label: "Name") subscription { status @badge(green: [ACTIVE]) } }
}
"""


@pytest.fixture
def home(nowhere: Path) -> Path:
    """A folder with a good card and a bad one."""
    for key, text in {"good": card("name @text"), "bad": BAD}.items():
        path = nowhere / "cards" / "billing" / f"{key}.graphql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return nowhere


def test_the_repositorys_own_cards_have_no_findings(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGGREGATOR_GRAPHQL", str(ROOT / "graphql"))
    count = len(list(ROOT.glob("cards/*/*.graphql")))
    done = command("check", str(ROOT / "cards"))
    assert (done.code, done.out, done.err) == (0, f"{count} cards, no findings\n", "")


def test_text_has_place_line_caret_and_summary(command: Command, home: Path) -> None:
    done = command("check")
    assert (done.code, done.err) == (1, "")
    assert done.out == (
        'cards/billing/bad.graphql:2:14: error: Customer has no field "nmae" [unknown-field]\n'
        '    2 |   customer { nmae @row(label: "Name") subscription '
        "{ status @badge(green: [ACTIVE]) } }\n"
        "      |              ^^^^\n"
        '      = did you mean "name"?\n\n'
        "cards/billing/bad.graphql:2:61: error: @badge has no colour for "
        "TRIALING, PAST_DUE, CANCELED [uncoloured-value]\n"
        '    2 |   customer { nmae @row(label: "Name") subscription '
        "{ status @badge(green: [ACTIVE]) } }\n"
        "      |                                                             ^^^^^^\n"
        '      = grey: ["*"] stands for the rest.\n\n'
        "2 errors in 1 of 2 cards\n"
    )


def test_good_cards_exit_with_0(command: Command, home: Path) -> None:
    done = command("check", "cards/billing/good.graphql")
    assert (done.code, done.out, done.err) == (0, "1 card, no findings\n", "")


def test_json_says_all_of_it(command: Command, home: Path) -> None:
    done = command("check", "--format", "json")
    body = json.loads(done.out)
    assert done.code == 1
    assert (body["cards"], body["failed"]) == (2, True)
    assert [diagnostic["code"] for diagnostic in body["findings"]] == [
        "unknown-field",
        "uncoloured-value",
    ]
    assert body["findings"][0]["column"] == 14
    assert body["findings"][0]["endColumn"] == 18


def test_github_gets_one_command_a_line_and_nothing_else(command: Command, home: Path) -> None:
    (home / ".git").mkdir()
    done = command("check", "--format", "github")
    assert done.code == 1
    lines = done.out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("::error file=cards/billing/bad.graphql,line=2,")
    assert command("check", "--format", "github", "cards/billing/good.graphql").out == ""


def test_files_are_named_from_the_root_of_the_repository(
    command: Command, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / ".git").mkdir()
    monkeypatch.chdir(home / "cards")
    assert "file=cards/billing/bad.graphql," in command("check", "--format", "github", ".").out


def test_sarif_is_one_run_with_relative_files(command: Command, home: Path) -> None:
    (home / ".git").mkdir()
    done = command("check", "--format", "sarif")
    (run,) = json.loads(done.out)["runs"]
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    uris = {place["artifactLocation"]["uri"] for place in places}
    assert uris == {"cards/billing/bad.graphql"}
    clean = command("check", "--format", "sarif", "cards/billing/good.graphql")
    assert clean.code == 0
    assert json.loads(clean.out)["runs"][0]["results"] == []


def test_the_second_check_says_the_same_from_its_cache(command: Command, home: Path) -> None:
    first = command("check")
    assert (home / "build" / "cache" / "check.json").is_file()
    assert command("check").out == first.out
    (home / "build" / "cache" / "check.json").write_text("spoilt", encoding="utf-8")
    assert command("check").out == first.out


def test_without_a_cache_nothing_is_written(command: Command, home: Path) -> None:
    assert command("check", "--no-cache").code == 1
    assert not (home / "build").exists()


def test_the_settings_say_where_the_cache_is(command: Command, home: Path) -> None:
    (home / "aggregator.toml").write_text('cache = "elsewhere"', encoding="utf-8")
    command("check")
    assert (home / "elsewhere" / "check.json").is_file()


def test_against_an_older_schema_names_cards_lines_and_teams(command: Command, home: Path) -> None:
    old = _older(command, home)
    (home / "cards" / "billing" / "bad.graphql").write_text(
        card("contact { name @text faxNumber @text }"), encoding="utf-8"
    )
    done = command("check", "--against", str(old))
    assert done.code == 1
    assert "cards/billing/bad.graphql:1:" in done.out
    assert 'breaks: Contact has no field "faxNumber" any more [field-gone]' in done.out
    assert done.out.endswith("breaks for billing: bad\nOf 2 cards 1 breaks, none is weakened\n")
    body = json.loads(command("check", "--against", str(old), "--format", "json").out)
    assert body["teams"] == {"breaks": {"billing": ["bad"]}, "weakens": {}}
    assert [each["effect"] for each in body["impacts"]] == ["breaks"]
    assert body["impacts"][0]["cards"] == [{"key": "bad", "team": "billing"}]
    assert command("check", "--against", str(old), "--format", "github").out.startswith("::error ")


def test_the_older_schema_may_come_from_another_program(
    command: Command, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = _older(command, home)
    monkeypatch.setattr("sys.stdin", io.StringIO(old.read_text(encoding="utf-8")))
    done = command("check", "--against", "-", "cards/billing/good.graphql")
    assert (done.code, done.out) == (0, "1 card, none is touched by the change of the schema\n")


def test_what_a_broken_connector_would_have_is_told_as_that(command: Command, home: Path) -> None:
    folder = home / "connectors" / "notes"
    folder.mkdir(parents=True)
    types = "type Note { id: ID! }\nextend type Customer { notes: [Note] }\n"
    (folder / "types.graphql").write_text(types, encoding="utf-8")
    (folder / "connector.yaml").write_text("name: Notes\n", encoding="utf-8")
    fields = "notes(first: 3) @row { id @main } noted @text"
    (home / "cards" / "billing" / "notes.graphql").write_text(card(fields), encoding="utf-8")
    told = json.loads(command("check", "--format", "json").out)["findings"]
    hints = {each["message"]: each["hint"] for each in told if each["code"] == "unknown-field"}
    first = (
        "connectors/notes/types.graphql has it, and its connector has a mistake: mend that first."
    )
    assert hints.pop('Customer has no field "notes"') == first
    assert first not in hints.values()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--against", "none.graphql"), "none.graphql cannot be read."),
        (("--against", "cards/billing/bad.graphql"), "is no GraphQL schema"),
        (("--watch", "--format", "json"), "--watch writes text about today's schema."),
        (("--format", "xml"), "'xml' is not one of"),
    ],
)
def test_wrong_usage_is_one_line_and_2(
    command: Command, home: Path, arguments: tuple[str, ...], said: str
) -> None:
    done = command("check", *arguments)
    assert done.code == 2
    assert said in done.err
    assert len(done.err.splitlines()) == 1


def test_nothing_is_wrapped_or_cropped_for_another_program(command: Command, home: Path) -> None:
    line = "# " + "a very long comment " * 30
    text = f"{line}\n" + card('name @row(label: "' + "x" * 400 + '{nmae}")')
    (home / "cards" / "billing" / "bad.graphql").write_text(text, encoding="utf-8")
    done = command("check")
    assert text.splitlines()[1] in done.out


def test_a_watch_tells_what_a_save_changed_and_ends_quietly(home: Path) -> None:
    bad = home / "cards" / "billing" / "bad.graphql"
    with program("check", "--watch", cwd=home) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        first = [process.stdout.readline() for _ in range(11)]
        assert first[-1] == "2 errors in 1 of 2 cards\n", first
        assert process.stderr.readline() == "Watching; ^C ends it\n"
        bad.write_text(BAD.replace("nmae", "name"), encoding="utf-8")
        assert process.stdout.readline() == (
            'fixed: cards/billing/bad.graphql: Customer has no field "nmae" [unknown-field]\n'
        )
        assert process.stdout.readline() == "1 fixed; now 1 error in 1 of 2 cards\n"
        done = ended(process, signal.SIGINT)
    assert (done.code, done.out, done.err) == (0, "", "")


def _older(command: Command, home: Path) -> Path:
    """Export the schema, with a field that is gone since."""
    old = home / "old.graphql"
    command("schema", "export", str(old))
    text = old.read_text(encoding="utf-8")
    assert "type Contact {" in text
    old.write_text(text.replace("type Contact {", "type Contact {\n  faxNumber: String\n"))
    return old
