"""Comparing many: in blocks, so that ten times as many take ten times as long."""

import pytest

from aggregator.directory.suggest import compare
from aggregator.directory.suggest.compare import ComparedPeople, ScoredPair, compare_people
from aggregator.directory.suggest.evidence import PersonFacts
from tests.support.duplicates import planted, with_duplicates


async def test_every_planted_duplicate_is_found_and_nobody_else() -> None:
    people = with_duplicates(1_000, companies=50)
    done = await compare_people(people)
    assert {(each.left, each.right) for each in done.pairs} == planted(people)
    assert len(done.pairs) == 100
    assert done.people == 1_000


async def test_ten_times_as_many_are_ten_times_the_work() -> None:
    few = await compare_people(with_duplicates(200, companies=10))
    many = await compare_people(with_duplicates(2_000, companies=100))
    assert 0 < many.looked_at < 20 * few.looked_at
    assert many.looked_at < 2_000 * 20


async def test_one_company_of_all_and_one_name_of_all_are_no_square() -> None:
    all_alike = [PersonFacts(f"cust_{n:04}") for n in range(3_000)]
    for each in all_alike:
        each.add_name("Ann Lee")
        each.companies.add("acme.com")
        each.add_phone("+49301", verified=True)
    done = await compare_people(all_alike)
    assert done.pairs == []  # what all have says nothing of two
    assert done.looked_at <= 3_000 * 100


async def test_the_most_probable_are_kept_where_there_are_too_many(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people = with_duplicates(300, companies=10)
    whole = await compare_people(people)
    monkeypatch.setattr(compare, "MOST_KEPT", 5)
    few = await compare_people(people)
    assert few.pairs == whole.pairs[:5]


async def test_two_who_are_not_to_be_suggested_are_not_and_who_was_decided_is() -> None:
    people = with_duplicates(40, companies=2)
    known = planted(people)
    gone = min(known)
    strangers = (people[0].id, people[1].id)
    assert strangers not in known
    done = await compare_people(people, [strangers[::-1], ("cust_x", "cust_y")], {gone})
    assert {(each.left, each.right) for each in done.pairs} == known - {gone} | {strangers}
    assert done.pairs[0] == ScoredPair(1, *strangers)
    assert isinstance(done, ComparedPeople)
