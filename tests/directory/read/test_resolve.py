"""Every combination of what a request says and whom it belongs to."""

import itertools
from collections.abc import Mapping

import pytest

from aggregator.directory.directory import Directory
from aggregator.directory.read.keys import keys_of
from aggregator.directory.read.resolve import Decision, decide
from aggregator.directory.values import AccountUpsert, CustomerUpsert
from aggregator.domain.customer import CustomerIds, CustomerMatch, TenantIds
from aggregator.domain.errors import AggregatorError, AmbiguousCustomer
from aggregator.store import Store
from tests.support.statements import query_plans, statements
from tests.support.stores import added

W = "default"
ANN = CustomerUpsert("ann-x", "ann-p", "ann@x.co", "Ann", keys={"billing.customer": "cus_a"})
BOB = CustomerUpsert("bob-x", "bob-p", "bob@x.co", "Bob", keys={"billing.customer": "cus_b"})
TWIN = CustomerUpsert("twin-x", "twin-p", "shared@x.co", "Twin")
OTHER_TWIN = CustomerUpsert("other-x", "other-p", "Shared@X.co", "Other twin")

# What one id of a request may say: nothing, an id that nobody has, Ann's, Bob's.
STRONG = (None, "nobody", "ann", "bob")
EMAILS = (None, "nobody@x.co", "ann@x.co", "bob@x.co", "shared@x.co")


async def one(directory: Directory, person: CustomerIds) -> CustomerMatch | AggregatorError | None:
    return (await directory.resolve(W, [person])).get(person)


@pytest.fixture
async def ids(directory: Directory) -> Mapping[str | None, str]:
    """Name -> our id."""
    await added(directory, W, [], [ANN, BOB, TWIN, OTHER_TWIN])
    return {match.name: match.id for match in (await directory.page(W, 10)).matches}


def expected(
    customer: str | None, plain: str | None, external: str | None, email: str | None
) -> str:
    """Say the rules again, as a table would: `name by kind`, `ambiguous` or `nobody`."""
    said = {"customer_id": customer, "plain_id": plain, "external_id": external}
    strong = {kind: name for kind, name in said.items() if name in ("ann", "bob")}
    if len(set(strong.values())) == 2:
        return "ambiguous"
    for kind, name in strong.items():
        return f"{name} by {kind}"
    if email in ("ann@x.co", "bob@x.co"):
        return f"{email[:3]} by email"
    return "ambiguous" if email == "shared@x.co" else "nobody"


async def test_every_combination_of_ids_follows_the_order_and_never_guesses(
    directory: Directory, ids: Mapping[str | None, str]
) -> None:
    own = {"ann": ids["Ann"], "bob": ids["Bob"], "nobody": "cust_nobody"}
    people: dict[CustomerIds, str] = {}
    for customer, plain, external, email in itertools.product(STRONG, STRONG, STRONG, EMAILS):
        person = CustomerIds(
            customer_id=own[customer] if customer else None,
            plain_id=f"{plain}-p" if plain else None,
            external_id=f"{external}-x" if external else None,
            email=email,
        )
        people[person] = expected(customer, plain, external, email)
    found = await directory.resolve(W, list(people))

    def told(person: CustomerIds) -> str:
        match found.get(person):
            case None:
                return "nobody"
            case AmbiguousCustomer():
                return "ambiguous"
            case CustomerMatch(name=str(name), matched_by=kind):
                return f"{name.lower()} by {kind}"
        raise AssertionError("something else came back")

    assert {person: told(person) for person in people} == people
    assert len(people) == 4 * 4 * 4 * 5


async def test_a_match_holds_the_ids_in_every_source(
    directory: Directory, ids: Mapping[str | None, str]
) -> None:
    assert await one(directory, CustomerIds(email=" ANN@x.co ")) == CustomerMatch(
        id=ids["Ann"],
        name="Ann",
        email="ann@x.co",
        external_id="ann-x",
        plain_id="ann-p",
        account_id=None,
        matched_by="email",
        keys={"billing.customer": "cus_a"},
    )


