"""The words of a `connector.yaml`, their schema for editors, and what each of them declares."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from aggregator.connectors.folders import packaged
from aggregator.connectors.manifest import json_schema
from aggregator.domain.authentication import OAuth2ClientAuth
from aggregator.domain.call import TooOften
from aggregator.domain.lookup import Connector, From, Lookup, LookupRequest, Nested
from aggregator.domain.page_ways import CursorPages, LinkPages, ListPages, NumberPages
from aggregator.upstream.styles.body_ids import BodyIds
from aggregator.upstream.styles.graphql_in import GraphQLIn
from aggregator.upstream.styles.ids_param import IdsParam
from tests.support.manifests import GOOD, read_manifest

COMMITTED = Path(__file__).parents[2] / "graphql" / "connector.schema.json"

EVERY_WORD = """\
name: Shop
category: crm
authentication: {kind: oauth2_client_credentials, token_url: /token, scope: a b, secret: body}
concurrency: 3
max_bytes: 5000
lookups:
  person:
    key: email
    request: POST /people
    batch: {style: body-ids, field: inputs, wrap: id, max: 20}
    records: data
    match: email
    keys: {bill: bills}
    fields: {id: id}
  bills:
    provides: [Customer.invoices]
    via: {Customer.invoices: person}
    key: bill
    request: {path: /bills, params: {limit: 100, open: yes}, body: {a: [1, "2", true], b: x}}
    batch: {style: ids-param, param: ids, form: comma, max: 50}
    records: data
    match: id
    many: true
    per_key: per
    pages: {cursor: next, param: after, max_pages: 4}
    fields:
      id: id
      status: {path: state, table: {no: OPEN, 1: PAID}, otherwise: VOID, on_error: record}
      total: {path: amount, transform: money, options: {currency: currency}, on_error: null}
      lines:
        path: lines
        many: true
        fields: {unitPrice: {path: p, transform: money, options: {currency: c}}}
  usage:
    provides: Customer.usage
    key: external_id
    request: {path: /graphql, document: "query q($ids: [ID!]!) { a(ids: $ids) { id } }"}
    batch: {style: graphql-in, variable: ids, max: 9}
    records: data.a
    match: id
    fields: {id: id}
