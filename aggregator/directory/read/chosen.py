"""Which of several values of one kind is shown.

Nothing is overwritten, so that a person may have three names: each stays on the link that brought
it. What is shown is chosen when it is read: a verified value before a claimed one, then by whose
word it is, then what was said of the subject itself before what came to it by merging, then the
newest.
"""

from collections.abc import Iterable
from typing import NamedTuple

from aggregator.directory.kinds import LinkTrust

SOURCE_ORDER = ("edit", "backend", "import")
"""Whose word counts first: what a person changed by hand, then the company's own backend, then
files. Systems that are connected come after these."""

_RANK = {source: rank for rank, source in enumerate(SOURCE_ORDER)}
_LAST = len(SOURCE_ORDER)


class Spoken(NamedTuple):
    """A valid value, and who said it of whom.

    `shared`: another one has this address too, and that is verified.
    """

    system: str
    kind: str
    value: str
    record_id: str
    trust: str
    source: str
    added_by: int
    shared: bool
    link_id: str


def chosen_first(subject_id: str, said: Iterable[Spoken]) -> list[Spoken]:
    """Sort what is valid of a subject so that what is shown comes first."""

    def rank(each: Spoken) -> tuple[bool, int, bool, int, str]:
        return (
            each.trust != LinkTrust.VERIFIED,
            _RANK.get(each.source, _LAST),
            each.record_id != subject_id,
            -each.added_by,
            each.link_id,
        )

    return sorted(said, key=rank)