async def test_an_id_nobody_linked_is_no_conflict(
    directory: Directory, ids: Mapping[str | None, str]
) -> None:
    found = await one(
        directory, CustomerIds(plain_id="c_new", external_id="ann-x", email="bob@x.co")
    )
    assert isinstance(found, CustomerMatch)
    assert (found.name, found.matched_by) == ("Ann", "external_id")


async def test_a_conflict_names_its_kinds_and_never_its_values(
    directory: Directory, ids: Mapping[str | None, str]
) -> None:
    conflict = await one(directory, CustomerIds(plain_id="ann-p", external_id="bob-x"))
    assert isinstance(conflict, AmbiguousCustomer)
    assert conflict.message == (
        "The ids given (plain_id, external_id) belong to 2 different customers. "
        "Fix: correct the sender, or the links in the directory."
    )
    shared = await one(directory, CustomerIds(email="shared@x.co"))
    assert isinstance(shared, AmbiguousCustomer)
    assert shared.message == (
        "2 customers share this e-mail, so it names none of them. "
        "Fix: send an external id or a plain id."
    )
    assert shared.facts == {"kinds": ("email",), "candidates": 2}


@pytest.mark.parametrize(
    "person",
    [
        CustomerIds(),
        CustomerIds(plain_id="  ", external_id="", email="\t"),
        CustomerIds(email="half \ud83d pair"),
        CustomerIds(external_id="nul\0"),
        CustomerIds(external_id="x" * 100_000),
        CustomerIds(customer_id="%"),
        CustomerIds(email="ann-x"),
        CustomerIds(external_id="ann-p"),
        CustomerIds(plain_id="cus_a"),
    ],
)
async def test_what_names_nobody_finds_nobody(
    directory: Directory, ids: Mapping[str | None, str], person: CustomerIds
) -> None:
    assert await directory.resolve(W, [person]) == {}


async def test_nobody_asked_is_nobody_found(directory: Directory) -> None:
    assert await directory.resolve(W, []) == {}
    assert await directory.resolve_accounts(W, []) == {}


@pytest.mark.parametrize("workspace", ["other", "defaul", "DEFAULT", "", "%"])
async def test_no_workspace_sees_another(
    directory: Directory, ids: Mapping[str | None, str], workspace: str
) -> None:
    people = [
        CustomerIds(customer_id=ids["Ann"]),
        CustomerIds(plain_id="ann-p"),
        CustomerIds(external_id="ann-x"),
        CustomerIds(email="ann@x.co"),
    ]
    assert len(await directory.resolve(W, people)) == 4
    assert await directory.resolve(workspace, people) == {}


async def test_one_id_may_mean_different_people_in_two_workspaces(directory: Directory) -> None:
    for workspace in ("w1", "w2"):
        account = AccountUpsert(
            "acme", f"Acme {workspace}", "acme.co", "t_1", {"crm.account": workspace}
        )
        person = CustomerUpsert("x", "p", "e@x.co", workspace, "acme", {"crm.contact": workspace})
        await added(directory, workspace, [account], [person])
    for workspace in ("w1", "w2"):
        asked = CustomerIds(plain_id="p", external_id="x", email="e@x.co")
        found = (await directory.resolve(workspace, [asked]))[asked]
        assert isinstance(found, CustomerMatch)
        assert (found.name, found.keys) == (workspace, {"crm.contact": workspace})
        company = TenantIds(account_id=found.account_id)
        account_found = (await directory.resolve_accounts(workspace, [company]))[company]
        assert not isinstance(account_found, AggregatorError)
        assert account_found.keys == {"crm.account": workspace}
        assert (await directory.page(workspace, 10)).total == 1


