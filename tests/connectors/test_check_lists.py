"""A list of people or accounts that cannot work is told by the words that lead to it."""

from dataclasses import replace
from typing import Any

import pytest

from aggregator.connectors.check_lists import check_lists
from aggregator.domain.lookup import LookupRequest, Nested, SourceList
from aggregator.domain.page_ways import CursorPages
from tests.support.the_world import the_world

CRM = the_world().connectors["crm"]


def told(**changes: Any) -> list[tuple[tuple[str | int, ...], str]]:
    assert isinstance(CRM.people, SourceList)
    crm = replace(CRM, people=replace(CRM.people, **changes))
    return [(fault.at, fault.message) for fault in check_lists(crm)]


def test_the_crm_lists_people_and_accounts() -> None:
    assert [*check_lists(CRM)] == []
    assert CRM.accounts is not None


@pytest.mark.parametrize(
    ("changes", "at", "message"),
    [
        ({"kind": "contcat"}, ("people", "kind"), '"contcat" is no kind of id'),
        ({"kind": "account"}, ("people", "kind"), "(directory: contact)"),
        ({"id": "a["}, ("people", "id"), "is not JMESPath"),
        ({"records": "a["}, ("people", "records"), "is not JMESPath"),
        (
            {"pages": CursorPages("a[", "after")},
            ("people", "pages", "cursor"),
            "is not JMESPath",
        ),
        ({"fields": {"emial": "x"}}, ("people", "fields", "emial"), '"emial" is no field'),
        ({"fields": {"tags": "x"}}, ("people", "fields", "tags"), '"tags" is no field'),
        ({"fields": {"owner": "x"}}, ("people", "fields", "owner"), '"owner" is no field'),
        ({"fields": {"domain": "x"}}, ("people", "fields", "domain"), '"domain" is no field'),
        ({"fields": {"email": "a["}}, ("people", "fields", "email"), "is not JMESPath"),
        (
            {"fields": {"email": Nested("a", {"b": "c"})}},
            ("people", "fields", "email"),
            "It is one value",
        ),
        (
            {"request": LookupRequest("GET", "/c/{team}")},
            ("people", "request", "path"),
            "{team} is no option",
        ),
        (
            {"request": LookupRequest("GET", "/c", sql="SELECT 1")},
            ("people", "request"),
            "by GET or POST of a path",
        ),
        (
            {"pages": CursorPages("next", None, field="after")},
            ("people", "request"),
            "which a GET has not: POST",
        ),
        (
            {"since": "changed", "since_in_body": True},
            ("people", "request"),
            "which a GET has not: POST",
        ),
        (
            {"request": LookupRequest("GET", "/c", headers={"Cookie": "x"})},
            ("people", "request", "headers", "Cookie"),
            "is not the request's to say",
        ),
        (
            {"changes": LookupRequest("GET", "/changed")},
            ("people", "since", "request"),
            "{since} stands nowhere",
        ),
        (
            {"changes": LookupRequest("GET", "/{since}", {"q": "{since}"})},
            ("people", "since", "request", "path"),
            "{since} is no option",
        ),
        (
            {
                "changes": LookupRequest("GET", "/c", {"q": "{since}"}),
                "change_pages": CursorPages("a[", "after"),
            },
            ("people", "since", "pages", "cursor"),
            "is not JMESPath",
        ),
    ],
)
def test_what_cannot_work_is_told(
    changes: dict[str, Any], at: tuple[str | int, ...], message: str
) -> None:
    found = told(**changes)
    assert found[0][0] == at
    assert message in found[0][1]
