"""Invented customers, one in ten of whom has a second record."""

import random

from aggregator.directory.suggest.evidence import PersonFacts

_LETTERS = "abcdefghijklmnoprstuvwz"
_SYLLABLES = [f"{letter}{vowel}" for letter, vowel in zip(_LETTERS, "aeiou" * 5, strict=False)]


def with_duplicates(many: int, *, companies: int, seed: int = 1) -> list[PersonFacts]:
    """Make `many` people of as many companies; each tenth is the one before, again."""
    chance = random.Random(seed)  # noqa: S311 invented people

    def word() -> str:
        return "".join(chance.choice(_SYLLABLES) for _ in range(chance.randint(2, 4)))

    people: list[PersonFacts] = []
    for at in range(many):
        person = PersonFacts(f"cust_{at:07}")
        if at % 10 == 9:
            _again(people[-1], person, at // 10)
        else:
            first, last, company = word(), word(), f"c{chance.randrange(companies)}.example"
            person.add_email(f"{first}.{last}{at}@{company}", company, verified=True)
            person.add_name(f"{first} {last}{word()}")
            person.add_phone(f"+4930{at:07}", verified=True)
            person.own_ids.add(f"external_id u{at}")
        people.append(person)
    return people


def planted(people: list[PersonFacts]) -> set[tuple[str, str]]:
    """Give the pairs that are one person."""
    return {(people[at - 1].id, people[at].id) for at in range(9, len(people), 10)}


def _again(person: PersonFacts, other: PersonFacts, kind: int) -> None:
    """The same one: by an alias, by their phone, by their name."""
    [email] = person.emails
    [company] = person.companies
    [name] = person.names
    local = email.partition("@")[0]
    if kind % 3 == 0:
        other.add_email(f"{local}+{kind}@{company}", company, verified=True)
    elif kind % 3 == 1:
        [phone] = person.phones
        other.add_phone(phone, verified=True)
    else:
        other.add_email(f"{kind}@{company}", company, verified=True)
        first, *rest = name.split()
        other.add_name(" ".join([*rest, first]).upper())
