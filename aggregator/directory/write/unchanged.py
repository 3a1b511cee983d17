"""Rows that say nothing new of somebody who is there, told at a glance: a file is read anew.

Only the plain case is told here: a strong id and all other identities of one, who was merged with
nobody, of whom all is verified, and whose every value reads as before. All else is decided as
anywhere (match.py, upsert.py), with the same outcome.
"""

from collections.abc import Sequence
from typing import NamedTuple

from aggregator.directory.kinds import EXCLUSIVE, IDENTITIES, KINDS, SEVERAL, LinkTrust
from aggregator.directory.values import Overwriting, Upserted, UpsertState
from aggregator.directory.write.said_rows import SaidColumn, SaidRows
from aggregator.directory.write.standing import WhatStands
from aggregator.directory.write.upsert import Writing


class _Column(NamedTuple):
    """`alike`: what its values are compared by; `anybodys`: whoever said it, it is there."""

    key: tuple[str, str]
    alike: Sequence[str | None]
    anybodys: bool
    several: bool


class UnchangedRows:
    """Looks at rows of one chunk, after whatever was decided of those before them."""

    def __init__(
        self,
        writing: Writing,
        said: SaidRows,
        columns: Sequence[SaidColumn],
        standing: WhatStands,
    ) -> None:
        by, rules = writing.by, writing.rules
        self._standing = standing
        self._source = by.source
        self._looks = by.trust is LinkTrust.VERIFIED and rules.overwriting is Overwriting.UPDATE
        own = [each for each in columns if not each.system and each.kind in KINDS[said.subject]]
        self._strong = [(each.kind, each.norms) for each in own if each.kind in EXCLUSIVE]
        self._weak = [(each.kind, each.norms) for each in own if each.kind not in EXCLUSIVE]
        self._columns = [
            _Column(
                (each.system, each.kind),
                each.norms if each.system or each in own else each.raws,
                bool(each.system) or each in own,
                not each.system and each.kind in SEVERAL,
            )
            for each in columns
        ]

    def unchanged(self, row: int) -> Upserted | None:
        """Give that it says nothing new; None: it is to be decided."""
        if not self._looks:
            return None
        matched_by, id_ = "", None
        for is_strong, identities in ((True, self._strong), (False, self._weak)):
            for kind, norms in identities:
                norm = norms[row]
                if norm is None:
                    continue
                who = self._standing.held.get((kind, norm), ())
                if len(who) != 1 or (id_ or who[0].subject_id) != who[0].subject_id:
                    return None
                if who[0].record_id != who[0].subject_id:
                    return None
                id_, matched_by = who[0].subject_id, matched_by or kind
            if is_strong and id_ is None:
                return None
        if id_ is None or not self._reads_as_before(row, id_):
            return None
        return Upserted(UpsertState.UNCHANGED, id_, matched_by)

    def _reads_as_before(self, row: int, id_: str) -> bool:
        anybodys: set[tuple[tuple[str, str], str]] = set()
        ours: dict[tuple[str, str], list[str]] = {}
        for link in self._standing.links[id_]:
            if link.record_id != id_ or link.trust != LinkTrust.VERIFIED:
                return False
            key = (link.system, link.kind)
            alike = link.norm if link.system or link.kind in IDENTITIES else link.raw
            anybodys.add((key, alike))
            if link.source == self._source:
                ours.setdefault(key, []).append(alike)
        for key, alikes, is_anybodys, several in self._columns:
            alike_ = alikes[row]
            if alike_ is None:
                continue
            mine = ours.get(key, ())
            there = (key, alike_) in anybodys if is_anybodys else alike_ in mine
            if not there or (not several and any(each != alike_ for each in mine)):
                return False
        return True