async def test_accounts_follow_the_same_rules_with_the_domain_as_weak_id(
    directory: Directory,
) -> None:
    await added(
        directory,
        W,
        [
            AccountUpsert("one", "One", "one.co", "t_1", {"crm.account": "a1"}),
            AccountUpsert("two", "Two", "Shared.co", "t_2"),
            AccountUpsert("three", "Three", "shared.co."),
        ],
        [],
    )
    asked = {
        TenantIds(domain=" ONE.co. "): ("One", "domain"),
        TenantIds(external_id="two", domain="one.co"): ("Two", "external_id"),
        TenantIds(plain_id="t_1", external_id="nobody"): ("One", "plain_id"),
        TenantIds(plain_id="t_1", external_id="two"): "conflict",
        TenantIds(domain="shared.co"): "conflict",
        TenantIds(domain="nobody.co"): None,
        TenantIds(): None,
    }
    found = await directory.resolve_accounts(W, list(asked))

    def told(company: TenantIds) -> object:
        match = found.get(company)
        if match is None or isinstance(match, AggregatorError):
            return "conflict" if isinstance(match, AmbiguousCustomer) else match
        return match.name, match.matched_by

    assert {company: told(company) for company in asked} == asked
    conflict = found[TenantIds(domain="shared.co")]
    assert isinstance(conflict, AmbiguousCustomer)
    assert conflict.message.startswith("2 accounts share this domain")


def test_the_strongest_kind_that_hit_is_told_whatever_else_agrees() -> None:
    asked = keys_of(CustomerIds(plain_id="p", external_id="x", email="e"))
    held = {("external_id", "x"): frozenset({"c1"}), ("email", "e"): frozenset({"c1", "c2"})}
    assert decide(asked, held, {}) == Decision("c1", "external_id")


async def test_1_50_and_500_people_take_the_same_statement(
    directory: Directory, store: Store
) -> None:
    await added(
        directory,
        W,
        [
            AccountUpsert(f"a{n}", domain=f"a{n}.co", keys={"crm.account": str(n)})
            for n in range(500)
        ],
        [
            CustomerUpsert(f"x{n}", f"p{n}", f"e{n}@x.co", account_external_id=f"a{n}")
            for n in range(500)
        ],
    )
    counts = []
    for many in (1, 50, 500):
        people = [CustomerIds(None, f"p{n}", f"x{n}", f"e{n}@x.co") for n in range(many)]
        companies = [TenantIds(None, None, f"a{n}", f"a{n}.co") for n in range(many)]
        with statements(store) as seen:
            assert len(await directory.resolve(W, people)) == many
        with statements(store) as seen_accounts:
            assert len(await directory.resolve_accounts(W, companies)) == many
        counts.append((len(seen), len(seen_accounts)))
    assert counts == [(1, 1)] * 3


async def test_12_000_people_are_looked_for_by_one_statement(
    directory: Directory, store: Store
) -> None:
    """They have more values than a database takes parameters: 32,767 of PostgreSQL."""
    many = 12_000
    there = (0, many // 2, many - 1)
    await added(directory, W, [], [CustomerUpsert(f"x{n}", email=f"e{n}@x.co") for n in there])
    people = [CustomerIds(None, f"p{n}", f"x{n}", f"e{n}@x.co") for n in range(many)]
    with statements(store) as seen:
        found = await directory.resolve(W, people)
    assert len(seen) == 1
    assert set(found) == {people[n] for n in there}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # the other plans by counts
async def test_resolving_only_ever_looks_up_by_index(
    directory: Directory, ids: Mapping[str | None, str], store: Store
) -> None:
    everyone = [
        CustomerIds(ids["Ann"], "ann-p", "ann-x", "ann@x.co"),
        CustomerIds(email="bob@x.co"),
    ]
    with statements(store) as seen:
        await directory.resolve(W, everyone)
        await directory.resolve_accounts(W, [TenantIds("acct_1", "t", "x", "x.co")])
    plans = [line for line in await query_plans(store, seen) if " " in line]
    touched = [line for line in plans if line.startswith(("SCAN", "SEARCH"))]
    # What was asked for and what was found, in memory.
    nothing = ("SCAN CONSTANT ROW", "SCAN (subquery-", "SCAN json_each", "SCAN holders")
    touched = [line for line in touched if not line.startswith(nothing)]
    by_value = "(workspace_id=? AND subject=? AND system=? AND kind=? AND value_norm=?)"
    by_subject = "(workspace_id=? AND subject=? AND subject_id=?)"
    by_id = "(workspace_id=? AND subject=? AND id=?)"
    assert touched
    assert all(line.endswith((by_value, by_subject, by_id)) for line in touched), touched
