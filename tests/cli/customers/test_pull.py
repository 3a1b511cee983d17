"""`aggregator customers pull`: everybody a connected system knows, with their ids there."""

import json
import re
from pathlib import Path

import pytest

from aggregator.demo.company import DemoCompany
from aggregator.demo.personas import ALEX
from tests.support.command import Command


@pytest.fixture
def home(nowhere: Path, company: DemoCompany) -> Path:
    """A folder whose settings connect the company's CRM and its billing."""
    toml = ""
    for source in company.sources.values():
        if source.name in ("crm", "billing"):
            credentials = ", ".join(
                f"{name} = {json.dumps(value)}" for name, value in source.credentials.items()
            )
            toml += (
                f'\n[sources.{source.name}]\nconnector = "{source.connector}"\n'
                f'url = "{source.url}"\ncredentials = {{ {credentials} }}\n'
            )
    (nowhere / "aggregator.toml").write_text(toml)
    return nowhere


@pytest.mark.real_time
def test_everybody_of_the_crm_is_pulled_once_and_found_by_their_e_mail(
    home: Path, command: Command, company: DemoCompany
) -> None:
    contacts = [each for each in company.data.customers if each.contact_id is not None]
    tried = command("customers", "pull", "crm", "--dry-run")
    assert tried.code == 0, tried.err
    assert "Nothing was changed. It would be: " in tried.out
    assert "No import yet" in command("customers", "imports").out
    done = command("customers", "pull", "crm")
    many = int(done.out.split(" created")[0].split()[-1].replace(",", ""))
    failed = int(done.out.split(" failed")[0].split()[-1])
    assert many + failed == len(contacts) + len(company.data.accounts)
    assert (done.code == 0) is (failed == 0)
    assert tried.out.split("It would be: ")[1] == done.out.split("done: ")[1]
    shown = command("customers", "show", str(ALEX.email)).out
    [alex] = [each for each in contacts if each.persona is ALEX]
    assert f"crm.contact {alex.contact_id}" in " ".join(shown.split())
    again = command("customers", "pull", "crm", "--full")
    assert f"0 created, 0 updated, {many:,} unchanged, {failed} failed" in again.out
    changed = command("customers", "pull", "crm")  # since the last one: nobody
    assert "0 created, 0 updated, 0 unchanged, 0 failed" in changed.out
    first = command("customers", "imports").out.splitlines()[-1]
    assert "from crm" in first
    assert f"{many:,} removed" in command("customers", "undo", first.split()[0]).out


@pytest.mark.real_time
def test_what_cannot_be_pulled_is_told_with_its_fix(home: Path, command: Command) -> None:
    for arguments, said in [
        (["nowhere"], "There is no source nowhere. Fix: one of the settings: "),
        (["billing"], "The connector billing lists neither people nor accounts. Fix: say people:"),
        (["crm", "--resume", "pull_0"], "There is no pull pull_0. Fix: "),
        (["crm", "--resume", "pull_0", "--full"], "--resume goes on as it was begun. Fix: "),
    ]:
        done = command("customers", "pull", *arguments)
        assert done.code in (1, 2), arguments
        assert said in done.err, arguments


@pytest.mark.real_time
def test_a_source_that_is_down_ends_a_pull_that_can_be_gone_on_with(
    home: Path, command: Command
) -> None:
    toml = home / "aggregator.toml"
    right = toml.read_text()
    toml.write_text(re.sub(r'url = "[^"]+"', 'url = "http://127.0.0.1:1"', right))
    stopped = command("customers", "pull", "crm")
    assert stopped.code == 1
    [resume] = re.findall(r"customers (pull crm --resume pull_\w+)", stopped.err)
    assert "Traceback" not in stopped.err
    toml.write_text(right)
    done = command("customers", *resume.split())
    assert " done: " in done.out
    assert "is done: there is nothing to go on with" in command("customers", *resume.split()).err
