"""The people of the town, and what its directory was told of them, truly and wrongly."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from aggregator.directory.decided import UnmergeAnswers
from aggregator.directory.directory import Directory
from aggregator.directory.kinds import LinkTrust
from aggregator.directory.values import CustomerUpsert, Provenance, UpsertRules, UpsertState
from aggregator.domain.identity import EMAIL, normalise
from tests.support.whose.systems import Row

BACKEND = Provenance("backend", "test")
FORM = Provenance("form", "test", trust=LinkTrust.CLAIMED)
ANYBODY = UpsertRules(shared_emails=True, anonymous=True)
NOBODYS = ("null", "-1", "0000", "undefined", "n/a", "none")
"""What stands where an id should be. Somebody's records bear it by mistake."""


@dataclass(frozen=True, slots=True)
class Person:
    """A person's true ids. `email` may be another's too: they share a mailbox."""

    number: int
    email: str
    plain_id: str
    external_id: str
    customer: str
    user: str

    @property
    def mark(self) -> str:
        return f"of-p{self.number}-"


def people_of(chance: random.Random) -> list[Person]:
    """Between two and five people, some of one mailbox, some with odd addresses."""
    found = []
    for number in range(chance.randint(2, 5)):
        own = chance.choice(("p{}@town.example", "P{}+x@Town.Example", "p{}.é@straße.example"))
        shared = chance.choice(("", "", "", "all@town.example"))
        external = chance.choice(("u{}",) * 6 + ("",)).format(number) or chance.choice(NOBODYS)
        found.append(
            Person(
                number,
                shared or own.format(number),
                f"c_{number}",
                external,
                f"cus_{number}",
                f"us_{number}",
            )
        )
    return found


def rows_of(people: Sequence[Person], chance: random.Random) -> Mapping[tuple[str, str], list[Row]]:
    """What the systems hold: of each person in each system something, or nothing."""
    rows: dict[tuple[str, str], list[Row]] = {}

    def add(who: Person, source: str, path: str, by: str, key: str, many: bool) -> None:
        for index in range(chance.choice((0, 1, 2, 7)) if many else chance.choice((0, 1, 1))):
            rows.setdefault((source, path), []).append(
                {
                    "key": key,
                    by: key,
                    "id": f"{who.mark}{source}-{path}-{index}",
                    "status": chance.choice(("open", "done")),
                    "at": f"2026-11-{chance.randint(1, 28):02}T10:00:00Z",
                }
            )

    for who in people:
        if chance.random() < 0.8:
            rows.setdefault(("ledger", "holders"), []).append(
                {"key": who.email, "email": who.email, "id": who.customer}
            )
        add(who, "ledger", "subscriptions", "customer", who.customer, many=False)
        add(who, "ledger", "invoices", "customer", who.customer, many=True)
        for source in ("north", "south"):
            add(who, source, "tickets", "email", who.email, many=True)
        add(who, "queue", "users", "user", who.user, many=True)
        add(who, "crm", "contacts", "email", who.email, many=False)
        add(who, "meter", "usage", "user", who.external_id, many=False)
        add(who, "meter", "incidents", "user", who.external_id, many=True)
    return rows


@dataclass
class Told:
    """What one record of the directory was told: identities and whose they are."""

    id: str
    verified: set[tuple[str, str]] = field(default_factory=set)
    claimed: set[tuple[str, str]] = field(default_factory=set)
    keys: dict[str, str] = field(default_factory=dict)
    people: set[int] = field(default_factory=set)


@dataclass
class Register:
    """The directory, and beside it what it should know."""

    directory: Directory
    workspace: str
    people: Sequence[Person]
    told: dict[str, Told] = field(default_factory=dict)
    merged: list[tuple[str, str]] = field(default_factory=list)
    log: list[str] = field(default_factory=list)

    async def upsert(self, who: Person, chance: random.Random) -> None:
        """Say something of a person: some of their ids; perhaps another's address, as a claim."""
        strong = chance.choice(("plain_id", "external_id", "both"))
        wrong = chance.random() < 0.15
        email = chance.choice(self.people).email if wrong else who.email
        said = CustomerUpsert(
            external_id=who.external_id if strong != "plain_id" else None,
            plain_id=who.plain_id if strong != "external_id" else None,
            email=email if chance.random() < 0.7 else None,
            name=f"{who.mark}name",
            keys={
                name: key
                for name, key in (
                    ("ledger.customer", who.customer),
                    ("queue.user", who.user),
                )
                if chance.random() < 0.6
            },
        )
        if self._in_merge(said):
            return
        by = FORM if wrong or chance.random() < 0.15 else BACKEND
        [done] = await self.directory.upsert(self.workspace, by, customers=[said], rules=ANYBODY)
        self.log.append(f"upsert {by.source} {said} -> {done.state} {done.id} {done.code}")
        if done.id is None or done.state in (UpsertState.CONFLICT, UpsertState.REFUSED):
            return
        told = self.told.setdefault(done.id, Told(done.id))
        if by is FORM and told.verified:
            return  # a claim adds nothing to whom the backend knows
        if by is BACKEND and told.claimed:
            # What the backend says of whom a claim made known takes the place of the claim.
            told.claimed.clear()
            told.people.clear()
        told.people.add(who.number)
        into = told.verified if by is BACKEND else told.claimed
        for kind in ("plain_id", "external_id"):
            if value := getattr(said, kind):
                into.add((kind, value))
                if by is BACKEND:
                    self._passes(kind, value, told)
        if said.email:
            into.discard(("email", norm(said.email)))
            into.add(("email", norm(said.email)))
        told.keys.update(said.keys)

    def _passes(self, kind: str, value: str, to: Told) -> None:
        """An id that somebody claimed is whose the backend says it is."""
        for told in self.told.values():
            if told is not to:
                told.claimed.discard((kind, value))

    async def merge(self, chance: random.Random) -> None:
        free = [each for each in self.told if not any(each in pair for pair in self.merged)]
        if len(free) < 2:
            return
        one, other = chance.sample(sorted(free), 2)
        await self.directory.merge(self.workspace, BACKEND, one, other, force=True)
        self.merged.append((one, other))
        self.log.append(f"merge {one} into {other}")

    async def unmerge(self, chance: random.Random) -> None:
        if self.merged:
            pair = chance.choice(self.merged)
            await self.directory.unmerge(self.workspace, BACKEND, pair[0], UnmergeAnswers())
            self.merged.remove(pair)
            self.log.append(f"unmerge {pair}")

    async def erase(self, chance: random.Random) -> None:
        if self.told:
            one = chance.choice(sorted(self.told))
            gone = {one, *(each for pair in self.merged if one in pair for each in pair)}
            await self.directory.erase(self.workspace, BACKEND, one)
            for each in gone:
                self.told.pop(each, None)
            self.merged = [pair for pair in self.merged if not gone & set(pair)]
            self.log.append(f"erase {gone}")

    def _in_merge(self, said: CustomerUpsert) -> bool:
        """Whether it speaks of two who are merged: to whom it belongs is not the matter here."""
        values = {("plain_id", said.plain_id), ("external_id", said.external_id)}
        both = {each for pair in self.merged for each in pair}
        return any((self.told[each].verified | self.told[each].claimed) & values for each in both)

    def groups(self) -> Iterator[list[Told]]:
        """Give who is one at present."""
        into = dict(self.merged)
        for id_, told in self.told.items():
            if id_ not in into:
                yield [told, *(self.told[each] for each in into if into[each] == id_)]


def norm(email: str) -> str:
    return normalise(EMAIL, email) or email