"""

DECLARED = Connector(
    key="shop",
    words="Shop",
    category="crm",
    authentication=OAuth2ClientAuth("/token", "a b", "body"),
    concurrency=3,
    max_bytes=5000,
    lookups=(
        Lookup(
            name="person",
            key="email",
            request=LookupRequest("POST", "/people"),
            batch=BodyIds("inputs", 20, "id"),
            records="data",
            match="email",
            keys={"bill": "bills"},
            fields={"id": "id"},
        ),
        Lookup(
            name="bills",
            provides=("Customer.invoices",),
            via={"Customer.invoices": "person"},
            key="bill",
            request=LookupRequest(
                "POST",
                "/bills",
                params={"limit": "100", "open": "yes"},
                body={"a": [1, "2", True], "b": "x"},
            ),
            batch=IdsParam("ids", 50, "comma"),
            records="data",
            match="id",
            many=True,
            per_key="per",
            pages=CursorPages("next", "after", 4),
            fields={
                "id": "id",
                "status": From(
                    "state",
                    table={"no": "OPEN", "1": "PAID"},
                    otherwise="VOID",
                    on_error="record",
                ),
                "total": From("amount", "money", on_error="null", options={"currency": "currency"}),
                "lines": Nested(
                    "lines",
                    {"unit_price": From("p", "money", options={"currency": "c"})},
                    many=True,
                ),
            },
        ),
        Lookup(
            name="usage",
            provides=("Customer.usage",),
            key="external_id",
            request=LookupRequest(
                "POST", "/graphql", document="query q($ids: [ID!]!) { a(ids: $ids) { id } }"
            ),
            batch=GraphQLIn("ids", 9),
            records="data.a",
            match="id",
            fields={"id": "id"},
        ),
    ),
)


def test_each_word_declares_what_it_says(tmp_path: Path) -> None:
    reading = read_manifest(tmp_path, EVERY_WORD)
    assert [each.text() for each in reading.diagnostics] == []
    assert reading.connector == DECLARED


LOAD: Callable[[str], Any] = yaml.safe_load


def loaded(text: str) -> Any:
    """As an editor reads it, whose YAML is 1.2: `yes` is a text there."""
    return LOAD(text.replace("open: yes", "open: 'yes'").replace("no:", "'no':"))


VALIDATOR = Draft202012Validator(json_schema())


def test_the_committed_schema_is_that_of_the_words() -> None:
    written = json.loads(COMMITTED.read_text(encoding="utf-8"))
    fix = "Fix: aggregator schema connector > graphql/connector.schema.json"
    assert written == json_schema(), fix
    Draft202012Validator.check_schema(written)


@pytest.mark.parametrize("text", [GOOD, EVERY_WORD], ids=["good", "every word"])
def test_an_editor_has_nothing_to_say_of_what_is_read(text: str) -> None:
    texts = loaded(text.replace("table: {on:", "table: {'on':").replace("off:", "'off':"))
    for lookup in texts["lookups"].values():
        for field in lookup["fields"].values():
            if isinstance(field, dict) and "table" in field:
                field["table"] = {str(word): value for word, value in field["table"].items()}
    assert [error.message for error in VALIDATOR.iter_errors(texts)] == []


@pytest.mark.parametrize("file", packaged().values(), ids=packaged())
def test_an_editor_has_nothing_to_say_of_ours(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert [error.message for error in VALIDATOR.iter_errors(LOAD(text))] == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("    records: data\n    match: email", "    recrods: data\n    match: email"),
        ("max: 20", "max: 0"),
        ("style: ids-param, param", "style: ids, param"),
        ("authentication: bearer", "authentication: {kind: barer}"),
        ("GET /people", "people"),
    ],
)
def test_an_editor_sees_what_the_words_alone_say(old: str, new: str) -> None:
    assert old in GOOD
    assert list(VALIDATOR.iter_errors(loaded(GOOD.replace(old, new, 1)))) != []


PAGES_OF = {
    "{cursor: n, param: after}": CursorPages("n", "after"),
    "{cursor: n, field: p.after, max_pages: 3}": CursorPages("n", max_pages=3, field="p.after"),
    "{next: links.next}": LinkPages("links.next"),
    "{header: Link}": LinkPages(header="Link"),
    "{page: page, first: 0, size: 50, last: pages}": NumberPages("page", 0, size=50, last="pages"),
    "{page: p}": NumberPages("p"),
    "{offset: o, size: 100}": NumberPages("o", offset=True, size=100),
    "{each: next, list: a.b, param: p}": ListPages("next", "a.b", param="p", max_pages=5),
    "{each: n, list: a, field: b.c, max_pages: 9}": ListPages("n", "a", field="b.c", max_pages=9),
}


@pytest.mark.parametrize(("words", "pages"), PAGES_OF.items())
def test_each_way_from_page_to_page_is_read(tmp_path: Path, words: str, pages: object) -> None:
    text = GOOD.replace("GET /people", "POST /people").replace(
        "    match: email\n", f"    match: email\n    pages: {words}\n", 1
    )
    reading = read_manifest(tmp_path, text)
    assert [each.text() for each in reading.diagnostics] == []
    assert reading.connector is not None
    assert reading.connector.lookups[0].pages == pages
    assert [error.message for error in VALIDATOR.iter_errors(loaded(text))] == []


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("{param: after}", "it says one of cursor, next, header, page, offset, each"),
        ("{cursor: n, page: p}", "it says one of"),
        ("{cursor: n}", "in a param, or in a field"),
        ("{next: n, param: p}", "param does not belong to next"),
        ("{offset: o, first: 1}", "first does not belong to offset"),
        ("{each: n, param: p}", "say list, where it is"),
        ("{each: n, list: a}", "beside the key, in a param, or in a field"),
        ("{each: n, list: a, param: p, beside: b}", "beside the key, in a param, or in a field"),
        ("{cursor: n, param: p, list: a}", "list does not belong to cursor"),
    ],
)
def test_pages_that_say_too_little_or_too_much_are_told(
    tmp_path: Path, words: str, what: str
) -> None:
    text = GOOD.replace("    match: email\n", f"    match: email\n    pages: {words}\n", 1)
    (diagnostic,) = read_manifest(tmp_path, text).diagnostics
    assert diagnostic.code == "connector-value"
    assert what in diagnostic.message


def test_how_a_system_says_too_often_is_declared_with_each_of_its_calls(tmp_path: Path) -> None:
    words = "too_often: {words: zu viele Abfragen, left: X-Left, again: X-Again}\n"
    reading = read_manifest(tmp_path, words + GOOD)
    assert [each.text() for each in reading.diagnostics] == []
    assert reading.connector is not None
    said = TooOften(("zu viele Abfragen",), "X-Left", "X-Again")
    assert {each.request.too_often for each in reading.connector.lookups} == {said}
    assert [error.message for error in VALIDATOR.iter_errors(loaded(words + GOOD))] == []


@pytest.mark.parametrize(
    ("words", "what"),
    [("{words: [busy]}", "may stand in any answer"), ("{left: a b}", "no name of a header")],
)
def test_words_that_any_answer_may_have_are_told(tmp_path: Path, words: str, what: str) -> None:
    (diagnostic,) = read_manifest(tmp_path, f"too_often: {words}\n{GOOD}").diagnostics
    assert what in diagnostic.message
