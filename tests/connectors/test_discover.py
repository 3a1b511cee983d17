"""Connectors are found by their folders; a broken one is named."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.connectors import discover
from aggregator.domain.errors import ConnectorError

GOOD = """
from aggregator.domain.lookup import Authentication, Connector
CONNECTOR = Connector({key!r}, "Words", "custom", Authentication("none"), ())
"""


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    root = tmp_path / "foreign_connectors"
    root.mkdir()
    (root / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    yield root
    for name in [name for name in sys.modules if name.split(".")[0] == root.name]:
        del sys.modules[name]


def write(package: Path, folder: str, source: str) -> None:
    (package / folder).mkdir()
    (package / folder / "__init__.py").write_text(source)


def test_the_four_are_found_without_a_list() -> None:
    assert list(discover()) == ["billing", "crm", "helpdesk", "product"]
    assert [connector.words for connector in discover().values()] == [
        "Billing",
        "CRM",
        "Helpdesk",
        "Product",
    ]


def test_what_they_provide_together_names_each_field_once() -> None:
    provided = [
        field
        for connector in discover().values()
        for lookup in connector.lookups
        for field in lookup.provides
    ]
    assert sorted(provided) == sorted(set(provided))
    assert set(provided) == {
        *(
            f"Customer.{field}"
            for field in (
                *("subscription", "invoices", "contact", "account", "tickets", "conversations"),
                *("usage", "seats", "features", "incidents"),
            )
        ),
        "Subscription.plan",
        "Account.owner",
        "Contact.owner",
        "Tenant.account",
        "Query.account",
        "Thread.ticket",
    }


def test_a_folder_is_enough_and_a_plain_module_is_no_connector(package: Path) -> None:
    write(package, "one", GOOD.format(key="one"))
    (package / "notes.py").write_text("raise RuntimeError")
    assert list(discover([str(package)], package.name)) == ["one"]


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("raise RuntimeError('boom')", r"Connector 'bad' cannot be imported: RuntimeError\('boom'"),
        ("def", "Connector 'bad' cannot be imported: SyntaxError"),
        ("", "Connector 'bad': export CONNECTOR"),
        ("CONNECTOR = {'key': 'bad'}", "Connector 'bad': export CONNECTOR"),
        (GOOD.format(key="Bad Key"), "Connector 'Bad Key': its key is lower-case"),
    ],
)
def test_a_broken_one_is_named(package: Path, source: str, message: str) -> None:
    write(package, "bad", source)
    with pytest.raises(ConnectorError, match=message):
        discover([str(package)], package.name)


def test_one_key_in_two_folders_names_both(package: Path) -> None:
    write(package, "one", GOOD.format(key="same"))
    write(package, "two", GOOD.format(key="same"))
    with pytest.raises(ConnectorError, match="'one' and 'two' both have the key 'same'"):
        discover([str(package)], package.name)
