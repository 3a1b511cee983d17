"""Who may be one person: listed with why, never merged by itself; what was decided stays so."""

import pytest

from aggregator.directory.decided import UnmergeAnswers
from aggregator.directory.directory import Directory
from aggregator.directory.kinds import LinkTrust
from aggregator.directory.suggest import suggest
from aggregator.directory.suggest.suggest import Suggester
from aggregator.directory.suggest.suggested import in_words
from aggregator.directory.values import AccountUpsert, CustomerUpsert, Provenance
from aggregator.domain.errors import DirectoryConflict, InvalidRequest
from aggregator.store import Store
from tests.support.statements import statements
from tests.support.stores import BY, added
from tests.support.upserts import W, one

ANN = CustomerUpsert("u1", email="ann@acme.com", name="Ann Lee", keys={"billing.customer": "c1"})
NEWS = CustomerUpsert("u2", email="ann+news@acme.com", name="Lee, Ann")
PHONES = [
    CustomerUpsert("p1", phone="+49 30 901820", name="Zoë Ruiz"),
    CustomerUpsert("p2", phone="004930901820", name="Zoe Ruiz"),
]
STRANGERS = [CustomerUpsert(f"s{n}", email=f"s{n}@x{n}.co", name=f"N{n} M{n}") for n in range(5)]


async def listed(directory: Directory) -> list[tuple[str | None, str | None]]:
    page = await directory.suggestions(W, 100)
    assert page.total == len(page.suggestions)
    return [(each.keep.external_id, each.merge.external_id) for each in page.suggestions]


async def test_two_records_of_one_person_are_suggested_with_why_and_what_is_in_the_way(
    directory: Directory,
) -> None:
    await added(directory, W, [], [ANN, *STRANGERS, NEWS])
    await added(directory, "another", [], [NEWS])
    page = await directory.suggestions(W, 10)
    [found] = page.suggestions
    assert (found.keep.external_id, found.merge.external_id) == ("u1", "u2")
    assert found.score == 0.76
    assert [in_words(reason) for reason in found.reasons] == [
        "much the same name at one company: 100 %, acme.com",
        "the same mailbox but for what follows a +: ann@acme.com, ann+news@acme.com",
    ]
    assert [(c.name, c.kept, c.merged) for c in found.conflicts] == [("external_id", "u1", "u2")]
    assert (page.has_next, page.total, page.compared) == (False, 1, 7)


async def test_what_was_merged_or_dismissed_never_comes_again_and_what_was_told_apart_neither(
    directory: Directory,
) -> None:
    await added(directory, W, [], [ANN, NEWS, *PHONES])
    assert set(await listed(directory)) == {("u1", "u2"), ("p1", "p2")}
    ann, phone = (await directory.suggestions(W, 10)).suggestions
    await directory.decide(W, BY, (ann.merge.id, ann.keep.id), "different")
    assert await listed(directory) == [("p1", "p2")]
    with pytest.raises(DirectoryConflict):  # two ids of one's own backend: only by force
        await directory.merge(W, BY, phone.merge.id, phone.keep.id)
    await directory.merge(W, BY, phone.merge.id, phone.keep.id, force=True)
    assert await listed(directory) == []
    await directory.unmerge(W, BY, phone.merge.id, UnmergeAnswers())
    assert await listed(directory) == []
    await directory.decide(W, BY, (phone.merge.id, phone.keep.id), "same")
    [again] = (await directory.suggestions(W, 10)).suggestions
    assert again.score == 0.99
    assert in_words(again.reasons[0]) == "somebody decided that they are the same"


async def test_a_dismissal_holds_for_whoever_its_ids_mean_later(directory: Directory) -> None:
    await added(directory, W, [], [ANN, NEWS])
    third = await one(directory, CustomerUpsert(email="a.lee@other.example", name="Ann Lee"))
    [found] = (await directory.suggestions(W, 10)).suggestions
    await directory.decide(W, BY, (found.keep.id, found.merge.id), "different")
    assert third.id is not None
    await directory.merge(W, BY, found.merge.id, third.id)
    assert await listed(directory) == []


