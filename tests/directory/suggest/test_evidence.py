"""What speaks for two being one person, and what says nothing."""

import pytest

from aggregator.directory.suggest.evidence import (
    LISTED,
    PersonFacts,
    company_of,
    folded_name,
    mailbox,
    reasons_for,
    undotted,
)
from aggregator.directory.suggest.suggested import ReasonKind


def person(
    id_: str, *emails: str, name: str = "", phone: str = "", own: str = "", verified: bool = True
) -> PersonFacts:
    made = PersonFacts(id_)
    for email in emails:
        made.add_email(email, company_of(email.rpartition("@")[2]), verified=verified)
    if name:
        made.add_name(name)
    if phone:
        made.add_phone(phone, verified=verified)
    if own:
        made.own_ids.add(own)
    return made


def weighed(one: PersonFacts, other: PersonFacts) -> tuple[int, list[ReasonKind]]:
    score, reasons = reasons_for(one, other, lambda _: False)
    assert reasons_for(other, one, lambda _: False)[0] == score
    return score, [reason.kind for reason in reasons]


def suggested(one: PersonFacts, other: PersonFacts) -> list[ReasonKind]:
    score, kinds = weighed(one, other)
    return kinds if score >= LISTED else []


@pytest.mark.parametrize(
    ("one", "other", "kinds"),
    [
        (person("a", "ann@x.co"), person("b", "ann@x.co"), ["same_email"]),
        (person("a", "ann@x.co"), person("b", "ann+1@x.co"), ["email_alias"]),
        (person("a", "ann+2@x.co"), person("b", "ann+1@x.co"), ["email_alias"]),
        (person("a", phone="+49301"), person("b", phone="+49301"), ["same_phone"]),
        (
            person("a", "a@x.co", name="Ann Lee"),
            person("b", "b@eu.x.co", name="LEE Anna"),
            ["name_and_company"],
        ),
        (
            person("a", "ann.lee@gmail.com", name="Ann Lee"),
            person("b", "annlee@gmail.com", name="Ann Lee"),
            ["similar_name", "email_dots"],
        ),
    ],
)
def test_what_is_suggested(one: PersonFacts, other: PersonFacts, kinds: list[str]) -> None:
    assert suggested(one, other) == kinds


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # Dots alone: two people at any provider but one.
        (person("a", "ann.lee@gmail.com"), person("b", "annlee@gmail.com")),
        (person("a", "ann.lee@x.co"), person("b", "annlee@x.co")),
        # A mailbox of many names nobody.
        (person("a", "support@x.co"), person("b", "support+1@x.co")),
        # One name, no company: gmail.com is none.
        (person("a", "a@gmail.com", name="Ann Lee"), person("b", "b@gmail.com", name="Ann Lee")),
        # A first name alone is no name.
        (person("a", "a@x.co", name="Ann"), person("b", "b@x.co", name="Ann")),
        (person("a", "a@x.co", name="Ann Lee"), person("b", "b@x.co", name="Bob Lee")),
        # A household: one number, one mailbox, two people.
        (
            person("a", phone="+49301", name="Ann Lee"),
            person("b", phone="+49301", name="Kurt Haas"),
        ),
        (person("a", "fam@x.co", name="Ann Lee"), person("b", "fam@x.co", name="Kurt Haas")),
        # What nobody verified.
        (person("a", phone="+49301"), person("b", phone="+49301", verified=False)),
        (person("a", "a@x.co"), person("b", "b@y.co")),
        (person("a"), person("b")),
    ],
)
def test_what_is_not_suggested(one: PersonFacts, other: PersonFacts) -> None:
    assert suggested(one, other) == []


def test_more_reasons_weigh_more_and_two_ids_of_ones_own_less() -> None:
    both = weighed(
        person("a", "ann@x.co", phone="+49301"), person("b", "ann+1@x.co", phone="+49301")
    )
    alone = weighed(person("a", "ann@x.co"), person("b", "ann+1@x.co"))
    against = weighed(
        person("a", "ann@x.co", own="external_id 1"), person("b", "ann+1@x.co", own="external_id 2")
    )
    assert both[0] > alone[0] > against[0] > 0


def test_what_many_share_says_nothing_of_two() -> None:
    one = person("a", "a@x.co", name="Front Desk", phone="+49301")
    other = person("b", "b@x.co", name="Front Desk", phone="+49301")
    assert weighed(one, other)[0] >= LISTED
    assert reasons_for(one, other, lambda _: True) == (0, ())


def test_what_was_decided_is_suggested_whatever_else_there_is() -> None:
    score, [reason] = reasons_for(person("a"), person("b"), lambda _: False, same=True)
    assert (score, reason.kind) == (99, ReasonKind.DECIDED_SAME)
    one, other = person("a", name="Ann Lee"), person("b", name="Kurt Haas")
    assert reasons_for(one, other, lambda _: False, same=True)[0] == 99


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("Zoë  O'Neil-Smith", "neil o smith zoe"),
        ("LEE, Ann", "ann lee"),
        ("王小明", "王小明"),
        ("김민수", "김민수"),
        ("Ann", None),
        ("王", None),
        ("ann@x.co", None),
        ("--", None),
        ("", None),
    ],
)
def test_names_are_compared_without_case_marks_and_order(raw: str, folded: str | None) -> None:
    assert folded_name(raw) == folded


def test_a_mailbox_is_what_stands_before_a_plus() -> None:
    assert [mailbox(each) for each in ("a+b@x.co", "a@x.co", "+b@x.co", "a+@x.co", "+@x.co")] == [
        "a@x.co",
        "a@x.co",
        "+b@x.co",
        "a@x.co",
        "+@x.co",
    ]
    assert [undotted(each) for each in ("a.b+c@x.co", ".@x.co")] == ["ab@x.co", ".@x.co"]
