"""What speaks for two records being one person, and how much. Nothing here is a proof.

| reason         | what                                                             | alone     |
|----------------|------------------------------------------------------------------|-----------|
| decided_same   | somebody said so, and nobody merged them                         | suggested |
| same_email     | one address                                                      | suggested |
| email_alias    | one mailbox but for what follows a `+`: ann+news@, ann@          | suggested |
| same_phone     | one number                                                       | suggested |
| name_and_company | much the same name, at one account or one company's domain     | suggested |
| email_dots     | one address but for dots: with much the same name alone          | nothing   |
| similar_name   | much the same name, elsewhere                                    | nothing   |

Dots mean nothing at one provider and everything at the next, so they prove nothing. What more than
a few records have, such as the number of an office, says nothing of two of them. Names that differ,
two ids of the company's own, and addresses that nobody verified make it less.
"""

import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from aggregator.directory.suggest.suggested import ReasonKind, SuggestionReason
from aggregator.domain.blocked import is_free_mailbox, is_role, registrable

SHARED_MOST = 5
"""Records that may have one address, number or name of a company for it to say anything."""

ALIKE = 92.0
"""From where on names are much the same, of 100: one letter in about seven may be missing."""

UNLIKE = 60.0
"""Below, names are of two people."""

LISTED = 50
"""Score, of 100, from which on two are suggested."""


_WEIGHT: Mapping[ReasonKind, float] = {
    ReasonKind.DECIDED_SAME: 0.99,
    ReasonKind.SAME_EMAIL: 0.85,
    ReasonKind.EMAIL_ALIAS: 0.75,
    ReasonKind.SAME_PHONE: 0.6,
    ReasonKind.NAME_AND_COMPANY: 0.55,
    ReasonKind.EMAIL_DOTS: 0.4,
    ReasonKind.SIMILAR_NAME: 0.4,
}
_EQUAL_NAMES = 0.25  # more, where names are not much the same but the same
_ONLY_CLAIMED = 0.6
_NAMES_DIFFER = 0.5
_TWO_OF_ITS_OWN = 0.8


@dataclass(slots=True)
class PersonFacts:
    """What of one customer is compared.

    `emails` and `phones` are as they are compared, each with whether somebody verified it. `names`
    are folded and their words sorted. `companies` are ids of accounts, and domains.
    """

    id: str
    emails: dict[str, bool] = field(default_factory=dict)
    phones: dict[str, bool] = field(default_factory=dict)
    names: set[str] = field(default_factory=set)
    companies: set[str] = field(default_factory=set)
    own_ids: set[str] = field(default_factory=set)

    def add_email(self, norm: str, company: str | None, *, verified: bool) -> None:
        """Take an address in; that of a role names nobody, but its company."""
        if company is not None:
            self.companies.add(company)
        if not is_role(norm):
            self.emails[norm] = verified or self.emails.get(norm, False)

    def add_phone(self, norm: str, *, verified: bool) -> None:
        self.phones[norm] = verified or self.phones.get(norm, False)

    def add_name(self, raw: str) -> None:
        """Take a name in, if it is one: two words, or letters of a script that needs no second."""
        folded = folded_name(raw)
        if folded is not None:
            self.names.add(folded)


Crowded = Callable[[str], bool]
"""Whether more than SHARED_MOST have a value, by its `mailbox_key`, `phone_key` or `name_key`."""


def company_of(domain: str) -> str | None:
    """Give what a company registered of its domain; None where anybody gets a mailbox."""
    return None if is_free_mailbox(domain) else registrable(domain) or domain


def folded_name(raw: str) -> str | None:
    """Give a name without case, marks and order of its words; None: it names nobody."""
    if "@" in raw:
        return None
    marked = unicodedata.normalize("NFKD", raw.casefold())
    bare = "".join(each for each in marked if not unicodedata.combining(each))
    text = unicodedata.normalize("NFC", bare)
    words = sorted("".join(each if each.isalnum() else " " for each in text).split())
    name = " ".join(words)
    return name if len(words) > 1 or (len(name) > 1 and not name.isascii()) else None


def mailbox(email: str) -> str:
    """Give an address without what follows a `+`."""
    local, _, domain = email.rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def undotted(email: str) -> str:
    """Give an address without its dots and what follows a `+`."""
    local, _, domain = mailbox(email).rpartition("@")
    return f"{local.replace('.', '') or local}@{domain}"


def mailbox_key(email: str) -> str:
    return f"mailbox {mailbox(email)}"