async def test_nothing_is_left_of_whom_nobody_knows_any_more(directory: Directory) -> None:
    await added(directory, W, [], [ANN, NEWS])
    [found] = (await directory.suggestions(W, 10)).suggestions
    await directory.erase(W, BY, found.merge.id)
    assert await listed(directory) == []
    kept = repr(vars(directory._suggester))
    assert found.keep.email is not None
    assert found.keep.email not in kept
    assert "Ann" not in kept


async def test_an_account_makes_a_company_and_a_claim_counts_for_less(
    directory: Directory,
) -> None:
    accounts = [AccountUpsert("a1", name="Acme")]
    people = [
        CustomerUpsert("u1", email="kim@gmail.com", name="Kim Ng", account_external_id="a1"),
        CustomerUpsert("u2", email="kn@web.de", name="Kim Ng", account_external_id="a1"),
        CustomerUpsert("u3", email="kim@hotmail.com", name="Kim Ng"),
        CustomerUpsert("v1", email="bo@x.co"),
    ]
    await added(directory, W, accounts, people)
    assert await listed(directory) == [("u1", "u2")]
    said = CustomerUpsert(plain_id="c_1", email="bo+1@x.co")
    claimed = Provenance("plain", "test", trust=LinkTrust.CLAIMED)
    await one(directory, said, claimed)
    assert await listed(directory) == [("u1", "u2")]
    await one(directory, said)
    assert ("v1", None) in await listed(directory)


async def test_pages_give_each_once_and_go_on_after_one_that_is_gone(directory: Directory) -> None:
    pairs = [
        CustomerUpsert(f"{letter}{n}", email=f"p{n}{alias}@x.co")
        for n in range(5)
        for letter, alias in (("a", ""), ("b", "+x"))
    ]
    await added(directory, W, [], pairs)
    first = await directory.suggestions(W, 2)
    assert (len(first.suggestions), first.has_next, first.total) == (2, True, 5)
    last = first.suggestions[-1]
    await directory.decide(W, BY, (last.keep.id, last.merge.id), "different")
    second = await directory.suggestions(W, 10, last.cursor)
    assert (len(second.suggestions), second.has_next, second.total) == (3, False, 4)
    seen = [each.keep.external_id for each in (*first.suggestions, *second.suggestions)]
    assert sorted(filter(None, seen)) == ["a0", "a1", "a2", "a3", "a4"]
    assert (await directory.suggestions(W, 10, second.suggestions[-1].cursor)).suggestions == []
    for after in ("x", "50", "50.", "99999.a.b", "-1.a.b", "\u0663.a.b"):
        with pytest.raises(InvalidRequest):
            await directory.suggestions(W, 2, after)
    for outside in (0, 101):
        with pytest.raises(InvalidRequest):
            await directory.suggestions(W, outside)


async def test_a_page_takes_as_many_statements_however_many_there_are(
    directory: Directory, store: Store
) -> None:
    pairs = [
        CustomerUpsert(f"{letter}{n}", email=f"p{n}{alias}@x.co")
        for n in range(40)
        for letter, alias in (("a", ""), ("b", "+x"))
    ]
    await added(directory, W, [], pairs)
    suggester = Suggester(store, clock=lambda: 0.0)  # however long it takes, it took no time
    with statements(store) as first:
        await suggester.page(W, 40, None)
    with statements(store) as again:
        await suggester.page(W, 1, None)
    assert len(first) == len(again) + 3  # to compare takes more: two for each thousand
    assert len(again) <= 8


async def test_what_took_long_is_not_found_anew_at_once_but_what_is_gone_is_gone(
    directory: Directory, store: Store
) -> None:
    await added(directory, W, [], [ANN, NEWS, *PHONES])
    now = [0.0]

    def clock() -> float:
        now[0] += 2
        return now[0]

    suggester = Suggester(store, clock)
    assert (await suggester.page(W, 10, None)).total == 2
    await added(directory, W, [], [CustomerUpsert("u9", email="ann+9@acme.com")])
    stale = await suggester.page(W, 10, None)
    assert stale.total == 2
    await directory.erase(W, BY, stale.pairs[0].pair.right)
    assert (await suggester.page(W, 10, None)).total == 1
    now[0] += suggest._REST * 2
    assert (await suggester.page(W, 10, None)).compared == 4
    newest = Suggester(store, most=2)
    assert (await newest.page(W, 10, None)).compared == 2
