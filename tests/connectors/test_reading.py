"""Each mistake of a `connector.yaml` is a finding at its place, with what was meant."""

from pathlib import Path

import pytest

from aggregator.connectors.reading import read_connector
from aggregator.language.diagnostics import Diagnostic
from aggregator.lint.registry import all_rules
from tests.support.manifests import GOOD, read_manifest

# What is changed in GOOD, by what; then the code, the text under the caret and what was meant.
MISTAKES = [
    ("a misspelt word", "    match: email", "    mach: email", "connector-word", "mach", "match"),
    ("a misspelt word inside", "param: email", "parm: email", "connector-word", "parm", "param"),
    (
        "a word of another table",
        "name: Shop",
        "name: Shop\nwrap: https://x",
        "connector-word",
        "wrap",
        None,
    ),
    (
        "a missing word",
        "    records: data\n    match: email\n",
        "    match: email\n",
        "connector-missing",
        "person",
        None,
    ),
    (
        "a missing style",
        "style: ids-param, param: email",
        "param: email",
        "connector-missing",
        "batch",
        None,
    ),
    (
        "a word that is none of those",
        "authentication: bearer",
        "authentication: barer",
        "connector-value",
        "barer",
        "bearer",
    ),
    (
        "a style that is none of those",
        "style: ids-param, param: email",
        "style: ids-parm, param: email",
        "connector-value",
        "ids-parm",
        "ids-param",
    ),
    ("a number that is none", "max: 50", "max: many", "connector-value", "many", None),
    ("a number that is too small", "max: 50", "max: 0", "connector-value", "0", None),
    (
        "a list for a text",
        "records: data\n    match: email",
        "records: [data]\n    match: email",
        "connector-value",
        "records",
        None,
    ),
    (
        "a text for a table",
        "keys: {subscription: sub.id}",
        "keys: subscription",
        "connector-value",
        "subscription",
        None,
    ),
    ("nothing", "    key: email\n", "    key:\n", "connector-value", "key", None),
    ("an odd request", "GET /people", "FETCH people", "connector-value", "FETCH people", None),
    ("a path without a slash", "path: /subs", "path: subs", "connector-lookup", "subs", None),
    (
        "an unknown transform",
        "transform: datetime",
        "transform: dateime",
        "connector-transform",
        "dateime",
        "datetime",
    ),
    (
        "options of no transform",
        "{path: start, transform: datetime}",
        "{path: start, options: {a: b}}",
        "connector-transform",
        "options",
        None,
    ),
    (
        "money without currency",
        ", options: {currency: currency}",
        "",
        "connector-transform",
        "money",
        None,
    ),
    (
        "otherwise without a table",
        "{path: start, transform: datetime}",
        "{path: start, otherwise: x}",
        "connector-transform",
        "otherwise",
        None,
    ),
    ("a path that is none", "path: state", "path: state..x", "connector-path", "state..x", None),
    (
        "a function that is none",
        "path: state",
        "path: joined(state)",
        "connector-path",
        "joined(state)",
        None,
    ),
    ("a path of keys that is none", "sub.id}", "'a['}", "connector-path", "'a['", None),
    (
        "a word that the enum lacks",
        "off: CANCELED",
        "off: CANCELLED",
        "connector-enum",
        "CANCELLED",
        "CANCELED",
    ),
    (
        "an enum without a table",
        "        table: {on: ACTIVE, off: CANCELED}\n",
        "        transform: text\n",
        "connector-enum",
        "status",
        None,
    ),
    (
        "a field that the type lacks",
        "startedAt:",
        "startetAt:",
        "connector-field",
        "startetAt",
        "startedAt",
    ),
    (
        "a field in Python's spelling",
        "startedAt:",
        "started_at:",
        "connector-field",
        "started_at",
        "startedAt",
    ),
    (
        "a required field that is not mapped",
        "      id: {path: id, transform: text}\n",
        "",
        "connector-field",
        "fields",
        None,
    ),
    (
        "a field that the schema lacks",
        "provides: Customer.subscription",
        "provides: [Customer.subscription, Customer.subscriptoin]",
        "connector-field",
        "Customer.subscriptoin",
        "Customer.subscription",
    ),
    (
        "a via that leads nowhere",
        "Customer.subscription: person}",
        "Customer.subscription: persons}",
        "connector-via",
        "persons",
        "person",
    ),
    (
        "a via that leads back",
        "Customer.subscription: person}",
        "Customer.subscription: subscription}",
        "connector-via",
        "subscription",
        None,
    ),
    (
        "a via for what is not provided",
        "{Customer.subscription: person}",
        "{Customer.usage: person}",
        "connector-via",
        "Customer.usage",
        None,
    ),
    (
        "a key that the record before does not hold",
        "keys: {subscription: sub.id}",
        "keys: {sub: sub.id}",
        "connector-key",
        "person",
        None,
    ),
    (
        "a misspelt kind of key",
        "    key: email\n",
        "    key: emial\n",
        "connector-key",
        "emial",
        "email",
    ),
    ("a word twice", "name: Shop", "name: Shop\nname: Shop", "yaml-twice", "name", None),
    ("no YAML", "name: Shop", "name: Shop: Berlin", "yaml-syntax", ":", None),
]


