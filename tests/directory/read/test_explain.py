"""Why ids mean whom they mean: states, candidates, and what became of each key."""

from collections.abc import Sequence

import pytest

from aggregator.directory.directory import Directory
from aggregator.directory.explained import Explanation, ResolutionState
from aggregator.directory.kinds import LinkTrust
from aggregator.directory.values import AccountUpsert, CustomerUpsert, Provenance
from aggregator.domain.customer import CustomerIds, CustomerMatch, FindingKind
from aggregator.domain.errors import AmbiguousCustomer
from aggregator.store import Store
from tests.support.statements import statements
from tests.support.stores import ANYBODY, BY

W = "default"
PHONE = "+4930123456"


@pytest.fixture
async def people(directory: Directory) -> dict[str | None, str]:
    """Ids by name: Ann, two who share a mailbox in two companies, one with a phone."""
    await directory.upsert(
        W,
        BY,
        accounts=[AccountUpsert("acme", "Acme", "acme.com"), AccountUpsert("bolt", "Bolt")],
        customers=[
            CustomerUpsert("x1", "p1", "ann@acme.com", "Ann", keys={"billing.customer": "c1"}),
            CustomerUpsert("x2", "p2", "all@acme.com", "Bea", "acme", phone=PHONE),
            CustomerUpsert("x3", "p3", "all@acme.com", "Cid", "bolt"),
        ],
        rules=ANYBODY,
    )
    claimed = Provenance("plain", "plain", LinkTrust.CLAIMED)
    await directory.upsert(W, claimed, customers=[CustomerUpsert(plain_id="p4", email="d@x.co")])
    return {each.name: each.id for each in (await directory.page(W, 10)).matches}


async def told(
    directory: Directory, who: CustomerIds
) -> tuple[CustomerMatch | AmbiguousCustomer | None, Explanation]:
    """What is resolved, and why; both say the same."""
    found = (await directory.resolve(W, [who])).get(who)
    why = (await directory.explain(W, [who]))[who]
    state = {
        CustomerMatch: ResolutionState.FOUND,
        AmbiguousCustomer: ResolutionState.CONFLICT,
        type(None): ResolutionState.UNKNOWN,
    }
    assert why.state is state[type(found)]
    if isinstance(found, CustomerMatch):
        assert why.matched_by == found.matched_by
        assert [each.id for each in why.candidates] == [found.id]
        assert any(step.decided and step.kind == found.matched_by for step in why.trace)
    assert found is None or isinstance(found, CustomerMatch | AmbiguousCustomer)
    return found, why


def rules(why: Explanation) -> dict[str, str]:
    return {step.kind: step.rule.partition(":")[0] for step in why.trace}


async def test_a_conflict_names_both_and_has_no_silent_winner(
    directory: Directory, people: dict[str | None, str]
) -> None:
    who = CustomerIds(plain_id="p1", external_id="x2", email="all@acme.com")
    found, why = await told(directory, who)
    assert isinstance(found, AmbiguousCustomer)
    assert {each.name for each in why.candidates} == {"Ann", "Bea"}
    assert {each.name: each.found_by for each in why.candidates}["Ann"] == ("plain_id",)
    assert rules(why) == {
        "plain_id": "conflicts",
        "external_id": "conflicts",
        "email": "not asked",
    }
    assert why.links == ()


async def test_a_link_tells_who_said_it_and_since_when(
    directory: Directory, people: dict[str | None, str]
) -> None:
    _, why = await told(directory, CustomerIds(external_id="x1", email="nobody@x.co"))
    assert rules(why) == {
        "external_id": "decides",
        "email": "finds nobody",
    }
    [link] = why.trace[0].links
    assert (link.subject_id, link.source, link.actor) == (people["Ann"], "backend", "test")
    assert link.since.tzinfo is not None
    assert ("billing", "customer", "c1") in {(x.system, x.kind, x.value) for x in why.links}


@pytest.mark.parametrize(
    ("who", "name", "by"),
    [
        (CustomerIds(email="ann+news@acme.com"), "Ann", "email_alias"),
        (CustomerIds(email="all+news@acme.com"), None, None),
        (CustomerIds(email="all@acme.com", domain="acme.com"), "Bea", "email"),
        (CustomerIds(email="all@acme.com", domain="eu.acme.com"), "Bea", "email"),
        (CustomerIds(email="all@acme.com", tenant_external_id="bolt"), "Cid", "email"),
        (CustomerIds(email="all@acme.com", name=" cid "), "Cid", "email"),
        (CustomerIds(email="all@acme.com", domain="gmail.com"), None, None),
        (CustomerIds(email="all@acme.com", domain="other.com"), None, None),
        (CustomerIds(phone="0049 30 123456"), "Bea", "phone"),
        (CustomerIds(phone=PHONE, name="BEA"), "Bea", "phone"),
        (CustomerIds(phone=PHONE, name="Somebody else"), None, None),
        (CustomerIds(email="ann@acme.com", phone=PHONE), "Ann", "email"),
        (CustomerIds(email="d@x.co"), None, None),
        (CustomerIds(external_id="null"), None, None),
        (CustomerIds(name="Ann", domain="acme.com"), None, None),
    ],
)
async def test_channels_without_an_id_of_ours_follow_their_own_rules(
    directory: Directory,
    people: dict[str | None, str],
    who: CustomerIds,
    name: str | None,
    by: str | None,
) -> None:
    found, _ = await told(directory, who)
    match = found if isinstance(found, CustomerMatch) else None
    assert (match and match.name, match and match.matched_by) == (name, by)


async def test_a_claimed_mailbox_finds_nobody_and_is_told(
    directory: Directory, people: dict[str | None, str]
) -> None:
    _, why = await told(directory, CustomerIds(email="d@x.co"))
    assert why.trace[0].rule == "finds nobody: it is only claimed, by whoever wrote it"
    assert [link.trust for link in why.trace[0].links] == ["claimed"]


@pytest.mark.parametrize(
    ("order", "by"),
    [
        (("external_id", "plain_id", "email"), "external_id"),
        (("email", "phone"), "email"),
        (("phone", "email"), "phone"),
        ((), None),
    ],
)
async def test_the_order_is_the_workspaces(
    directory: Directory,
    people: dict[str | None, str],
    order: Sequence[FindingKind],
    by: str | None,
) -> None:
    who = CustomerIds(plain_id="p1", external_id="x1", email="ann@acme.com", phone=PHONE)
    found, _ = await told(directory.ordered(order), who)
    assert getattr(found, "matched_by", None) == by


async def test_1_50_and_500_people_are_explained_in_as_many_statements(
    directory: Directory, store: Store
) -> None:
    customers = [CustomerUpsert(f"x{n}", f"p{n}", f"e{n}@x.co") for n in range(500)]
    await directory.upsert(W, BY, customers=customers)
    counts = []
    for many in (1, 50, 500):
        asked = [CustomerIds(None, f"p{n}", f"x{n}", f"e{n}@x.co") for n in range(many)]
        with statements(store) as seen:
            assert len(await directory.explain(W, asked)) == many
        counts.append(len(seen))
    assert counts == [3, 3, 3]
