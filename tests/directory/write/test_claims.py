"""What is only claimed never makes two people one, nor leads to whom the company's systems know."""

import itertools
import random
from collections.abc import Mapping
from typing import Any

import pytest

from aggregator.directory.codes import Code
from aggregator.directory.directory import Directory
from aggregator.directory.kinds import LinkTrust
from aggregator.directory.values import CustomerUpsert, Provenance, Upserted
from aggregator.domain.customer import CustomerIds, CustomerMatch
from aggregator.domain.errors import AggregatorError
from aggregator.store import Store
from tests.support.stores import BY
from tests.support.upserts import CREATED, REFUSED, UNCHANGED, UPDATED, W, found, one

CLAIM = Provenance(source="plain", actor="plain", trust=LinkTrust.CLAIMED)


async def known(directory: Directory, id_: str) -> list[tuple[str, str, str]]:
    """What is valid of one: name, value, trust."""
    links = await directory.links(W, "customer", id_)
    return sorted((link.name, link.value, link.trust) for link in links)


async def test_a_claimed_id_does_not_attach_itself_by_somebodys_mailbox(
    directory: Directory,
) -> None:
    ann = await one(
        directory, CustomerUpsert("u1", email="ann@x.co", keys={"billing.customer": "c1"})
    )
    before = await known(directory, str(ann.id))
    for claim in (
        CustomerUpsert("evil", email="ann@x.co", name="Ann"),
        CustomerUpsert(plain_id="p_evil", email="ANN@x.co", phone="+49301234567"),
    ):
        done = await one(directory, claim, CLAIM)
        assert (done.state, done.id != ann.id) == (CREATED, True)
        ids: dict[str, Any] = {"external_id": claim.external_id, "plain_id": claim.plain_id}
        match = await found(directory, **{name: id_ for name, id_ in ids.items() if id_})
        assert (match.id, dict(match.keys)) == (done.id, {})
    assert await known(directory, str(ann.id)) == before
    assert (await found(directory, email="ann@x.co")).id == ann.id


async def test_nothing_is_added_to_whom_the_companys_systems_know(directory: Directory) -> None:
    ann = await one(directory, CustomerUpsert("u1", "p1", name="Ann"))
    before = await known(directory, str(ann.id))
    for claim in (
        CustomerUpsert(plain_id="p1", email="victim@x.co", name="Victim"),
        CustomerUpsert("u1", phone="+49301234567"),
    ):
        done = await one(directory, claim, CLAIM)
        assert (done.state, done.id) == (UNCHANGED, ann.id)
    assert await known(directory, str(ann.id)) == before


@pytest.mark.parametrize(
    "claim",
    [
        CustomerUpsert("u9", "p9"),  # two ids would be one person, by whoever says so
        CustomerUpsert(email="ann@x.co"),
        CustomerUpsert("u9", keys={"billing.customer": "c1"}),
        CustomerUpsert("u9", account_external_id="org_1"),
        CustomerUpsert("u9", tags=["vip"]),
        CustomerUpsert("u9", custom={"seats": "9"}),
        CustomerUpsert("u9", owner="me"),
    ],
)
async def test_a_claim_says_one_id_and_what_is_shown_beside_it(
    directory: Directory, claim: CustomerUpsert
) -> None:
    done = await one(directory, claim, CLAIM)
    assert (done.state, done.code) == (REFUSED, Code.CLAIMS_TOO_MUCH)
    assert await directory.is_empty(W)


async def test_whom_the_company_knows_is_found_as_if_nobody_had_claimed_anything(
    directory: Directory,
) -> None:
    ann = await one(directory, CustomerUpsert("u1", email="ann@x.co", name="Ann"))
    evil = await one(directory, CustomerUpsert(plain_id="p9", email="ann@x.co", name="E"), CLAIM)
    for beside in ({"external_id": "u1"}, {"email": "ann@x.co"}):
        assert (await found(directory, plain_id="p9", **beside)).id == ann.id
    alone = await found(directory, plain_id="p9", email="other@x.co")
    assert (alone.id, alone.matched_by, alone.name) == (evil.id, "plain_id", "E")
    asked = [CustomerIds(None, "p9", "u1"), CustomerIds(None, "p9")]
    told = await directory.explain(W, asked)
    last = "it is only claimed, by whoever wrote it"
    assert [[step.rule for step in told[who].trace] for who in asked] == [
        [f"finds nobody: {last}", "decides: it belongs to one customer"],
        [f"decides: {last}, and nothing that is verified decides"],
    ]
    assert [each.id for each in told[asked[1]].candidates] == [evil.id]


async def test_two_claims_of_one_request_are_a_conflict(directory: Directory) -> None:
    for claim in (CustomerUpsert("u8"), CustomerUpsert(plain_id="p8")):
        await one(directory, claim, CLAIM)
    who = CustomerIds(None, "p8", "u8")
    assert isinstance((await directory.resolve(W, [who]))[who], AggregatorError)
    assert len((await directory.explain(W, [who]))[who].candidates) == 2


async def test_a_claim_by_our_own_id_is_refused(directory: Directory) -> None:
    ann = await one(directory, CustomerUpsert("u1"))
    done = await one(directory, CustomerUpsert("u9", id=ann.id), CLAIM)
    assert (done.state, done.code, done.field) == (REFUSED, Code.CLAIMS_TOO_MUCH, "id")


