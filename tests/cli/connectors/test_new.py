"""`aggregator connectors new`: a folder is begun, and what is left is listed."""

from io import StringIO
from pathlib import Path

import pytest

from tests.support.command import Command

WHOLE = (
    "connectors", "new", "erp", "--provides", "Customer.invoices", "--request", "GET /v1/invoices",
    "--param", "email", "--max", "50", "--records", "data", "--match", "email", "--yes",
)  # fmt: skip

DATABASE = ("shop", "--provides", "Customer.usage", "--category", "database")
SQL = "SELECT id, email FROM people WHERE email = ANY(:keys)"


def test_what_is_told_is_written_and_the_rest_is_listed_with_its_place(
    command: Command, nowhere: Path
) -> None:
    done = command(*WHOLE)
    assert (done.code, done.err) == (0, "")
    text = (nowhere / "connectors/erp/connector.yaml").read_text()
    assert "    request: GET /v1/invoices\n" in text
    assert "    many: true\n" in text
    assert "connectors/erp/connector.yaml:15:18: error: `path` is still to be said" in done.out
    assert done.out.count("[connector-todo]") == 1
    assert "check connectors/erp" in done.out
    assert not (nowhere / "connectors/erp/types.graphql").exists()


def test_what_is_next_ends_with_the_system_itself(command: Command) -> None:
    done = command("connectors", "new", "erp", "--provides", "Customer.subscription", "--yes")
    following = done.out.partition("\nNext:\n")[2]
    said = ("check connectors/erp", "connectors show erp", "source try erp --customer EMAIL")
    assert [any(each in line for each in said) for line in following.splitlines()] == [True] * 3


def test_nothing_is_overwritten(command: Command) -> None:
    assert command(*WHOLE).code == 0
    done = command(*WHOLE)
    assert done.code == 1
    assert "connectors/erp is there already" in done.err


def test_a_new_type_comes_with_its_file(command: Command, nowhere: Path) -> None:
    done = command("connectors", "new", "fleet", "--type", "Vehicle", "--many", "--yes")
    assert done.code == 0
    assert "vehicles: [Vehicle]" in (nowhere / "connectors/fleet/types.graphql").read_text()
    assert "schema export" in done.out


def test_what_cannot_be_is_told_and_nothing_is_written(command: Command, nowhere: Path) -> None:
    for arguments, said in (
        (("My ERP", "--yes"), 'Did you mean "my_erp"?'),
        (("erp", "--yes"), "What does it fill? Fix: --provides Customer.subscription"),
        (("erp", "--provides", "Customer.invoice", "--yes"), 'Did you mean "Customer.invoices"?'),
        (("erp", "--type", "Invoice", "--yes"), "There is a type Invoice"),
        (("erp", "--type", "Note", "--provides", "Customer.name.x"), "cannot be a new field"),
        (("erp", "--provides", "Customer.usage", "--category", "sales"), 'no category "sales"'),
        (("erp", "--provides", "Customer.usage", "--authentication", "x"), "no authentication"),
        (("erp", "--provides", "Customer.usage", "--request", "PUT /x"), "is no call"),
        ((*DATABASE, "--sql", "SELECT id FROM people"), "does not read rows by keys"),
        ((*DATABASE, "--request", "GET /x"), "asked by a statement, not by --request. Fix: --sql"),
        ((*DATABASE, "--authentication", "bearer"), "Use one of: basic, none"),
        (
            ("erp", "--provides", "Customer.usage", "--sql", SQL, "--category", "crm"),
            "--sql is the statement of a database",
        ),
    ):
        done = command("connectors", "new", *arguments)
        assert done.code == 2, arguments
        assert said in done.err
    assert not (nowhere / "connectors").exists()


def test_a_database_is_begun_with_a_statement(command: Command, nowhere: Path) -> None:
    assert command("connectors", "new", *DATABASE, "--yes").code == 0
    left = command("check", "connectors/shop")
    assert "WHERE TODO = ANY(:keys)" in left.out
    assert left.out.count("error: ") == left.out.count("[connector-todo]")
    told = ("bureau", "--type", "Desk", "--sql", SQL, "--yes")
    assert command("connectors", "new", *told).code == 0
    text = (nowhere / "connectors/bureau/connector.yaml").read_text()
    assert "category: database\nauthentication: basic\n" in text
    assert f'sql: "{SQL}"' in text
    assert "batch: {style: sql-any, max: 200}\n    records: rows\n    match: email\n" in text
    assert "sql" not in command("check", "connectors/bureau").out


def test_a_copy_of_another_one_is_written_to_be_changed(command: Command, nowhere: Path) -> None:
    done = command("connectors", "new", "people", "--from", "rest")
    assert (done.code, done.err) == (0, "")
    assert [each.name for each in (nowhere / "connectors/people").iterdir()] == ["connector.yaml"]
    text = (nowhere / "connectors/people/connector.yaml").read_text()
    assert text.startswith(
        "# yaml-language-server: $schema=../../graphql/connector.schema.json\n# A REST"
    )
    assert text.count("yaml-language-server") == 1
    assert command("check", "connectors/people").code == 0
    assert command("connectors", "new", "desk", "--from", "zendesk").code == 0
    assert (nowhere / "connectors/desk/fake.py").is_file()
    assert not (nowhere / "connectors/desk/grade.json").exists()
    for arguments, said in (
        (("--from", "res"), "did you mean rest"),
        (("--from", "rest", "--match", "x"), "Fix: --from alone"),
    ):
        wrong = command("connectors", "new", "other", *arguments)
        assert wrong.code == 2
        assert said in wrong.err


def test_answers_that_end_name_the_question_and_the_flag(
    command: Command, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = StringIO("Our ERP\ncrm\n")
    monkeypatch.setattr("sys.stdin", answers)
    monkeypatch.setattr(answers, "isatty", lambda: True, raising=False)
    done = command("connectors", "new", "erp", "--provides", "Customer.usage")
    assert done.code == 2
    assert "How it is authenticated: there was no answer, and nothing was written." in done.err
    assert "--authentication says it, --yes asks nothing" in done.err
    assert not (nowhere / "connectors").exists()


def test_answers_are_not_read_where_nobody_sits(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = StringIO("Our ERP\n")
    monkeypatch.setattr("sys.stdin", answers)
    done = command("connectors", "new", "erp")
    assert (done.code, answers.tell()) == (2, 0)
    assert "What does it fill? Fix: --provides Customer.subscription, or --type" in done.err
