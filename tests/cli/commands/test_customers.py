"""`aggregator customers`: from nothing to a right card, whatever ends it on the way."""

import asyncio
import csv
import json
import re
import signal
from pathlib import Path

import pytest

from aggregator.demo.company import DemoCompany
from aggregator.demo.personas import ALEX
from tests.support.big_import import import_and_kill, prepare, write_customers
from tests.support.command import Command, ended, lines_until, program

ROOT = Path(__file__).parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def home(nowhere: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with settings, on each database."""
    monkeypatch.setenv("AGGREGATOR_DATABASE_URL", database_url)
    return nowhere


@pytest.fixture
def only_sqlite(nowhere: Path) -> Path:
    return nowhere


def customers(file: Path, many: int) -> Path:
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(["external_ref", "email", "display_name", "billing.customer"])
        for n in range(many):
            writer.writerow([f"u{n}", f"p{n}@x.co", f"Name {n}", f"cus_{n}"])
    return file


def exported_ids(company: DemoCompany, file: Path) -> None:
    """A file of the company's people with their ids in two of its systems."""
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(
            ["external_ref", "email", "display_name", "billing.customer", "helpdesk.user"]
        )
        for person in company.data.customers:
            ids = [person.external_id, person.email, person.name]
            writer.writerow([*ids, person.billing_id, person.helpdesk_id])


@pytest.mark.real_time
def test_the_readmes_four_commands_lead_to_a_right_card(
    only_sqlite: Path, company: DemoCompany, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    [block] = re.findall(r"^```sh customers\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)
    init, trial, imports, serve = block.splitlines()
    exported_ids(company, only_sqlite / "customers.csv")
    assert command(*init.removesuffix(" && cd my-cards").split()[1:]).code == 0
    folder = only_sqlite / "my-cards"
    monkeypatch.chdir(folder)
    people = len(company.data.customers)
    connect(folder, company)
    tried = command(*trial.split()[1:])
    assert f"Nothing was changed. It would be: {people:,} created" in tried.out
    done = command(*imports.split()[1:])
    assert (done.code, done.err.count("failed")) == (0, 0)
    assert f"{people:,} created, 0 updated, 0 unchanged, 0 failed" in done.out
    with program(*serve.split()[1:], "--port", "0", cwd=folder) as server:
        said = lines_until(server.stderr, "serving")
        [url] = re.findall(r"http://127\.0\.0\.1:\d+", said[-1])
        drawn = command(
            "call", url, "--customer", str(ALEX.email), "--keys", "subscription-status",
            "--draw", "--secret", (folder / "secrets/signing-secret").read_text().strip(),
        )  # fmt: skip
        assert ended(server, signal.SIGTERM).code == 0
    assert drawn.code == 0
    assert "Enterprise" in drawn.out
    assert "Active" in drawn.out
    assert "No subscription" not in drawn.out


def connect(folder: Path, company: DemoCompany) -> None:
    """Connect two of the company's systems, and take a card of billing's team."""
    card = ROOT / "cards/billing/subscription-status.graphql"
    (folder / "cards/support/subscription-status.graphql").write_text(card.read_text())
    toml = folder / "aggregator.toml"
    settings = toml.read_text()
    for source in company.sources.values():
        if source.name in ("billing", "helpdesk"):
            credentials = ", ".join(
                f"{name} = {json.dumps(value)}" for name, value in source.credentials.items()
            )
            settings += (
                f'\n[sources.{source.name}]\nconnector = "{source.connector}"\n'
                f'url = "{source.url}"\ncredentials = {{ {credentials} }}\n'
            )
    toml.write_text(settings)


@pytest.mark.real_time
def test_killed_by_kill_9_and_resumed_no_row_is_lost_or_doubled(
    home: Path, database_url: str, command: Command
) -> None:
    asyncio.run(prepare(database_url))
    file = write_customers(home / "customers.csv", 3_000)
    killed = import_and_kill(file, database_url, home, kills=2)
    done = command("customers", "import", "--resume", killed.id)
    assert done.code == 0, done.err
    assert f"{killed.id} done: 2,957 created, 43 updated, 0 unchanged, 0 failed" in done.out
    again = command("customers", "import", str(file))
    assert "0 created, 0 updated, 3,000 unchanged, 0 failed" in again.out


def test_rows_that_are_not_taken_are_named_with_their_fix_and_written_beside_the_file(
    home: Path, command: Command
) -> None:
    file = home / "c.csv"
    file.write_text("external_ref,email,Colour\nu1,a@x.co,red\nu2,nonsense,red\nu3,c@x.co\n")
    done = command("customers", "import", "c.csv")
    assert done.code == 1
    assert "1 created, 0 updated, 0 unchanged, 2 failed" in done.out
    assert "unknown_column: Colour: left out. Fix: --map" in done.err
    assert "row 2 (email) bad_email: An e-mail address has" in done.err
    assert "row 3 ragged_row" in done.err
    assert "Not taken: 2 of 3 rows. Fix: correct them in c.failed.csv" in done.err
    assert (home / "c.failed.csv").read_text().count("\n") == 3
    mapped = command("customers", "import", "c.csv", "--map", "Colour=custom.colour")
    assert "0 created, 1 updated" in mapped.out
    assert "Colour is custom.colour (as you said)" in mapped.err
    assert "red" in command("customers", "show", "u1").out


def test_customers_are_found_shown_linked_and_unlinked(home: Path, command: Command) -> None:
    command("customers", "import", str(customers(home / "c.csv", 3)))
    assert "p1@x.co" in command("customers", "find", "name 1").out
    linked = command("customers", "link", "u1", "crm.contact=7", "--reason", "moved over")
    assert linked.out.endswith("has crm.contact 7\n")
    shown = command("customers", "show", "p1@x.co").out
    assert re.search(
        r"crm\.contact\s+7\s+\(by edit, verified, since .*, cli:.*, moved over\)", shown
    )
    assert "already" in command("customers", "link", "u1", "crm.contact=7").out
    found = command("customers", "find", "--not-linked", "crm", "--newest", "--most", "1").out
    assert "p2@x.co" in found
    after = re.search(r"2 in all: --most or --after (cust_\w+) shows more", found)
    assert after
    rest = command("customers", "find", "--not-linked", "crm", "--newest", "--after", after[1]).out
    assert "p0@x.co" in rest
    assert "p2@x.co" not in rest
    named = command("customers", "find", "--by-name", "--most", "2").out
    on = re.search(r"3 in all: --most or --after (name\.\S+) shows more", named)
    assert on
    last = command("customers", "find", "--by-name", "--after", on[1]).out
    assert [each in last for each in ("p0@x.co", "p1@x.co", "p2@x.co")] == [False, False, True]
    both = command("customers", "find", "--by-name", "--newest")
    assert "two orders" in both.err
    alone = command("customers", "find", "--tag", "vip")
    assert "Nobody in the directory is like that" in alone.err
    taken = command("customers", "link", "u1", "email=p2@x.co")
    assert taken.code == 1
    assert "Not linked, email_taken" in taken.err
    assert command("customers", "unlink", "u1", "crm.contact=7").code == 0
    assert "crm.contact" not in command("customers", "show", "u1").out
    assert "until" in command("customers", "show", "u1", "--history").out
    gone = command("customers", "unlink", "u1", "crm.contact=7")
    assert "has no crm.contact 7. Fix: aggregator customers show" in gone.err


def test_imports_are_listed_and_undone(home: Path, command: Command) -> None:
    assert "No import yet. Fix" in command("customers", "imports").out
    command("customers", "import", str(customers(home / "c.csv", 3)))
    [line] = command("customers", "imports").out.splitlines()
    assert "done  c.csv  3 created" in line
    id_ = line.split()[0]
    assert "3 removed" in command("customers", "undo", id_).out
    assert "Nobody in the directory" in command("customers", "show", "u1").err
    assert "is undone" in command("customers", "undo", id_).err
    assert "There is no import imp_0. Fix" in command("customers", "cancel", "imp_0").err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["import"], "Name a FILE, or --resume IMPORT, or --sample"),
        (["import", "x.csv", "--sample"], "Fix: one of the three"),
        (["import", "gone.csv"], "There is no file gone.csv"),
        (["import", "x.csv", "--as", "robot"], "--as robot is unknown. Fix: customer, account"),
        (["import", "x.csv", "--existing", "burn"], "Fix: update, replace or ignore"),
        (["import", "x.csv", "--map", "nonsense"], "is no COLUMN=FIELD"),
        (["import", "empty.csv"], "empty.csv is empty. Rule: "),
        (["import", "latin.csv"], "bad_encoding: the file is no UTF-8. Fix: --encoding cp1252"),
        (["import", "x.csv", "--encoding", "klingon"], "There is no encoding 'klingon'"),
        (["link", "nobody", "crm.contact"], "'crm.contact' is no KIND=VALUE"),
        (["link", "nobody", "name=x"], "'name' is no kind of id"),
        (["link", "nobody", "crm.contact=7"], "Nobody in the directory has 'nobody'"),
        (["find", "nobody"], "or aggregator customers import brings them"),
        (["tags", "a,b"], "'a,b' is no tag"),
    ],
)
def test_what_cannot_be_done_is_told_with_its_fix(
    only_sqlite: Path, command: Command, arguments: list[str], said: str
) -> None:
    (only_sqlite / "x.csv").write_text("email\na@x.co\n")
    (only_sqlite / "empty.csv").touch()
    (only_sqlite / "latin.csv").write_bytes(b"email,name\na@x.co,Jos\xe9\n")
    done = command("customers", *arguments)
    assert done.code in (1, 2)
    assert said in done.err


