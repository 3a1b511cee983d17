"""Random directories: the answer equals a naive reading of the rules."""

import itertools
from collections.abc import Sequence

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from aggregator.directory.directory import Directory
from aggregator.directory.values import CustomerUpsert, UpsertState
from aggregator.domain.customer import CustomerIds, CustomerMatch
from aggregator.domain.errors import AggregatorError, AmbiguousCustomer
from tests.support.stores import ANYBODY, BY

# Few values, in several spellings, so that they meet often.
plain_ids = st.none() | st.sampled_from(["p1", " p1", "p2", "P2", "e1@x.co", ""])
external_ids = st.none() | st.sampled_from(["x1", "x1 ", "x2", "x3", "p1"])
emails = st.none() | st.sampled_from(["e1@x.co", " E1@X.CO", "e2@x.co", "e3@x.co"])
customers = st.builds(CustomerUpsert, external_id=external_ids, plain_id=plain_ids, email=emails)
workspaces = itertools.count()
people = st.builds(CustomerIds, plain_id=plain_ids, external_id=external_ids, email=emails)


def same(a: str | None, b: str | None, *, fold: bool = False) -> bool:
    if a is None or b is None or not a.strip() or not b.strip():
        return False
    return a.strip() == b.strip() or (fold and a.strip().lower() == b.strip().lower())


def naive(added: Sequence[CustomerUpsert], person: CustomerIds) -> str:
    """The customer's position and the kind that found them, `ambiguous` or `nobody`."""
    by_plain = {n for n, one in enumerate(added) if same(one.plain_id, person.plain_id)}
    by_external = {n for n, one in enumerate(added) if same(one.external_id, person.external_id)}
    by_email = {n for n, one in enumerate(added) if same(one.email, person.email, fold=True)}
    strong = by_plain | by_external
    if len(strong) > 1:
        return "ambiguous"
    if strong:
        return f"{strong.pop()} {'plain_id' if by_plain else 'external_id'}"
    if len(by_email) > 1:
        return "ambiguous"
    return f"{by_email.pop()} email" if by_email else "nobody"


async def answer(
    directory: Directory,
    workspace: str,
    added: Sequence[CustomerUpsert],
    asked: Sequence[CustomerIds],
) -> list[str] | None:
    """What the directory says for each; None when it did not take them for different people."""
    done = await directory.upsert(workspace, BY, customers=added, rules=ANYBODY)
    if any(each.state is not UpsertState.CREATED for each in done):
        return None  # two of them were one: test_upsert.py
    ids = [match.id for match in (await directory.page(workspace, 500)).matches]
    found = await directory.resolve(workspace, asked)

    def told(match: CustomerMatch | AggregatorError | None) -> str:
        match match:
            case None:
                return "nobody"
            case CustomerMatch(id=id_, matched_by=kind):
                return f"{ids.index(id_)} {kind}"
        assert isinstance(match, AmbiguousCustomer)
        return "ambiguous"

    return [told(found.get(person)) for person in asked]


# One directory for all examples, each in a workspace of its own: the same few people are in all
# the others too, so that a leak between workspaces would be seen as well.
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(added=st.lists(customers, max_size=5), asked=st.lists(people, max_size=8))
async def test_the_directory_agrees_with_a_naive_reading_of_its_rules(
    directory: Directory, added: list[CustomerUpsert], asked: list[CustomerIds]
) -> None:
    said = await answer(directory, f"w{next(workspaces)}", added, asked)
    assume(said is not None)
    assert said == [naive(added, person) for person in asked]
