"""`aggregator customers account`: what is said of a company, and its people."""

from pathlib import Path

from tests.support.command import Command

ACCOUNTS = "external_ref,display_name,domains\na1,Acme,acme.com\na2,Other,other.example\n"
PEOPLE = (
    "external_ref,email,display_name,account_external_ref\n"
    "u1,ann@acme.com,Ann,a1\nu2,bob@acme.com,Bob,a1\nu3,eve@other.example,Eve,a2\n"
)


def test_an_account_is_found_by_any_id_and_shown_with_its_people(
    nowhere: Path, command: Command
) -> None:
    (nowhere / "accounts.csv").write_text(ACCOUNTS, encoding="utf-8")
    (nowhere / "people.csv").write_text(PEOPLE, encoding="utf-8")
    assert command("customers", "import", "accounts.csv", "--as", "account").code == 0
    assert command("customers", "import", "people.csv").code == 0
    shown = command("customers", "account", "acme.com")
    assert shown.code == 0, shown.err
    lines = shown.out.splitlines()
    assert lines[0].startswith("acct_")
    assert lines[0].endswith("  Acme")
    assert any("external_id" in line and "a1" in line and "by import" in line for line in lines)
    assert "2 people" in lines
    assert "Ann  ann@acme.com  u1" in shown.out
    assert "Eve" not in shown.out
    first = command("customers", "account", "a1", "--most", "1").out.splitlines()
    assert first[-1].startswith("More: --after cust_")
    rest = command("customers", "account", "a1", "--after", first[-1].split()[-1]).out
    assert "Bob" in rest
    assert "Ann" not in rest
    missing = command("customers", "account", "nowhere.example")
    assert missing.code == 1
    assert "No account in the directory has 'nowhere.example'" in missing.err
