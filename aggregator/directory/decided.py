"""What somebody decided of customers: previews, outcomes, and what is left to be chosen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from aggregator.directory.values import LinkRow


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """Both have an id of this name, and not the same: `billing.customer`, `external_id`."""

    name: str
    kept: str
    merged: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What merging came to, or would come to.

    kept_id, merged_id   who stays, and whose id means them from then on
    event                the event's number; None: it is a preview, or they were one already
    follows              all ids that lead to `kept_id` from then on, `merged_id` first
    shown                what is then shown of them: `email`, `billing.customer`... -> value
    conflicts            two different ids in one source; of each, `shown` has one
    different            why they were decided to be never the same; "" without a reason; None: no
    """

    kept_id: str
    merged_id: str
    event: int | None
    follows: Sequence[str]
    shown: Mapping[str, str]
    conflicts: Sequence[MergeConflict]
    different: str | None


@dataclass(frozen=True, slots=True)
class UnmergeAnswers:
    """How two are told apart.

    merge     number of the merge to take back; None: the last one of the id
    answers   number of a later edit -> the id to which it belongs
    never     and remember that they are never the same
    """

    merge: int | None = None
    answers: Mapping[int, str] = field(default_factory=dict)
    never: bool = False


@dataclass(frozen=True, slots=True)
class UnmergeChoice:
    """A later edit that named both, or the merged one alone: nobody can say whose it is.

    event, kind, at, actor   which edit
    says                     what it says, as `email=ann@acme.com`
    given_to                 whose it is unless answered otherwise: whom its strongest id named
    instead                  whose else it can be
    """

    event: int
    kind: str
    at: datetime
    actor: str
    says: Sequence[str]
    given_to: str
    instead: str


@dataclass(frozen=True, slots=True)
class Unmerged:
    """What telling two apart came to, or would come to.

    merge            number of the merge that is taken back
    event            the event's number; None: it is a preview
    kept, apart      each one's id and what is then shown of them
    choices          later edits, and to whom each is given
    removed          ids of which nothing is left: their import was undone meanwhile
    """

    merge: int
    event: int | None
    kept_id: str
    kept: Mapping[str, str]
    apart_id: str
    apart: Mapping[str, str]
    choices: Sequence[UnmergeChoice]
    removed: Sequence[str]


@dataclass(frozen=True, slots=True)
class SubjectNote:
    """What support wrote about somebody."""

    id: str
    body: str
    actor: str
    written_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class PairDecision:
    """What was decided of two, and why."""

    left_id: str
    right_id: str
    verdict: str
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Erased:
    """Who was erased: every id they had here, how many values went, how many notes.

    `known_by` holds the identities that went, for caches to forget; it is kept nowhere.
    `under_way`: imports and pulls that are not ended, which may say them again.
    """

    ids: Sequence[str]
    values: int
    notes: int
    event: int
    known_by: Sequence[str]
    under_way: Sequence[str]


@dataclass(frozen=True, slots=True)
class DirectoryEvent:
    """One thing that happened to somebody: what, when, who did it, why.

    subject_id   the record that it is of; who was merged, of a merge
    other_id     the other one of a pair: into whom, of a merge
    named_too    records that an edit named beside; `subject_id` too, where it named that one by its
                 id here, which others may share
    """

    seq: int
    kind: str
    at: datetime
    source: str
    actor: str
    subject_id: str | None
    other_id: str | None
    named_too: Sequence[str]
    ref: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class WholeSubject:
    """Everything there is of one: what is said of them and was, notes, decisions, the log.

    links   each as it is kept: `name`, `value`, `trust`, `source`... those that ended too
    """

    id: str
    aliases: Sequence[str]
    links: Sequence[LinkRow]
    notes: Sequence[SubjectNote]
    decisions: Sequence[PairDecision]
    events: Sequence[DirectoryEvent]
