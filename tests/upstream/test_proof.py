"""A record is given to the key that it shows, and to no other; what it leaves open is told."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import httpx
import pytest
import structlog

from aggregator.domain.errors import SourceMalformed
from aggregator.domain.lookup import Found, Lookup, LookupRequest
from aggregator.domain.page_ways import CursorPages
from aggregator.mapping.paths import compile_path
from aggregator.upstream.records import Grouped
from aggregator.upstream.styles.fan_out import FanOut
from aggregator.upstream.styles.graphql_alias import GraphQLAlias
from tests.support.sources import PEOPLE, ask, batch, connector, mocked

BY_EMAIL = replace(PEOPLE, key="email", match="email")
LISTED = replace(BY_EMAIL, match="emails[].address")
MANY = replace(BY_EMAIL, many=True)


async def found(
    lookup: Lookup, records: Sequence[Any] | httpx.Response, *keys: str, per_key: int = 1
) -> Mapping[str, Found]:
    reply = records
    if not isinstance(reply, httpx.Response):
        reply = httpx.Response(200, json={"data": list(records)})  # type: ignore[arg-type]
    asked, _ = mocked(reply, connector(lookup))
    try:
        return await ask(asked, *keys, per_key=per_key)
    finally:
        await asked.close()


def person(email: str) -> dict[str, Any]:
    return {"email": email, "id": f"id of {email}"}


def listed(*emails: str) -> dict[str, Any]:
    return {"emails": [{"address": email} for email in emails]}


async def test_what_is_beside_the_right_record_is_dropped() -> None:
    ada = person("ada@x.co")
    assert await found(BY_EMAIL, [person("bad@x.co"), ada], "ada@x.co") == {"ada@x.co": [ada]}


async def test_only_records_of_others_are_a_failure_and_not_nothing() -> None:
    with pytest.raises(SourceMalformed) as caught:
        await found(BY_EMAIL, [person("bad@x.co")], "ada@x.co")
    assert caught.value.message == (
        "crm answered GET /people with records of other keys than it was asked for, so what it has "
        "is not known: check the lookup people of the connector crm"
    )


async def test_of_two_keys_the_one_without_a_record_fails_alone() -> None:
    ada = person("ada@x.co")
    both = await found(BY_EMAIL, [person("bad@x.co"), ada], "ada@x.co", "bob@x.co")
    assert both["ada@x.co"] == [ada]
    assert isinstance(both["bob@x.co"], SourceMalformed)


async def test_of_a_system_that_is_known_to_find_more_nothing_is_none() -> None:
    wide = replace(BY_EMAIL, wide=True)
    assert await found(wide, [person("bad@x.co")], "ada@x.co") == {}


async def test_of_such_a_system_whose_pages_do_not_end_nothing_is_known() -> None:
    pages = CursorPages("next", "after", max_pages=2)
    replies = [
        httpx.Response(200, json={"data": [person(f"{n}@x.co")], "next": f"p{n}"}) for n in range(9)
    ]
    asked, sent = mocked(replies, connector(replace(BY_EMAIL, wide=True, pages=pages)))
    with pytest.raises(SourceMalformed, match="with other records alone"):
        await ask(asked, "ada@x.co")
    assert len(sent) == 2
    await asked.close()


async def test_a_list_most_of_which_is_of_others_is_a_failure() -> None:
    own, other = person("ada@x.co"), person("bad@x.co")
    assert await found(MANY, [own, other], "ada@x.co", per_key=9) == {"ada@x.co": [own]}
    with pytest.raises(SourceMalformed):
        await found(MANY, [own, other, other], "ada@x.co", per_key=9)


async def test_a_list_that_is_as_long_as_was_asked_for_is_whole() -> None:
    own, other = person("ada@x.co"), person("bad@x.co")
    assert await found(MANY, [other, other, own], "ada@x.co") == {"ada@x.co": [own]}


async def test_a_record_shows_its_key_among_others_in_a_list() -> None:
    both = listed("ADA@x.co", "bob@x.co")
    assert await found(LISTED, [both], "ada@x.co", "bob@x.co") == {
        "ada@x.co": [both],
        "bob@x.co": [both],
    }


async def test_a_list_without_the_key_is_of_another_and_an_empty_one_of_nobody() -> None:
    with pytest.raises(SourceMalformed, match="records of other keys"):
        await found(LISTED, [listed("bad@x.co")], "ada@x.co")
    with pytest.raises(SourceMalformed, match="no record that has the key"):
        await found(LISTED, [listed()], "ada@x.co")


SAME = ["ada@example.com", "ADA@Example.COM", " ada@example.com "]
OTHERS = ["ada+x@example.com", "xada@example.com", "ada@example.com.mx", "ada@example.co", "ada",
          "àda@example.com", "ada@exämple.com"]  # fmt: skip


@pytest.mark.parametrize("shown", SAME)
def test_one_mailbox_is_one_whatever_its_letters(shown: str) -> None:
    assert grouped(shown, "ada@example.com") == 1


@pytest.mark.parametrize("shown", OTHERS)
def test_an_address_that_is_nearly_the_same_is_anothers(shown: str) -> None:
    assert grouped(shown, "ada@example.com") == 0
    assert grouped("ada@example.com", shown) == 0


@pytest.mark.parametrize("key", ["o'brien@example.com", "a&b=c@example.com", "a%40b@example.com"])
async def test_what_is_special_elsewhere_is_found(key: str) -> None:
    assert await found(BY_EMAIL, [person(key)], key) == {key: [person(key)]}


def grouped(shown: str, key: str) -> int:
    made = Grouped("email", [key], 1, compile_path("email"))
    made.add([{"email": shown}])
    return len(made.by_key())


async def test_an_address_is_asked_for_in_small_letters_first_and_then_as_it_was_given() -> None:
    nobody = httpx.Response(200, json={"data": []})
    given = httpx.Response(200, json={"data": [person("Ada@x.co")]})
    asked, sent = mocked([nobody, given], connector(BY_EMAIL))
    assert await ask(asked, "Ada@X.co", "bob@x.co") == {"Ada@X.co": [person("Ada@x.co")]}
    assert [request.url.query for request in sent] == [
        b"id=ada%40x.co&id=bob%40x.co",
        b"id=Ada%40X.co",
    ]
    await asked.close()


async def test_an_address_in_small_letters_is_asked_for_once() -> None:
    asked, sent = mocked(httpx.Response(200, json={"data": []}), connector(BY_EMAIL))
    assert await ask(asked, "ada@x.co") == {}
    assert len(sent) == 1
    await asked.close()


async def test_what_was_dropped_is_counted_traced_and_logged_without_a_value() -> None:
    reply = httpx.Response(200, json={"data": [person("bad@x.co"), person("ada@x.co"), {}]})
    asked, _ = mocked(reply, connector(BY_EMAIL))
    into = batch()
    with structlog.testing.capture_logs() as logs:
        await ask(asked, "ada@x.co", into=into)
    assert (into.received, into.foreign, into.unproven) == (3, 1, 1)
    assert asked.health.dropped == 2
    assert logs == [
        {"event": "records_dropped", "log_level": "warning", "source": "crm", "lookup": "people",
         "keys": 1, "received": 3, "foreign": 1, "unproven": 1}
    ]  # fmt: skip
    await asked.close()


ECHOED = replace(
    BY_EMAIL,
    match=None,
    echo="asked",
    request=LookupRequest("GET", "/people", {"email": "{key}"}),
    batch=FanOut(),
    fields={"id": "id"},
)


async def test_an_answer_that_repeats_the_key_is_its_own() -> None:
    reply = httpx.Response(200, json={"asked": "ADA@x.co", "data": [{"id": "1"}]})
    assert await found(ECHOED, reply, "ada@x.co") == {"ada@x.co": [{"id": "1"}]}


@pytest.mark.parametrize(
    ("asked", "said"),
    [("bad@x.co", "records of other keys"), (None, "without the key"), ({}, "another shape")],
)
async def test_an_answer_that_repeats_another_or_none_is_nobodys(asked: object, said: str) -> None:
    reply = httpx.Response(200, json={"asked": asked, "data": [{"id": "1"}]})
    with pytest.raises(SourceMalformed, match=said):
        await found(ECHOED, reply, "ada@x.co")


async def test_in_one_call_an_empty_answer_beside_one_of_another_is_not_none() -> None:
    reply = httpx.Response(
        200, json={"data": {"k0": {"people": []}, "k1": {"people": [person("ada@x.co")]}}}
    )
    document = "query Q($id: String!) { owner(email: $id) { people { email } } }"
    aliased = replace(
        BY_EMAIL,
        request=LookupRequest("POST", "/graphql", document=document),
        batch=GraphQLAlias("id", 10),
        records="data.owner.people",
    )
    both = await found(aliased, reply, "ada@x.co", "bob@x.co")
    assert {key: type(each) for key, each in both.items()} == dict.fromkeys(
        ("ada@x.co", "bob@x.co"), SourceMalformed
    )