async def test_a_claim_is_refreshed_by_its_own_word(directory: Directory) -> None:
    first = await one(directory, CustomerUpsert(plain_id="p1", email="a@x.co", name="A"), CLAIM)
    again = await one(directory, CustomerUpsert(plain_id="p1", email="b@x.co", name="A"), CLAIM)
    assert (again.state, again.id) == (UPDATED, first.id)
    assert await known(directory, str(first.id)) == [
        ("display_name", "A", "claimed"),
        ("email", "b@x.co", "claimed"),
        ("plain_id", "p1", "claimed"),
    ]


async def test_whom_a_claim_made_becomes_what_the_company_says_and_no_more(
    directory: Directory,
) -> None:
    claim = await one(directory, CustomerUpsert("u1", email="ann@x.co", name="Ann"), CLAIM)
    bob = await one(directory, CustomerUpsert("u1", email="bob@x.co"))
    assert (bob.state, bob.id) == (UPDATED, claim.id)
    assert await known(directory, str(bob.id)) == [
        ("email", "bob@x.co", "verified"),
        ("external_id", "u1", "verified"),
    ]


async def test_an_id_passes_from_a_claim_to_whom_the_company_gives_it(
    directory: Directory,
) -> None:
    claim = await one(directory, CustomerUpsert(plain_id="p1", email="ann@x.co"), CLAIM)
    bob = await one(directory, CustomerUpsert("u1", email="bob@x.co"))
    by_id = await one(directory, CustomerUpsert("u1", "p1"))
    assert (by_id.state, by_id.id) == (UPDATED, bob.id)
    assert (await found(directory, plain_id="p1")).id == bob.id
    assert ("plain_id", "p1", "claimed") not in await known(directory, str(claim.id))
    other = await one(directory, CustomerUpsert(plain_id="p2"), CLAIM)
    by_mailbox = await one(directory, CustomerUpsert(plain_id="p2", email="kim@x.co"))
    assert by_mailbox.id == other.id  # nobody else is meant
    third = await one(directory, CustomerUpsert(plain_id="p3"), CLAIM)
    kim = await one(directory, CustomerUpsert("u3", email="lee@x.co"))
    joined = await one(directory, CustomerUpsert(plain_id="p3", email="lee@x.co"))
    assert (joined.id, joined.id != third.id) == (kim.id, True)


async def test_within_one_call_too(directory: Directory) -> None:
    claims = [CustomerUpsert("u1", email="a@x.co"), CustomerUpsert("u2", email="a@x.co")]
    done = await directory.upsert(W, CLAIM, customers=[*claims, *claims])
    assert [each.state for each in done] == [CREATED, CREATED, UNCHANGED, UNCHANGED]
    assert len({each.id for each in done}) == 2


@pytest.mark.parametrize("seed", range(12))
async def test_the_companys_words_come_to_the_same_whatever_is_claimed_meanwhile(
    store: Store, seed: int
) -> None:
    """Played in two workspaces, with and without claims in between: the same people."""
    chance, directory = random.Random(seed), Directory(store)  # noqa: S311 no secret
    outcomes: dict[str, list[Upserted]] = {"without": [], "with": []}
    for _ in range(14):
        said, claims = _somebody(chance), [_claim(chance) for _ in range(3)]
        await directory.upsert("with", CLAIM, customers=claims)
        for workspace, done in outcomes.items():
            done.extend(await directory.upsert(workspace, BY, customers=[said]))
    told = [
        (
            [_first(done, at) for at in range(len(done))],
            [each.code for each in done],
        )
        for done in outcomes.values()
    ]
    assert told[0] == told[1]
    asked = [CustomerIds(None, *ids) for ids in itertools.product(PLAIN, EXTERNAL, ADDRESSES)]
    without, claimed = [await directory.resolve(each, asked) for each in outcomes]
    first = {
        each.id: _first(done, at)
        for done in outcomes.values()
        for at, each in enumerate(done)
        if each.id
    }
    for who, match in without.items():  # whoever is found is found, and by the same
        assert _told(claimed[who], first) == _told(match, first), who
    for who in claimed.keys() - without.keys():  # nobody but a claim has any of these
        assert _told(claimed[who], first)[0] is None, who


ADDRESSES: list[str | None] = [None, *(f"{letter}@x.co" for letter in "abc")]
EXTERNAL, PLAIN = [None, "u1", "u2", "u3"], [None, "p1", "p2"]


def _told(
    found: CustomerMatch | AggregatorError, first: Mapping[str, int | None]
) -> tuple[int | None, str]:
    """Who was found, by whatever our own ids are."""
    if isinstance(found, CustomerMatch):
        return first.get(found.id), found.matched_by
    return None, str(found)


def _first(done: list[Upserted], at: int) -> int | None:
    """Which upsert met this person first."""
    id_ = done[at].id
    return None if id_ is None else next(n for n, each in enumerate(done) if each.id == id_)


def _somebody(chance: random.Random) -> CustomerUpsert:
    external = chance.choice([None, "u1", "u2", "u3"])
    plain = chance.choice([None, None, "p1", "p2"])
    return CustomerUpsert(external, plain, chance.choice(ADDRESSES), keys={"crm.c": "1"})


def _claim(chance: random.Random) -> CustomerUpsert:
    named: dict[str, Any] = chance.choice(
        [{"external_id": f"u{n}"} for n in (1, 2, 3)] + [{"plain_id": f"p{n}"} for n in (1, 2)]
    )
    return CustomerUpsert(**named, email=chance.choice(ADDRESSES), name="Claimed")