def phone_key(phone: str) -> str:
    return f"phone {phone}"


def name_key(company: str, name: str) -> str:
    return f"name {company} {name}"


def reasons_for(
    one: PersonFacts, other: PersonFacts, crowded: Crowded, *, same: bool = False
) -> tuple[int, tuple[SuggestionReason, ...]]:
    """Weigh what speaks for two being one: a score of 100, and the reasons, the strongest first.

    `same`: somebody decided so.
    """
    names = _alike(one.names, other.names)
    found: list[tuple[float, SuggestionReason]] = []

    def add(kind: ReasonKind, detail: str = "", weight: float | None = None) -> None:
        found.append((_WEIGHT[kind] if weight is None else weight, SuggestionReason(kind, detail)))

    if same:
        add(ReasonKind.DECIDED_SAME)
    _by_email(one, other, crowded, add, alike=names is not None and names >= ALIKE)
    for phone in sorted(one.phones.keys() & other.phones.keys()):
        if not crowded(phone_key(phone)):
            claimed = not (one.phones[phone] and other.phones[phone])
            weight = _WEIGHT[ReasonKind.SAME_PHONE] * (_ONLY_CLAIMED if claimed else 1)
            add(ReasonKind.SAME_PHONE, _told(phone, claimed=claimed), weight)
    _by_name(one, other, crowded, add, names)
    if all(reason.kind is ReasonKind.SIMILAR_NAME for _, reason in found):
        return 0, ()
    left = 1.0
    for weight, _ in found:
        left *= 1 - weight
    score = 1 - left
    if names is not None and names < UNLIKE:
        score *= _NAMES_DIFFER
    if one.own_ids and other.own_ids and not one.own_ids & other.own_ids:
        score *= _TWO_OF_ITS_OWN
    if same:
        score = max(score, _WEIGHT[ReasonKind.DECIDED_SAME])
    found.sort(key=lambda each: -each[0])
    return round(score * 100), tuple(reason for _, reason in found)


def _by_email(
    one: PersonFacts,
    other: PersonFacts,
    crowded: Crowded,
    add: Callable[[ReasonKind, str, float], None],
    *,
    alike: bool,
) -> None:
    """Add the strongest that two addresses of theirs say."""
    best: tuple[float, ReasonKind, str] | None = None
    for mine, verified in sorted(one.emails.items()):
        for theirs, verified_too in sorted(other.emails.items()):
            kind = _of_emails(mine, theirs, crowded, alike=alike)
            if kind is None:
                continue
            claimed = not (verified and verified_too)
            weight = _WEIGHT[kind] * (_ONLY_CLAIMED if claimed else 1)
            if best is None or weight > best[0]:
                texts = mine if mine == theirs else f"{mine}, {theirs}"
                best = (weight, kind, _told(texts, claimed=claimed))
    if best is not None:
        add(best[1], best[2], best[0])


def _of_emails(mine: str, theirs: str, crowded: Crowded, *, alike: bool) -> ReasonKind | None:
    if mailbox(mine) == mailbox(theirs):
        if crowded(mailbox_key(mine)):
            return None
        return ReasonKind.SAME_EMAIL if mine == theirs else ReasonKind.EMAIL_ALIAS
    if alike and undotted(mine) == undotted(theirs):
        return ReasonKind.EMAIL_DOTS
    return None


def _by_name(
    one: PersonFacts,
    other: PersonFacts,
    crowded: Crowded,
    add: Callable[[ReasonKind, str, float], None],
    names: float | None,
) -> None:
    if names is None or names < ALIKE:
        return
    companies = sorted(
        company
        for company in one.companies & other.companies
        if not any(crowded(name_key(company, name)) for name in one.names | other.names)
    )
    more = _EQUAL_NAMES * (names - ALIKE) / (100 - ALIKE)
    likeness = f"{names:.0f} %"
    if companies:
        kind = ReasonKind.NAME_AND_COMPANY
        add(kind, f"{likeness}, {companies[0]}", _WEIGHT[kind] + more)
    elif not one.companies & other.companies:
        kind = ReasonKind.SIMILAR_NAME
        add(kind, likeness, _WEIGHT[kind] + more)


def _alike(mine: Iterable[str], theirs: Iterable[str]) -> float | None:
    """How alike the names of two are that are most alike, of 100; None: one has no name."""
    return max((fuzz.ratio(a, b) for a in mine for b in theirs), default=None)


def _told(value: str, *, claimed: bool) -> str:
    return f"{value} (not verified)" if claimed else value
