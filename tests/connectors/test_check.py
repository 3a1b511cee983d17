"""A declaration that cannot work is refused at load, with connector, lookup and rule."""

from dataclasses import replace
from typing import Any

import pytest

from aggregator.connectors import discover
from aggregator.connectors.check import check
from aggregator.domain.errors import ConnectorError
from aggregator.domain.lookup import (
    Authentication,
    Connector,
    CursorPages,
    From,
    GraphQLIn,
    IdsParam,
    Lookup,
    Request,
)

GOOD = Lookup(
    name="orders",
    provides=("Customer.orders",),
    key="customer",
    request=Request("GET", "/orders"),
    batch=IdsParam("ids", max=10),
    records="data",
    match="customer",
    fields={"id": "id"},
)


def shop(*lookups: Lookup) -> Connector:
    return Connector("shop", "Shop", "custom", Authentication("none"), lookups)


def test_a_good_one_passes() -> None:
    check(shop(GOOD))


@pytest.mark.parametrize("key", ["billing", "crm", "helpdesk", "product"])
def test_ours_pass(key: str) -> None:
    check(discover()[key])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"batch": IdsParam("ids", max=0)}, "batch.max is at least 1"),
        ({"request": Request("GET", "orders")}, "starts with /"),
        ({"batch": GraphQLIn("ids", max=10)}, "go together"),
        ({"request": Request("POST", "/g", document="{a}")}, "go together"),
        ({"per_key": "limit"}, "set many as well"),
        ({"provides": ("orders",)}, "not written Type.field"),
        ({"via": {"Customer.other": "orders"}}, "which it does not provide"),
        ({"via": {"Customer.orders": "users"}}, "there is no such lookup"),
        ({"records": "data["}, "not JMESPath"),
        ({"match": "a..b"}, "not JMESPath"),
        ({"keys": {"plan": "a..b"}}, "not JMESPath"),
        ({"pages": CursorPages("a..b", "after")}, "not JMESPath"),
        ({"fields": {"at": From("at", "when")}}, "Field 'at': There is no transform 'when'"),
    ],
)
def test_a_lookup_that_cannot_work_is_named(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ConnectorError, match="Connector 'shop', lookup 'orders'") as caught:
        check(shop(replace(GOOD, **change)))
    assert message in caught.value.message


def test_two_lookups_of_one_name() -> None:
    with pytest.raises(ConnectorError, match="two lookups have this name"):
        check(shop(GOOD, replace(GOOD, provides=())))


def test_one_field_provided_twice() -> None:
    with pytest.raises(ConnectorError, match=r"Customer\.orders is provided by 'orders' already"):
        check(shop(GOOD, replace(GOOD, name="others")))
