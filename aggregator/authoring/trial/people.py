"""Whom a source is asked about: customers as somebody names them, and their keys."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from string import ascii_uppercase

from aggregator.domain.customer import CustomerIds, TenantIds
from aggregator.domain.errors import AggregatorError
from aggregator.schema.customer import Customer
from aggregator.schema.lookup_plan import Keys
from aggregator.schema.systems import People


@dataclass(frozen=True, slots=True)
class TrialPerson:
    """One customer. `words` say how they are known, without naming them; `keys` are personal."""

    label: str
    words: str
    keys: Keys = field(repr=False)
    account_keys: Keys = field(default_factory=dict, repr=False)


def read_customer(given: str) -> CustomerIds:
    """Read an e-mail address, an id of Plain's (`c_`), one of the directory (`cust_`), or yours."""
    if "@" in given:
        return CustomerIds(email=given)
    if given.startswith("c_"):
        return CustomerIds(plain_id=given)
    if given.startswith("cust_"):
        return CustomerIds(customer_id=given)
    return CustomerIds(external_id=given)


async def find_people(
    workspace_id: str, given: Sequence[str], directory: People
) -> tuple[TrialPerson, ...]:
    """Find the keys of each customer, in their order. Raises DirectoryUnavailable.

    Whom the directory does not know is asked for by their own id alone.
    """
    asked = [read_customer(each) for each in dict.fromkeys(given)]
    found = await directory.resolve(workspace_id, asked)
    people = []
    for label, ids in zip(_labels(len(asked)), asked, strict=True):
        match = found.get(ids)
        if isinstance(match, AggregatorError):
            people.append(TrialPerson(label, match.message, {}))
            continue
        keys = Customer.of(ids, match).keys
        if match is None:
            people.append(TrialPerson(label, f"not in the directory; has {_kinds(keys)}", keys))
            continue
        words = f"in the directory, by {match.matched_by}; has {_kinds(keys)}"
        account: Mapping[str, str] = {}
        if match.account_id is not None:
            company = TenantIds(account_id=match.account_id)
            holder = (await directory.resolve_accounts(workspace_id, [company])).get(company)
            account = {} if holder is None or isinstance(holder, AggregatorError) else holder.keys
        people.append(TrialPerson(label, words, keys, account))
    return tuple(people)


def _labels(count: int) -> Sequence[str]:
    letters = list(ascii_uppercase)
    return [letters[n] if n < 26 else f"{letters[n % 26]}{n // 26}" for n in range(count)]


def _kinds(keys: Keys) -> str:
    return ", ".join(sorted(keys)) or "no key"
