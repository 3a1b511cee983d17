import json
from datetime import UTC, datetime

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.domain.customer import CustomerIds, TenantIds, ThreadIds
from aggregator.domain.errors import InvalidRequest
from aggregator.domain.plain.request import CardRequest, parse
from tests.support.plain import payload, payload_names


def read(body: object) -> CardRequest:
    return parse(json.dumps(body).encode(), "w_demo")


def refused(raw: bytes) -> str:
    with pytest.raises(InvalidRequest) as caught:
        parse(raw, "w_demo")
    return caught.value.message


def valid_requests() -> list[str]:
    names = payload_names("*.request.json")
    return [name for name in names if not name.startswith("invalid")]


@pytest.mark.parametrize("name", valid_requests())
def test_every_known_request_is_read(name: str) -> None:
    request = parse(payload(name), "w_demo")
    assert request.card_keys
    assert request.customer
    assert request.workspace_id == "w_demo"


def test_the_documented_request_whole() -> None:
    assert parse(payload("docs-customer-cards-basic.request.json"), "w_demo") == CardRequest(
        card_keys=("plan-details",),
        customer=CustomerIds(
            plain_id="c_01GW2NTPQNPWTRKAC0G8Z518W2",
            external_id="id-of-customer-in-your-systems",
            email="alex@grocery.co",
            tenant_id="te_0VX2HE0V702AKWMG5SG16ABS11",
            tenant_external_id="some-id-you-specified",
        ),
        thread=ThreadIds("th_01J2HV0V702XKWMG58G169BS23", "some-id-you-specified"),
        tenant=TenantIds(
            plain_id="te_0VX2HE0V702AKWMG5SG16ABS11", external_id="some-id-you-specified"
        ),
        workspace_id="w_demo",
        timestamp=None,
    )


def test_a_recorded_request_with_nulls_and_timestamp() -> None:
    request = parse(payload("captured-langfuse-2025-05.request.json"), "w_demo")
    assert request.customer is not None
    assert request.customer.plain_id == "c_01JRJH726J9AFRBP5MQ5VTVAXH"
    assert (request.customer.external_id, request.customer.email) == (None, "demo@langfuse.com")
    assert request.timestamp == datetime(2025, 5, 23, 13, 9, 39, 820_000, UTC)


@pytest.mark.parametrize("name", payload_names("invalid-*"))
def test_every_known_invalid_request_is_refused(name: str) -> None:
    refused(payload(name))


def test_a_body_of_2022_has_no_plain_id_thread_tenant_or_timestamp() -> None:
    request = parse(payload("seed-blog-2022.request.json"), "w_demo")
    assert request.customer is not None
    assert request.customer.plain_id is None
    assert (request.thread, request.tenant, request.timestamp) == (None, None, None)


def test_null_and_absent_members_are_the_same() -> None:
    ids = {"id": None, "email": None, "externalId": None}
    names = ("customer", "thread", "tenant", "timestamp")
    absent = read({"cardKeys": ["a"]})
    assert read({"cardKeys": ["a"], **dict.fromkeys(names)}) == absent
    assert read({"cardKeys": ["a"], **dict.fromkeys(names[:3], ids)}) == absent
    assert read({"cardKeys": ["a"], **{name: {} for name in names[:3]}}) == absent


def test_repeated_keys_are_one_and_keep_their_order() -> None:
    assert read({"cardKeys": ["b", "a", "b", "c", "a"]}).card_keys == ("b", "a", "c")


def test_no_keys_can_be_answered() -> None:
    assert read({"cardKeys": []}).card_keys == ()


def test_keys_that_break_the_pattern_are_kept_to_be_answered_as_unknown() -> None:
    assert read({"cardKeys": ["", "ä b", "x" * 500]}).card_keys == ("", "ä b", "x" * 500)


@pytest.mark.parametrize("absent", [{}, {"customer": None}, {"customer": {}}])
def test_null_absent_and_empty_customers_are_the_same(absent: dict[str, object]) -> None:
    assert read({"cardKeys": ["a"], **absent}) == read({"cardKeys": ["a"]})
    assert read({"cardKeys": ["a"], **absent}).customer is None


def test_blank_ids_are_absent() -> None:
    ids = {"id": "", "email": " \t", "externalId": None}
    request = read({"cardKeys": ["a"], "customer": ids, "thread": ids, "tenant": ids})
    assert (request.customer, request.thread, request.tenant) == (None, None, None)


def test_an_email_is_kept_as_received() -> None:
    request = read({"cardKeys": ["a"], "customer": {"email": " Alex@Grocery.CO "}})
    assert request.customer == CustomerIds(email=" Alex@Grocery.CO ")


