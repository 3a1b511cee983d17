"""A list in which anybody can be with any address: its ids are its own, its addresses nobody's."""

import pytest

from aggregator.directory.directory import Directory
from aggregator.directory.pulls.pulls import Pulls
from aggregator.directory.values import CustomerUpsert
from aggregator.domain.customer import CustomerIds, CustomerMatch
from aggregator.jobs.jobs import JobState
from aggregator.store import Store
from tests.support.pulled_crm import FakeCrm, person
from tests.support.stores import BY

W = "default"
VICTIM = CustomerUpsert("u1", email="ann@x.co", name="Ann", keys={"billing.customer": "cus_1"})
OTHER = CustomerUpsert("u2", email="bob@x.co", name="Bob", keys={"billing.customer": "cus_2"})


@pytest.fixture
def pulls(store: Store) -> Pulls:
    return Pulls(store, W)


async def pulled(pulls: Pulls, helpdesk: FakeCrm) -> dict[str, int]:
    job = await pulls.begin(helpdesk.source(), "test", full=True)
    done = await pulls.run(job.id, helpdesk.source(), lambda *_: None)
    assert done.state is JobState.DONE
    return {name: many for name, many in done.counts.items() if many}


async def found(directory: Directory, **ids: str) -> CustomerMatch | None:
    who = CustomerIds(**ids)
    match = (await directory.resolve(W, [who])).get(who)
    assert match is None or isinstance(match, CustomerMatch)
    return match


async def of_record(directory: Directory, id_: str) -> CustomerMatch:
    """Who has an id in the list."""
    page = await directory.page(W, 50)
    [match] = [each for each in page.matches if each.keys.get("crm.contact") == id_]
    return match


async def test_whoever_writes_with_somebodys_address_is_somebody_else(
    pulls: Pulls, directory: Directory
) -> None:
    [ann, bob] = await directory.upsert(W, BY, customers=[VICTIM, OTHER])
    helpdesk = FakeCrm(0, 0, "claimed")
    helpdesk.people = [person(9, mail="Ann@x.co", name="Ann")]
    assert await pulled(pulls, helpdesk) == {"created": 1}
    victim = await found(directory, email="ann@x.co")
    assert victim is not None
    assert (victim.id, dict(victim.keys)) == (ann.id, {"billing.customer": "cus_1"})
    evil = await of_record(directory, "9")
    assert dict(evil.keys) == {"crm.contact": "9"}
    met = await found(directory, customer_id=evil.id)
    assert met is not None
    assert set(met.claimed) == set(met.others) == {"email"}  # so no source is asked by it
    # Nor by and by, with one address after the other.
    for address in ("bob@x.co", "ann@x.co", "new@x.co"):
        helpdesk.people = [person(9, mail=address)]
        assert await pulled(pulls, helpdesk) == {"updated": 1}
        assert (await of_record(directory, "9")).id == evil.id
    assert {each.id for each in (await directory.page(W, 50)).matches} == {ann.id, bob.id, evil.id}
    for said, one in ((VICTIM, ann), (OTHER, bob)):
        match = await found(directory, email=said.email or "")
        assert match is not None
        assert (match.id, match.name, dict(match.keys)) == (one.id, said.name, said.keys)


async def test_an_address_that_only_such_a_list_has_finds_nobody(
    pulls: Pulls, directory: Directory
) -> None:
    helpdesk = FakeCrm(2, 0, "claimed")
    helpdesk.people[1] = person(1, mail="p0@x.co")
    assert await pulled(pulls, helpdesk) == {"created": 2}
    assert await found(directory, email="p0@x.co") is None
    who = CustomerIds(email="p0@x.co")
    [step] = (await directory.explain(W, [who]))[who].trace
    assert step.rule == "finds nobody: it is only claimed, by whoever wrote it"
    # Whom the backend then knows by it is nobody of the list.
    [ann] = await directory.upsert(W, BY, customers=[CustomerUpsert("u1", email="p0@x.co")])
    match = await found(directory, email="p0@x.co")
    assert match is not None
    assert (match.id, dict(match.keys)) == (ann.id, {})
    assert await pulled(pulls, helpdesk) == {"unchanged": 2}


async def test_whom_the_backend_linked_is_updated_by_their_id(
    pulls: Pulls, directory: Directory
) -> None:
    said = CustomerUpsert("u1", email="ann@x.co", keys={"crm.contact": "0"})
    [ann] = await directory.upsert(W, BY, customers=[said])
    helpdesk = FakeCrm(1, 0, "claimed")
    helpdesk.people = [person(0, mail="victim@x.co", plan="gold")]
    assert await pulled(pulls, helpdesk) == {"updated": 1}
    links = {each.name: each for each in await directory.links(W, "customer", ann.id or "")}
    assert links["custom.plan"].value == "gold"
    assert await found(directory, email="victim@x.co") is None
    assert (await of_record(directory, "0")).email == "ann@x.co"


async def test_what_such_a_list_said_before_it_was_known_to_be_one_is_its_claim_now(
    pulls: Pulls, directory: Directory
) -> None:
    system = FakeCrm(2, 0)
    assert await pulled(pulls, system) == {"created": 2}
    [ann] = await directory.upsert(W, BY, customers=[CustomerUpsert("u1", email="p1@x.co")])
    system.trust = "claimed"
    assert await pulled(pulls, system) == {"updated": 2}
    assert await found(directory, email="p0@x.co") is None
    assert await found(directory, email="p1@x.co") is None  # the word of the list alone, as before
    assert await pulled(pulls, system) == {"unchanged": 2}
    await directory.upsert(W, BY, customers=[CustomerUpsert("u1", email="p1@x.co")])
    match = await found(directory, email="p1@x.co")
    assert match is not None
    assert (match.id, match.external_id) == (ann.id, "u1")
    system.trust = "verified"
    assert (await pulled(pulls, system))["updated"] >= 1
    assert await found(directory, email="p0@x.co") is not None