def test_tags_and_owners_must_exist_or_be_made(only_sqlite: Path, command: Command) -> None:
    (only_sqlite / "x.csv").write_text('external_ref,tags,owner\nu1,"vip,tier=gold",sam\n')
    refused = command("customers", "import", "x.csv")
    assert "unknown_owner: An owner must be known" in refused.err
    refused = command("customers", "import", "x.csv", "--create-owners")
    assert "unknown_tag: A tag must exist" in refused.err
    assert "2 added, 0 there already" in command("customers", "tags", "vip", "tier=gold").out
    made = command("customers", "import", "x.csv", "--create-owners")
    assert "1 created" in made.out
    assert command("customers", "owners").out == "sam\n"
    assert command("customers", "tags").out == "tier=gold\nvip\n"


def test_the_sample_has_the_ids_of_connected_sources_and_is_read_back(
    only_sqlite: Path, command: Command, company: DemoCompany
) -> None:
    command("init", "h")
    connect(only_sqlite / "h", company)
    config = ["--config", "h/aggregator.toml"]
    sample = command("customers", "import", "--sample", *config).out
    assert sample.splitlines()[0].endswith(",billing.customer,helpdesk.user")
    (only_sqlite / "s.csv").write_text(sample)
    tried = command("customers", "import", "s.csv", "--dry-run", *config)
    assert "blocked_value" in tried.out  # the row that says what is mandatory
    assert "account_not_found" in tried.out
