"""A declaration that cannot work is told by the words that lead to it."""

from dataclasses import replace
from typing import Any

import pytest

from aggregator.connectors.check import check
from aggregator.domain.authentication import NO_AUTH
from aggregator.domain.lookup import (
    CallBound,
    Connector,
    From,
    Lookup,
    LookupRequest,
    Nested,
    SourceOption,
)
from aggregator.domain.page_ways import CursorPages, LinkPages, ListPages
from aggregator.upstream.styles.body_ids import BodyIds
from aggregator.upstream.styles.envelope import Envelope
from aggregator.upstream.styles.fan_out import FanOut
from aggregator.upstream.styles.graphql_alias import GraphQLAlias
from aggregator.upstream.styles.graphql_in import GraphQLIn
from aggregator.upstream.styles.ids_param import IdsParam
from aggregator.upstream.styles.search_in import SearchIn
from aggregator.upstream.styles.search_or import SearchOr
from aggregator.upstream.styles.soql_in import SoqlIn
from aggregator.upstream.styles.sql_any import SqlAny
from tests.support.the_world import the_world

GOOD = Lookup(
    name="orders",
    provides=("Customer.orders",),
    key="customer",
    request=LookupRequest("GET", "/orders"),
    batch=IdsParam("ids", max=10),
    records="data",
    match="customer",
    fields={"id": "id"},
)


def statement(where: str) -> LookupRequest:
    return LookupRequest("POST", "/orders", sql=f"SELECT id FROM orders WHERE {where}")  # noqa: S608


def shop(*lookups: Lookup) -> Connector:
    return Connector("shop", "Shop", "custom", NO_AUTH, lookups)


def test_a_good_one_passes() -> None:
    assert list(check(shop(GOOD))) == []


@pytest.mark.parametrize("connector", the_world().connectors.values(), ids=lambda each: each.key)
def test_ours_pass(connector: Connector) -> None:
    assert list(check(connector)) == []


@pytest.mark.parametrize(
    ("change", "at", "message"),
    [
        ({"request": LookupRequest("GET", "orders")}, "request path", "begins with /"),
        ({"batch": GraphQLIn("ids", max=10)}, "batch style", "needs a request with a document"),
        ({"request": LookupRequest("POST", "/g", document="{a}")}, "batch style", "graphql-in"),
        ({"per_key": "limit"}, "per_key", "Add many: true"),
        ({"via": {"Customer.other": "orders"}}, "via Customer.other", "does not provide"),
        ({"via": {"Customer.orders": "users"}}, "via Customer.orders", 'no lookup "users"'),
        ({"via": {"Customer.orders": "orders"}}, "via Customer.orders", "leads back"),
        ({"records": "data["}, "records", "not JMESPath"),
        ({"match": "a..b"}, "match", "not JMESPath"),
        ({"keys": {"plan": "a..b"}}, "keys plan", "not JMESPath"),
        ({"pages": CursorPages("a..b", "after")}, "pages cursor", "not JMESPath"),
        ({"pages": ListPages("a..b", "to", param="p")}, "pages each", "not JMESPath"),
        ({"pages": ListPages("n", "to", param="p"), "many": True}, "pages each", "no many here"),
        ({"pages": ListPages("n", "to", "after")}, "pages beside", "body-ids with wrap"),
        ({"fields": {"made_at": From("at", "when")}}, "fields madeAt transform", "no transform"),
        ({"fields": {"lines": Nested("l", {"a_b": "x["})}}, "fields lines fields aB", "JMESPath"),
    ],
)
def test_a_lookup_that_cannot_work_is_named(change: dict[str, Any], at: str, message: str) -> None:
    (fault,) = check(shop(replace(GOOD, **change)))
    assert fault.at == ("lookups", "orders", *at.split())
    assert message in fault.message


