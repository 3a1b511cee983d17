"""Other rules are tried on what there is: who would be one, told apart, found by nothing."""

import pytest

from aggregator.directory.directory import Directory
from aggregator.directory.kinds import LinkTrust
from aggregator.directory.read.finding_rules import FindingRules, rules_of
from aggregator.directory.read.simulate import RulesTried
from aggregator.directory.values import CustomerUpsert, Provenance, UpsertRules
from aggregator.domain.customer import FINDING_ORDER
from aggregator.domain.errors import InvalidRequest
from aggregator.store import Store

NOW = rules_of(FINDING_ORDER)


async def say(
    directory: Directory,
    *said: CustomerUpsert,
    source: str = "backend",
    trust: LinkTrust = LinkTrust.VERIFIED,
    shared: bool = False,
) -> list[str]:
    by = Provenance(source, "test", trust=trust)
    rules = UpsertRules(shared_emails=shared)
    done = await directory.upsert("w", by, customers=said, rules=rules)
    return [each.id or "" for each in done]


async def trying(directory: Directory, **rules: object) -> RulesTried:
    return await directory.simulate("w", NOW, FindingRules(**rules))  # type: ignore[arg-type]


def counts(tried: RulesTried) -> tuple[int, int, int, int]:
    return tried.joins, tried.joined, tried.splits, tried.unfound


async def test_the_rules_of_now_come_to_nothing(store: Store) -> None:
    directory = Directory(store)
    await say(directory, CustomerUpsert("a", email="e@x.co"), CustomerUpsert(email="e+n@x.co"))
    await say(directory, CustomerUpsert("b", email="e@x.co"), shared=True)
    tried = await trying(directory)
    assert (tried.customers, counts(tried)) == (3, (0, 0, 0, 0))


async def test_tags_of_an_address_and_claimed_values_join_whom_nothing_tells_apart(
    store: Store,
) -> None:
    directory = Directory(store)
    ann, tagged, other = await say(
        directory,
        CustomerUpsert("a", email="ann@x.co"),
        CustomerUpsert(email="ann+news@x.co"),
        CustomerUpsert("o", email="ann+shop@x.co"),
    )
    tried = await trying(directory, email_tags=True)
    assert counts(tried) == (1, 2, 0, 0), "who has another id in the backend is somebody else"
    assert set(tried.join_examples[0].ids) in ({ann, tagged}, {tagged, other})
    assert (tried.join_examples[0].kind, tried.join_examples[0].value) == ("email", "ann@x.co")
    await directory.decide("w", Provenance("edit", "t"), (ann, tagged), "different")
    await directory.decide("w", Provenance("edit", "t"), (other, tagged), "different")
    assert counts(await trying(directory, email_tags=True)) == (0, 0, 0, 0)

    claimed = CustomerUpsert(plain_id="p", phone="+49 30 1234567")
    await say(directory, claimed, source="plain", trust=LinkTrust.CLAIMED)
    await say(directory, CustomerUpsert("c", phone="+49 30 1234567"))
    assert counts(await trying(directory)) == (0, 0, 0, 0)
    assert (await trying(directory, claimed=True)).joins == 1


async def test_without_e_mails_or_with_one_blocked_whoever_was_found_by_it_is_told_apart(
    store: Store,
) -> None:
    directory = Directory(store)
    [bob] = await say(directory, CustomerUpsert(email="bob@x.co", name="Bob"))
    await say(directory, CustomerUpsert(email="bob@x.co", name="Bobby"), source="crm")
    await say(directory, CustomerUpsert("z", email="zoe@x.co"))
    await say(directory, CustomerUpsert("z", email="zoe@x.co", name="Zoe"), source="crm")
    for rules in ({"kinds": ("plain_id", "external_id")}, {"blocked": frozenset({"Bob@X.co"})}):
        tried = await trying(directory, **rules)
        assert counts(tried) == (0, 0, 1, 1)
        assert [(each.id, each.source) for each in tried.split_examples] == [(bob, "crm")]
        assert tried.unfound_examples == [bob]


async def test_it_writes_nothing_and_names_a_kind_that_is_none(store: Store) -> None:
    directory = Directory(store)
    await say(directory, CustomerUpsert(email="a@x.co"), CustomerUpsert(email="a+b@x.co"))
    before = await directory.last_event("w")
    await trying(directory, email_tags=True, claimed=True)
    assert await directory.last_event("w") == before
    with pytest.raises(InvalidRequest, match="`shoe_size` finds no customer"):
        await trying(directory, kinds=("shoe_size",))
