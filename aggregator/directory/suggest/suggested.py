"""A review queue of customers who may be one person: what speaks for it, and what against.

Nothing is kept of it: it is what the directory says now. Accepting one is merging the two,
dismissing it is deciding that they are different; neither comes again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from aggregator.directory.decided import MergeConflict
from aggregator.domain.customer import CustomerMatch


class ReasonKind(StrEnum):
    DECIDED_SAME = "decided_same"
    SAME_EMAIL = "same_email"
    EMAIL_ALIAS = "email_alias"
    SAME_PHONE = "same_phone"
    NAME_AND_COMPANY = "name_and_company"
    EMAIL_DOTS = "email_dots"
    SIMILAR_NAME = "similar_name"


_WORDS: Mapping[ReasonKind, str] = {
    ReasonKind.DECIDED_SAME: "somebody decided that they are the same",
    ReasonKind.SAME_EMAIL: "the same e-mail address",
    ReasonKind.EMAIL_ALIAS: "the same mailbox but for what follows a +",
    ReasonKind.SAME_PHONE: "the same phone number",
    ReasonKind.NAME_AND_COMPANY: "much the same name at one company",
    ReasonKind.EMAIL_DOTS: "the same e-mail address but for dots",
    ReasonKind.SIMILAR_NAME: "much the same name",
}


@dataclass(frozen=True, slots=True)
class SuggestionReason:
    """Why two may be one: `detail` is what they share, or how alike their names are."""

    kind: ReasonKind
    detail: str = ""


@dataclass(frozen=True, slots=True)
class MergeSuggestion:
    """Two who may be one.

    keep, merge  who was there first, and who would be merged into them
    score        0 to 1: how much speaks for it, no probability
    conflicts    ids of one name that both have: merging them takes force
    cursor       its place in the list
    """

    keep: CustomerMatch
    merge: CustomerMatch
    score: float
    reasons: Sequence[SuggestionReason]
    conflicts: Sequence[MergeConflict]
    cursor: str


@dataclass(frozen=True, slots=True)
class SuggestionPage:
    """Some of them, the most probable first.

    total     how many there are over all pages, at most suggest/compare.py's MOST_KEPT
    compared  how many customers were compared: the newest, where there are too many
    """

    suggestions: Sequence[MergeSuggestion]
    has_next: bool
    total: int
    compared: int


def in_words(reason: SuggestionReason) -> str:
    """Say a reason: `the same phone number: +4930123456`."""
    words = _WORDS[reason.kind]
    return f"{words}: {reason.detail}" if reason.detail else words
