"""What stands in for a value has its shape, is the same for the same, and holds nothing of it."""

from typing import Any

import pytest

from aggregator.authoring.cases.standins import StandIns
from aggregator.language.kinds import ValueKind


def stand_in(
    value: Any,
    kind: ValueKind = "text",
    name: str = "subject",
    owner: str = "Ticket",
    made: StandIns | None = None,
) -> Any:
    return (made or StandIns()).value(
        value, kind, name, owner, person=owner in ("Contact", "Customer")
    )


@pytest.mark.parametrize(
    ("value", "kind", "name", "owner", "expected"),
    [
        ("Alex@Grocery.co", "email", "email", "Contact", "person-1@company-1.example"),
        ("alex@grocery.co", "id", "externalId", "Customer", "person-1@company-1.example"),
        ("alex@grocery.co", "text", "username", "Contact", "person-1@company-1.example"),
        ("Alex Miller", "text", "name", "Contact", "Ada Archer"),
        ("Alex", "text", "firstName", "Contact", "Ada"),
        ("Alex Miller", "text", "assignee", "Ticket", "Ada Archer"),
        ("Grocery Co", "text", "name", "Account", "Account 1"),
        ("Grocery Special 2024", "text", "name", "Plan", "Plan 1"),
        ("grocery.co", "text", "domain", "Account", "company-1.example"),
        ("+1 (415) 555-2671", "text", "phone", "Contact", "+5 (555) 555-0001"),
        ("+14155552671", "text", "mobilePhone", "Contact", "+55555550001"),
        ("cus_0000006", "id", "id", "Invoice", "aaa_0000001"),
        ("INV-2024-7", "text", "number", "Invoice", "AAA-0000-1"),
        ("7d9f4a10-1b2c", "id", "id", "Invoice", "0a0a0a00-0a0b"),
        (4155552671, "number", "phone", "Contact", 1000000001),
        ("1984-05-06", "moment", "dateOfBirth", "Contact", "1980-01-01"),
    ],
)
def test_a_stand_in_is_of_the_same_shape(
    value: Any, kind: ValueKind, name: str, owner: str, expected: Any
) -> None:
    assert stand_in(value, kind, name, owner) == expected


@pytest.mark.parametrize(
    ("value", "kind", "name"),
    [
        (None, "text", "name"),
        ("", "text", "name"),
        (7, "number", "quantity"),
        (True, "boolean", "enabled"),
        ("129.00 USD", "money", "total"),
        ("PAST_DUE", "enum", "status"),
        ("2026-11-26T12:00:00+00:00", "moment", "createdAt"),
        ("billing", "text", "source"),
    ],
)
def test_what_is_nobodys_stays(value: Any, kind: ValueKind, name: str) -> None:
    assert stand_in(value, kind, name) == value


def test_a_text_that_the_card_compares_with_stays() -> None:
    assert stand_in("Trial", name="kind", made=StandIns(["trial"])) == "Trial"
    assert stand_in("Trials", name="kind", made=StandIns(["trial"])) != "Trials"


def test_equal_values_stay_equal_and_others_apart() -> None:
    made = StandIns()
    ids = [stand_in(f"cus_{number}", "id", "id", made=made) for number in range(100, 400)]
    assert len(set(ids)) == 300
    assert stand_in("cus_100", "id", "id", made=made) == ids[0]
    names = [
        stand_in(f"Name Number{n}", name="name", owner="Contact", made=made) for n in range(300)
    ]
    assert len(set(names)) == 300
    mails = [stand_in(f"p{n}@a.example", "email", "email", made=made) for n in range(3)]
    assert [mail.partition("@")[2] for mail in mails] == ["company-1.example"] * 3


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://crm.example.com/", "https://crm.example.com/"),
        (
            "https://crm.example.com:8443/contacts/100006",
            "https://crm.example.com:8443/aaaaaaab/100001",
        ),
        (
            "https://alex:secret@crm.example.com/p/alex%40grocery.co?user=alex&x#alex",
            "https://crm.example.com/b/person-1@company-1.example?aaac=aaab&c#aaab",
        ),
        ("mailto:alex@grocery.co?subject=Alex", "mailto:person-1@company-1.example"),
        ("tel:+14155552671", "tel:+12345678901"),
        ("https://[bad/alex", "ipsum://[dol/orsi"),
    ],
)
def test_a_url_keeps_its_host_and_nothing_of_its_path(url: str, expected: str) -> None:
    assert stand_in(url, "url", "url") == expected


def test_an_id_in_an_address_is_the_same_as_where_it_stands_alone() -> None:
    made = StandIns()
    alone = stand_in("conv_6_1", "id", "id", made=made)
    assert stand_in(f"https://h.example/c/{'conv_6_1'}", "url", "url", made=made).endswith(alone)


def test_a_host_of_the_customers_own_company_is_replaced() -> None:
    made = StandIns()
    stand_in("grocery.co", "text", "domain", "Account", made)
    assert stand_in("https://shop.grocery.co/x", "url", "url", made=made) == (
        "https://www.company-1.example/b"
    )


@pytest.mark.parametrize(
    "text",
    [
        "Alex Miller (alex@grocery.co, +1 415 555 2671) writes: see https://x.example/alex?t=Alex",
        "**Alex** [profile](https://crm.example/alex) \u202eAlex\u202c 👩‍🚀",
        "王小明 Алексей مرحبا Ἀλέξανδρος 김철수 समीर 四五",
    ],
)
def test_free_text_keeps_its_length_and_marks_and_no_word_or_number(text: str) -> None:
    made = stand_in(text)
    assert len(made) == len(text)
    for before, after in zip(text, made, strict=True):
        assert before.isalnum() == after.isalnum()
        assert before.isalnum() or before == after
    for word in ("Alex", "Miller", "grocery", "415", "2671", "王", "ле", "رح", "λέξ", "철"):
        assert word not in made


def test_a_scalar_of_any_json_is_replaced_at_every_depth() -> None:
    made = str(stand_in({"alex": ["Alex", {"mail": "alex@grocery.co"}]}, name="extra"))
    assert "lex" not in made
    assert "grocery" not in made