def test_unknown_fields_are_ignored_whatever_they_hold() -> None:
    body = {"cardKeys": ["a"], "new": [1, {"x": None}], "customer": {"id": "c_1", "age": 7}}
    assert read(body).customer == CustomerIds(plain_id="c_1")


def test_repeated_members_last_wins() -> None:
    raw = b'{"cardKeys":["a"],"cardKeys":["b"],"customer":{"id":"1","id":"2"}}'
    request = parse(raw, "w_demo")
    assert request.card_keys == ("b",)
    assert request.customer == CustomerIds(plain_id="2")


@pytest.mark.parametrize("timestamp", [7, "yesterday", "2026-01-02T03:04:05", {}, "9" * 5000])
def test_an_unreadable_timestamp_is_ignored(timestamp: object) -> None:
    assert read({"cardKeys": ["a"], "timestamp": timestamp}).timestamp is None


@pytest.mark.parametrize(
    ("body", "path"),
    [
        ([], "body"),
        ("SECRET", "body"),
        ({}, "cardKeys"),
        ({"cardKeys": None}, "cardKeys"),
        ({"cardKeys": {"SECRET": 1}}, "cardKeys"),
        ({"cardKeys": ["a", 7]}, "cardKeys[1]"),
        ({"cardKeys": [None]}, "cardKeys[0]"),
        ({"cardKeys": ["SECRET" * 100]}, "cardKeys[0]"),
        ({"cardKeys": [f"SECRET{n}" for n in range(51)]}, "cardKeys"),
        ({"cardKeys": ["a"], "customer": "SECRET"}, "customer"),
        ({"cardKeys": ["a"], "customer": ["SECRET"]}, "customer"),
        ({"cardKeys": ["a"], "customer": {"id": 77777}}, "customer.id"),
        ({"cardKeys": ["a"], "customer": {"email": False}}, "customer.email"),
        ({"cardKeys": ["a"], "customer": {"externalId": "SECRET\0"}}, "customer.externalId"),
        ({"cardKeys": ["a"], "thread": {"id": ["SECRET"]}}, "thread.id"),
        ({"cardKeys": ["a"], "tenant": {"externalId": "SECRET" * 999}}, "tenant.externalId"),
    ],
)
def test_wrong_types_name_the_place_and_never_the_input(body: object, path: str) -> None:
    message = refused(json.dumps(body).encode())
    assert message.split(" ", maxsplit=1)[0] == path
    assert "SECRET" not in message
    assert "77777" not in message


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b'{"cardKeys":[NaN]}',
        b'{"cardKeys":["a"],"x":Infinity}',
        b'{"cardKeys":["a"],"x":1e999}',
        b'{"cardKeys":["\\ud800"]}',
        b'{"cardKeys":["\xed\xa0\x80"]}',
        b'{"cardKeys":["\xff"]}',
        b'{"cardKeys":["a"],"x":' + b"9" * 5000 + b"}",
        b'{"cardKeys":' + b"[" * 30_000 + b"]" * 30_000 + b"}",
        b'{"x":' * 9_000 + b"1" + b"}" * 9_000,
        b'{"cardKeys":["a"]}{"cardKeys":["a"]}',
        '{"cardKeys":["a"]}'.encode("utf-16"),
    ],
    ids=range(12),
)
def test_hostile_json_is_refused(raw: bytes) -> None:
    assert refused(raw).startswith("The body is not JSON")


def test_the_decoders_error_does_not_carry_the_document_along() -> None:
    with pytest.raises(InvalidRequest) as caught:
        parse(b'{"email": "someone@example.com"', "w_demo")
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


MARK = "zqxj"
"""In every generated text: four letters that no message of ours holds."""

texts = st.text(max_size=8).map(lambda text: MARK + text)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)
ids = st.fixed_dictionaries({}, optional={"id": values, "externalId": values, "email": values})
bodies = st.fixed_dictionaries(
    {},
    optional={
        "cardKeys": st.lists(values, max_size=4) | values,
        "customer": ids | values,
        "thread": ids | values,
        "tenant": ids | values,
        "timestamp": values,
    },
)


@st.composite
def malformed(draw: st.DrawFn) -> bytes:
    """JSON of roughly the right shape, sometimes with bytes cut, changed or put in."""
    raw = bytearray(json.dumps(draw(bodies)).encode())
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(raw)))
        raw[at : at + draw(st.integers(0, 3))] = draw(st.binary(max_size=3))
    return bytes(raw)


@settings(max_examples=2_000, derandomize=True, deadline=None)
@given(malformed())
def test_any_body_is_read_or_refused_without_echo(raw: bytes) -> None:
    try:
        request = parse(raw, "w_demo")
    except InvalidRequest as error:
        told = f"{error.message} {error.facts}"
    else:
        assert set(request.card_keys) <= set(orjson.loads(raw)["cardKeys"])
        told = ""
    assert MARK not in told
