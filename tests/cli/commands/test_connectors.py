"""`aggregator connectors`: what can be connected, and what a source needs."""

import tomllib
from pathlib import Path

import pytest

from aggregator.connectors.folders import packaged
from tests.support.command import Command
from tests.support.fleet import write_fleet
from tests.support.manifests import GOOD, write_manifest


def test_all_are_listed_with_their_grades_those_of_the_home_too(
    command: Command, nowhere: Path
) -> None:
    write_manifest(nowhere / "connectors")
    done = command("connectors", "list")
    lines = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    assert [line.split()[0] for line in lines] == ["name", *sorted([*packaged(), "shop"])]
    (linear,) = [line for line in lines if line.startswith("linear ")]
    assert linear.split()[4] in "ABC"
    assert linear.endswith("Customer.tickets")
    (shop,) = [line for line in lines if line.startswith("shop ")]
    assert "Customer.subscription" in shop
    assert "  your home  " in shop
    assert "  package  " in linear
    assert shop.split()[5:7] == ["-", "-"]  # nobody has tested it


def test_a_broken_one_is_told_beside_the_others(command: Command, nowhere: Path) -> None:
    write_manifest(nowhere / "connectors", GOOD.replace("name: Shop", "nmae: Shop"))
    done = command("connectors", "list")
    assert done.code == 0
    assert "linear" in done.out
    assert "The connector shop is broken. Fix: aggregator check says why" in done.err


@pytest.mark.parametrize("name", packaged())
def test_the_settings_that_are_shown_are_toml_and_name_the_connector(
    command: Command, name: str
) -> None:
    done = command("connectors", "show", name)
    assert (done.code, done.err) == (0, "")
    shown = tomllib.loads(done.out.partition("For aggregator.toml:")[2])
    source = shown["sources"][name]
    assert source["connector"] == name
    assert ("credentials" in source) == (name != "sqlite")
    databases = {"sqlite": "sqlite:///...", "postgresql": "postgresql://..."}
    assert source.get("url", "https://...") == databases.get(name, "https://...")


def test_one_says_what_it_is_asked_by_and_where_it_is_described(command: Command) -> None:
    shown = command("connectors", "show", "linear").out
    assert "Documentation: https://linear.app/developers" in shown
    assert "issues: Customer.tickets, by the e-mail address" in shown
    assert "\nGrade " in shown
    assert "tested against" in shown
    assert shown.startswith("Linear (helpdesk), from this package\n")


def test_each_lookup_says_how_it_asks_and_what_that_costs(command: Command, nowhere: Path) -> None:
    write_fleet(nowhere / "connectors")
    shown = command("connectors", "show", "garage").out
    file = Path("connectors/garage/connector.yaml")
    assert shown.startswith(f"Garage (custom), from {file}\n")
    assert (
        "  fleet: Customer.fleet, by the e-mail address\n"
        "    ids-param, up to 20 keys a call: 25 people cost 2 calls\n"
    ) in shown
    added = (
        "Fleet, Base, Door, Vehicle, Drive, Customer.fleet, Contact.lifecycleStage, Contact.score"
    )
    assert f"It adds to the schema: {added}\n" in shown


def test_pages_of_lists_in_records_are_counted_beside_it(command: Command) -> None:
    assert (
        "  linked: leads to other lookups, by contact, which the directory can link\n"
        "    body-ids, up to 100 keys a call: 25 people cost 1 call, up to 5 where lists in their "
        "records come in pages\n"
    ) in command("connectors", "show", "hubspot").out


def test_one_that_there_is_not_is_told_with_those_there_are(command: Command) -> None:
    done = command("connectors", "show", "strip")
    assert done.code == 2
    assert "There is no connector strip" in done.err
    assert "linear" in done.err
