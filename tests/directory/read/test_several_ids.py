"""Whoever was merged is known to each source by the ids of every record, and is asked by all."""

from dataclasses import replace

import pytest

from aggregator.directory.decided import UnmergeAnswers
from aggregator.directory.directory import Directory
from aggregator.directory.kinds import LinkTrust
from aggregator.directory.values import CustomerUpsert, Provenance
from aggregator.domain.customer import CustomerIds, CustomerMatch
from tests.support.stores import ANYBODY, BY

W = "default"
WORK = CustomerUpsert("x-1", email="ann@work.co", keys={"billing.customer": "cus_1"})
HOME = CustomerUpsert("x-2", email="ann@home.co", keys={"billing.customer": "cus_2"})


async def said(directory: Directory, person: CustomerUpsert, by: Provenance = BY) -> str:
    [done] = await directory.upsert(W, by, customers=[person], rules=ANYBODY)
    assert done.id is not None
    return done.id


async def ann(directory: Directory) -> CustomerMatch:
    who = CustomerIds(external_id="x-1")
    found = (await directory.resolve(W, [who]))[who]
    assert isinstance(found, CustomerMatch)
    return found


async def test_each_record_that_was_merged_has_its_own(directory: Directory) -> None:
    work, home = await said(directory, WORK), await said(directory, HOME)
    assert (await ann(directory)).more == {}
    await directory.merge(W, BY, home, work, force=True)
    found = await ann(directory)
    assert (found.email, found.keys) == ("ann@work.co", {"billing.customer": "cus_1"})
    assert found.more == {
        "external_id": ("x-2",),
        "email": ("ann@home.co",),
        "billing.customer": ("cus_2",),
    }
    [listed] = (await directory.page(W, 5)).matches
    assert listed.more == found.more
    await directory.unmerge(W, BY, home, UnmergeAnswers())
    assert (await ann(directory)).more == {}


@pytest.mark.parametrize(
    ("other", "by"),
    [
        (replace(HOME, email="Ann@WORK.co", keys={}), BY),  # the same in another spelling
        (replace(HOME, keys={}), replace(BY, trust=LinkTrust.CLAIMED)),
    ],
)
async def test_none_that_is_the_same_or_only_claimed(
    directory: Directory, other: CustomerUpsert, by: Provenance
) -> None:
    work = await said(directory, WORK)
    await directory.merge(W, BY, await said(directory, other, by), work, force=True)
    assert "email" not in (await ann(directory)).more


async def test_none_that_is_somebody_elses_too(directory: Directory) -> None:
    work, home = await said(directory, WORK), await said(directory, HOME)
    await directory.merge(W, BY, home, work, force=True)
    await said(directory, CustomerUpsert("x-3", email="ann@home.co"))
    found = await ann(directory)
    assert (set(found.others), "email" in found.more) == (set(), False)


async def test_of_one_record_one_is_chosen_whoever_said_another(directory: Directory) -> None:
    await said(directory, WORK)
    await said(
        directory, replace(WORK, keys={"billing.customer": "cus_9"}), replace(BY, source="import")
    )
    found = await ann(directory)
    assert (found.keys, found.more) == ({"billing.customer": "cus_1"}, {})