def under_caret(diagnostic: Diagnostic) -> str:
    return diagnostic.excerpt[diagnostic.column - 1 : diagnostic.end_column - 1]


def test_a_good_one_has_no_findings(tmp_path: Path) -> None:
    reading = read_manifest(tmp_path, GOOD)
    assert reading.diagnostics == ()
    assert reading.connector is not None
    assert reading.connector.key == "shop"


@pytest.mark.parametrize(
    ("old", "new", "code", "caret", "meant"),
    [each[1:] for each in MISTAKES],
    ids=[each[0] for each in MISTAKES],
)
def test_a_mistake_is_told_where_it_stands_and_alone(
    tmp_path: Path, old: str, new: str, code: str, caret: str, meant: str | None
) -> None:
    assert old in GOOD
    reading = read_manifest(tmp_path, GOOD.replace(old, new, 1))
    assert reading.diagnostics
    told = [(each.code, under_caret(each), each.did_you_mean[:1]) for each in reading.diagnostics]
    assert told == [(code, caret, (meant,) if meant else told[0][2])]
    (diagnostic,) = reading.diagnostics
    assert diagnostic.path == str(reading.path)
    assert not diagnostic.serves
    assert code in all_rules()
    if meant:
        assert diagnostic.fix[0].text == meant


def test_several_mistakes_are_told_together(tmp_path: Path) -> None:
    text = GOOD.replace("max: 20", "max: 0").replace("bearer", "token")
    assert [each.code for each in read_manifest(tmp_path, text).diagnostics] == [
        "connector-value"
    ] * 2


def test_a_folder_that_is_called_as_no_connector_is_told(tmp_path: Path) -> None:
    (diagnostic,) = read_manifest(tmp_path, GOOD, key="My Shop").diagnostics
    assert (diagnostic.code, diagnostic.line) == ("connector-name", 1)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "connector-value"),
        ("- a\n", "connector-value"),
        ("\N{BYTE ORDER MARK}" + GOOD, None),
        (GOOD.replace("\n", "\r\n"), None),
        (GOOD.replace("Shop", "Caf\udce9"), "not-utf8"),
        (f"# {'x' * 300_000}\n{GOOD}", "file-too-large"),
    ],
)
def test_what_a_file_is_altogether(tmp_path: Path, text: str, code: str | None) -> None:
    reading = read_manifest(tmp_path, text)
    assert [each.code for each in reading.diagnostics] == ([code] if code else [])


def test_a_file_that_cannot_be_read_may_be_the_next_time(tmp_path: Path) -> None:
    file = tmp_path / "shop" / "connector.yaml"
    file.mkdir(parents=True)
    reading = read_connector("shop", file)
    assert [each.code for each in reading.diagnostics] == ["unreadable-file"]
    assert reading.unread


def test_what_a_draft_leaves_open_is_told_alone(tmp_path: Path) -> None:
    text = GOOD.replace("GET /people", "GET /TODO").replace("max: 20", "max: TODO")
    found = read_manifest(tmp_path, text.replace("id: id", "id: TODO"))
    assert [(each.code, each.line, each.message) for each in found.diagnostics] == [
        ("connector-todo", 6, "`request` is still to be said"),
        ("connector-todo", 7, "`max` is still to be said"),
        ("connector-todo", 11, "`id` is still to be said"),
    ]
