"""By which of somebody's ids nobody may be asked, for they are somebody else's too."""

from dataclasses import replace

import pytest

from aggregator.directory.directory import Directory
from aggregator.directory.kinds import LinkTrust
from aggregator.directory.values import CustomerUpsert
from aggregator.domain.customer import CustomerIds, CustomerMatch
from tests.support.stores import ANYBODY, BY

W = "default"
BEA, CID = "x-bea", "x-cid"


@pytest.fixture(autouse=True)
async def filled(directory: Directory) -> None:
    """Bea and Cid share a mailbox; Ann has one of her own; Dan claims hers, Eva an unknown one."""
    people = [
        CustomerUpsert("x-ann", email="ann@x.co"),
        CustomerUpsert(BEA, email="all@x.co"),
        CustomerUpsert(CID, email="All@X.co"),
        CustomerUpsert("x-fay", plain_id="p-fay"),
    ]
    await directory.upsert(W, BY, customers=people, rules=ANYBODY)
    claims = [CustomerUpsert("x-dan", email="ANN@x.co"), CustomerUpsert("x-eva", email="e@x.co")]
    by_form = replace(BY, source="form", trust=LinkTrust.CLAIMED)
    await directory.upsert(W, by_form, customers=claims, rules=ANYBODY)


async def match(directory: Directory, who: CustomerIds) -> CustomerMatch:
    found = (await directory.resolve(W, [who]))[who]
    assert isinstance(found, CustomerMatch)
    return found


@pytest.mark.parametrize(
    ("who", "others", "claimed"),
    [
        (CustomerIds(external_id="x-ann"), set(), set()),
        (CustomerIds(external_id="x-ann", email="all@x.co"), set(), set()),  # hers is asked
        (CustomerIds(external_id=BEA), {"email"}, set()),
        (CustomerIds(external_id=CID, email="all@x.co"), {"email"}, set()),
        (CustomerIds(external_id="x-dan"), {"email"}, {"email"}),
        (CustomerIds(external_id="x-eva"), set(), {"email"}),
        (CustomerIds(plain_id="p-fay", email="Ann@X.co"), {"email"}, set()),
        (CustomerIds(plain_id="p-fay", email="e@x.co"), set(), set()),
        (CustomerIds(plain_id="p-fay", email="new@x.co"), set(), set()),
    ],
)
async def test_an_address_of_somebody_else_is_told(
    directory: Directory, who: CustomerIds, others: set[str], claimed: set[str]
) -> None:
    found = await match(directory, who)
    assert set(found.others) == others
    assert set(found.claimed) == claimed
    explained = (await directory.explain(W, [who]))[who]
    assert set(explained.others) == others


async def test_an_id_by_which_nobody_is_found_is_somebody_elses_all_the_same(
    directory: Directory,
) -> None:
    who = CustomerIds(email="ann@x.co", external_id=BEA)
    by_email = directory.ordered(("email",))
    ann = await match(by_email, who)
    assert (ann.external_id, ann.others) == ("x-ann", frozenset())  # her own is asked
    eva = CustomerUpsert(plain_id="p-gus", email="gus@x.co")
    await directory.upsert(W, BY, customers=[eva], rules=ANYBODY)
    gus = await match(by_email, CustomerIds(email="gus@x.co", external_id=BEA))
    assert set(gus.others) == {"external_id"}


async def test_so_it_is_where_a_name_told_apart_who_is_meant(directory: Directory) -> None:
    two = [
        CustomerUpsert(plain_id="p-hal", email="two@x.co", name="Hal"),
        CustomerUpsert(plain_id="p-ida", email="two@x.co", name="Ida"),
    ]
    await directory.upsert(W, BY, customers=two, rules=ANYBODY)
    who = CustomerIds(email="two@x.co", external_id=BEA, name="Hal")
    by_email = directory.ordered(("email",))
    hal = await match(by_email, who)
    assert (hal.plain_id, set(hal.others)) == ("p-hal", {"email", "external_id"})
    assert set((await by_email.explain(W, [who]))[who].others) == {"email", "external_id"}


async def test_so_it_is_in_a_list(directory: Directory) -> None:
    page = await directory.page(W, 10)
    told = {each.external_id: each.others for each in page.matches}
    sharing = {name for name, others in told.items() if others}
    assert sharing == {BEA, CID, "x-dan"}


async def test_who_shares_with_nobody_any_more_is_asked_for(directory: Directory) -> None:
    bea, cid = [(await match(directory, CustomerIds(external_id=who))).id for who in (BEA, CID)]
    await directory.merge(W, BY, cid, bea, force=True)
    assert not (await match(directory, CustomerIds(external_id=BEA))).others
