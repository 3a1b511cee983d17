"""`aggregator schema`: the schema as a file."""

from pathlib import Path

from tests.cli.conftest import ROOT
from tests.support.command import Command


def test_the_repository_holds_the_schema_of_the_code(command: Command) -> None:
    done = command("schema", "check", str(ROOT / "graphql/schema.graphql"))
    assert (done.code, done.err) == (0, "")


def test_exported_it_is_up_to_date_until_it_is_changed(command: Command, nowhere: Path) -> None:
    file = nowhere / "graphql/schema.graphql"
    assert command("schema", "check").code == 1
    written = command("schema", "export")
    text = file.read_text()
    assert written.out == f"graphql/schema.graphql written, {text.count(chr(10))} lines\n"
    assert "directive @row(" in text
    for noun in ("check", "export"):
        assert command("schema", noun).out == "graphql/schema.graphql is up to date\n"

    file.write_text(text.replace("type Customer ", "type Custumer ", 1))
    stale = command("schema", "check")
    assert stale.code == 1
    assert "\n-type Custumer " in stale.out
    assert "\n+type Customer " in stale.out
    assert stale.err == (
        "aggregator: graphql/schema.graphql is stale, 2 lines differ. "
        "Fix: aggregator schema export\n"
    )
    assert command("schema", "export").code == 0
    assert file.read_text() == text


def test_a_dash_prints_it_and_nothing_else(command: Command, nowhere: Path) -> None:
    printed = command("schema", "export", "-").out
    command("schema", "export", "mine.graphql")
    assert printed == (nowhere / "mine.graphql").read_text()


def test_the_folder_is_the_one_of_the_settings(command: Command, nowhere: Path) -> None:
    (nowhere / "aggregator.toml").write_text(
        'graphql = "elsewhere"\nsigning_secrets = ["file:not-on-this-machine"]\n'
    )
    assert command("schema", "export").code == 0
    assert (nowhere / "elsewhere/schema.graphql").is_file()


def test_a_file_that_is_not_there_is_named_with_the_command_that_writes_it(
    command: Command,
) -> None:
    done = command("schema", "check", "x.graphql")
    assert (done.code, done.err) == (
        1,
        "aggregator: x.graphql is not there. Fix: aggregator schema export x.graphql\n",
    )