@pytest.mark.parametrize(
    ("change", "at", "message"),
    [
        ({"match": None}, "batch style", "one answer of ids-param is for many keys"),
        (
            {
                "match": None,
                "batch": FanOut(),
                "request": LookupRequest("GET", "/s", {"id": "{key}"}),
            },
            "batch style",
            "a system that ignores it answers with everybody",
        ),
        ({"echo": "id"}, "echo", "one answer of ids-param is for many keys"),
        (
            {"request": LookupRequest("GET", "/orders/{key}")},
            "request path",
            "use the batch style fan-out",
        ),
        ({"batch": FanOut()}, "request", "one call asks for one key"),
        ({"batch": BodyIds("ids", 9)}, "request", "which a GET has not"),
        ({"batch": SearchIn(9), "request": LookupRequest("POST", "/s")}, "request body", "{keys}"),
        ({"batch": SoqlIn(9)}, "request", "IN ({keys})"),
        ({"batch": SearchOr("id:{key}", 9)}, "request", "{keys}"),
        (
            {
                "batch": SearchOr("id:x", 9),
                "request": LookupRequest("GET", "/s", {"q": "{keys}"}),
            },
            "batch each",
            "one {key}",
        ),
        (
            {
                "batch": BodyIds("a.b", 9),
                "request": LookupRequest("POST", "/s", body={"a": 1}),
            },
            "batch field",
            "a is no table",
        ),
        (
            {
                "batch": GraphQLAlias("key", 9),
                "request": LookupRequest("POST", "/g", document="query($id: ID) { a(id: $id) }"),
            },
            "request document",
            "no variable $key",
        ),
        (
            {
                "batch": Envelope("r", {"path": "/x"}, "r", "b", 9),
                "request": LookupRequest("POST", "/b"),
            },
            "batch each",
            "{key}",
        ),
        (
            {
                "batch": Envelope("r", {"path": "/{key}"}, "r[", "b", 9),
                "request": LookupRequest("POST", "/b"),
            },
            "batch responses",
            "not JMESPath",
        ),
        ({"batch": SqlAny(9)}, "batch style", "needs a request with sql"),
        ({"request": statement("x = ANY(:keys)")}, "batch style", "batch style sql-any"),
        ({"batch": SqlAny(9), "request": statement("x")}, "request sql", "= ANY(:keys)"),
        (
            {"batch": SqlAny(9), "request": statement("x = ANY(:keys) LIMIT :lmit")},
            "request sql",
            ":lmit is nothing here",
        ),
        (
            {
                "batch": SqlAny(9),
                "request": replace(statement("x = ANY(:keys)"), params={"a": "b"}),
            },
            "request sql",
            "beside it nothing is said",
        ),
        (
            {
                "batch": SqlAny(9),
                "request": statement("x = ANY(:keys)"),
                "pages": LinkPages("next"),
            },
            "pages",
            "no next page but by a value",
        ),
        (
            {"many": True, "per_key": "limit", "per_call": CallBound("limit", 9)},
            "per_call",
            "per_key or per_call",
        ),
        (
            {"request": LookupRequest("GET", "/o", headers={"Authorization": "x"})},
            "request headers Authorization",
            "not the request's to say",
        ),
        (
            {"request": LookupRequest("GET", "/o", headers={"X-A": "a\nb"})},
            "request headers X-A",
            "no header",
        ),
    ],
)
def test_what_does_not_go_with_a_batch_style_is_named(
    change: dict[str, Any], at: str, message: str
) -> None:
    (fault,) = check(shop(replace(GOOD, **change)))
    assert fault.at == ("lookups", "orders", *at.split())
    assert message in fault.message


def test_a_name_in_a_text_is_an_option_of_the_transform_or_of_the_source() -> None:
    text = "https://{subdomain}.example/{kind}/{valeu}"
    fields = {"url": From("id", "link", options={"text": text, "kind": "kind"})}
    connector = replace(
        shop(replace(GOOD, fields=fields)), options={"subdomain": SourceOption("where")}
    )
    (fault,) = check(connector)
    assert fault.at == ("lookups", "orders", "fields", "url", "options", "text")
    assert fault.meant == ("value",)


@pytest.mark.parametrize("missing", ["429", "500", "NOT_FOUND", "200"])
def test_what_never_says_that_there_is_nobody(missing: str) -> None:
    request = LookupRequest("GET", "/orders", missing=(missing,))
    (fault,) = check(shop(replace(GOOD, request=request)))
    assert fault.at == ("lookups", "orders", "missing", 0)


def test_a_way_of_three_lookups_is_a_way() -> None:
    way = {"Customer.orders": "account"}
    orders = replace(GOOD, via=way)
    account = replace(
        GOOD,
        name="account",
        provides=(),
        key="account",
        keys={"customer": "id"},
        via={"Customer.orders": "user"},
    )
    user = replace(GOOD, name="user", provides=(), key="email", keys={"account": "account.id"})
    assert list(check(shop(orders, account, user))) == []
    (fault,) = check(shop(orders, account, replace(user, keys={"acount": "account.id"})))
    assert fault.at == ("lookups", "account", "via", "Customer.orders")
    assert "which the records of user do not hold" in fault.message


def test_one_field_provided_twice() -> None:
    (fault,) = check(shop(GOOD, replace(GOOD, name="others")))
    assert fault.at == ("lookups", "others", "provides", 0)
    assert fault.message == "Customer.orders is provided by orders already"
