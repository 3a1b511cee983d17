"""What a lookup declares, proven: the same people asked for in ways that must not matter."""

from collections.abc import Mapping, Sequence

from aggregator.authoring.trial import probes
from aggregator.authoring.trial.asking import TrialAsker, TrialReply
from aggregator.authoring.trial.report import LookupTrial, TrialFault, TrialFaultCode
from aggregator.authoring.trial.values import same_records
from aggregator.domain.customer import OWN_KEYS
from aggregator.domain.errors import (
    AggregatorError,
    SourceRateLimited,
    SourceTimeout,
    SourceUnavailable,
)
from aggregator.domain.identity import EMAIL
from aggregator.domain.lookup import FIRST_MAX, From, Lookup, Record
from aggregator.upstream.source import SourceClient

PER_KEY = 10
"""Records of each key that are asked for, as a card usually does."""

_TRIES = 6
"""Calls that look for the most keys that one call takes."""

DEAD = (SourceUnavailable, SourceTimeout, SourceRateLimited)
"""After these the source is not asked again."""

_Records = Sequence[Record | None]


class LookupExperiments:
    """The experiments on one lookup; what they show is written into `trial`.

    `keys` are those of the customers, by label; `where` says where to look when none answers.
    `records` is what came for each, asked alone.
    `dead` is why the source is not to be asked any more.
    """

    def __init__(
        self,
        asker: TrialAsker,
        lookup: Lookup,
        keys: Mapping[str, str],
        trial: LookupTrial,
        where: str,
    ) -> None:
        self.records: dict[str, _Records] = {}
        self.dead: AggregatorError | None = None
        self._asker = asker
        self._lookup = lookup
        self._keys = keys
        self._trial = trial
        self._where = where
        self._slowest = 0.0
        spec = lookup.fields.get("id")
        self._identity = spec if isinstance(spec, str) else "@"
        if isinstance(spec, From):
            self._identity = spec.path
        for label, key in keys.items():
            asker.label(key, label)

    async def run(self, attempt: float) -> None:
        """Ask until all is proven, or the first failure that leaves nothing to prove.

        `attempt` is the seconds that a call has while serving.
        """
        if await self._alone() and await self._nobody():
            had = [label for label in self._keys if self.records.get(label)]
            if not had:
                self._say(
                    "no-records",
                    f"none of the customers ({', '.join(self._keys)}) has a record here, so "
                    "nothing could be proven. Fix: --customer with some who have",
                )
            else:
                await self._together(had)
                await self._spellings(had[0])
        if self._slowest > attempt and self.dead is None:
            self._say(
                "slow",
                f"a call took {self._slowest:.1f} s, and cards give it {attempt:.1f} s. Fix: a "
                "faster call, or [limits] attempt",
            )

    async def _alone(self) -> bool:
        """Ask for each key by itself. False: there is no answer to go on with."""
        foreign = unproven = received = 0
        for label, key in self._keys.items():
            reply = await self._ask([key], kept=True)
            foreign += reply.foreign
            unproven += reply.unproven
            received += reply.received
            failure = reply.failure
            if failure is not None and not reply.foreign:
                self._failed(failure)
                return False
            self.records[label] = reply.records(key)
        if unproven:
            match = self._lookup.match
            self._say(
                "unproven",
                f"{unproven} of {received} records have no key at `{match}`, so whose they are is "
                "not known. Fix: match",
            )
        self._foreign(foreign, received)
        return True

    def _foreign(self, foreign: int, received: int) -> None:
        if not foreign:
            if any(self.records.values()):
                self._trial.proven.append("each record is of the key that was asked")
            return
        what = f"asked for one key at a time, {foreign} of {received} records are of other keys"
        if not any(self.records.values()) or foreign > received / 2:
            self._say(
                "ignored-filter",
                f"the system does not heed the key: {what}. Fix: {self._filter()}, or `match`, "
                "which is the key in a record",
            )
        else:
            self._note("wide-filter", f"the system finds more than the key: {what}. {_DROPPED}")

    async def _nobody(self) -> bool:
        """Ask for a key that nobody has. False: it is answered with a failure."""
        key = next(iter(self._keys.values()))
        made_up = probes.nobodys(key)
        self._asker.label(made_up, None)
        reply = await self._ask([made_up], kept=True)
        if reply.records(made_up):
            self._say(
                "unproven",
                "a key that nobody has is answered with a record, so records do not show whose "
                "they are. Fix: match, the key in a record",
            )
        elif reply.foreign:
            if not self._told("ignored-filter"):
                self._say(
                    "ignored-filter",
                    f"a key that nobody has is answered with {reply.foreign} records of others: "
                    f"the system does not heed it. Fix: {self._filter()}",
                )
        elif reply.failure is not None and self._fails_alone and self.dead is None:
            self._trial.proven.append("an id that nobody has is a failure of its own")
        elif reply.failure is not None:
            self._say(
                "missing-key",
                f"a key that nobody has is a failure ({reply.failure.message}), so one customer "
                "whom the system does not know fails all of a call. Fix: ask by another key, or "
                "have the system answer an empty list",
            )
            return self.dead is None
        else:
            self._trial.proven.append("a key that nobody has is answered with none")
        return True

    @property
    def _fails_alone(self) -> bool:
        """Whether an id of the system's own is asked for in a call of its own."""
        return self._lookup.batch.per_call == 1 and self._lookup.key not in OWN_KEYS

    async def _together(self, had: Sequence[str]) -> None:
        """Ask for two keys in one call, both ways round; then for as many as it may be."""
        most = self._lookup.batch.max
        alone = self._lookup.batch.per_call == 1
        if most == 1 or (alone and len(had) < 2):
            return
        if len(had) < 2:
            self._say(
                "no-records",
                f"only {had[0]} has a record here, so several keys in one call are not proven. "
                "Fix: --customer with two who have",
            )
            return
        pair = had[:2]
        for labels in (pair, pair[::-1]):
            if not await self._as_alone(labels, labels, PER_KEY):
                return
        self._trial.proven.append("two keys in one call are answered as each alone, in any order")
        if self._lookup.many and self._lookup.per_key is not None:
            await self._bound(pair)
        if most > 2 and not alone and not self._told("missing-key"):
            await self._full(pair, most)

    async def _as_alone(self, labels: Sequence[str], order: Sequence[str], per_key: int) -> bool:
        reply = await self._ask([self._keys[label] for label in order], per_key, kept=True)
        if reply.failure is not None and not reply.found:
            self._say(
                "false-max",
                f"max: {self._lookup.batch.max}, but two keys in one call fail "
                f"({reply.failure.message}). Fix: max: 1, or a batch style that the system takes",
            )
            return False
        lost = [label for label in labels if self._fewer(label, reply)]
        if lost:
            await self._lost(lost, labels, reply)
            return False
        changed = [each for each in labels if not self._same(each, reply)]
        if changed:
            what = "answered as one of them would be" if len(changed) == 1 else "answered otherwise"
            self._say(
                "order",
                f"two keys in one call are {what}: the records of {' and '.join(changed)} are not "
                "those that came alone. Fix: match, or max: 1",
            )
            return False
        return True

    async def _lost(self, lost: Sequence[str], labels: Sequence[str], reply: TrialReply) -> None:
        """Say why a key has less beside another one than alone."""
        lookup, who = self._lookup, " and ".join(lost)
        if lookup.many and await self._was_cut(lost, labels, reply):
            bound = f"`{lookup.per_key}`" if lookup.per_key else "the most records of a call"
            self._say(
                "shared-bound",
                f"{bound} bounds all keys of a call together, so beside another key {who} has "
                f"fewer records than alone. Fix: {_ONE_KEY}",
            )
            return
        count = "one of two keys" if len(lost) == 1 else "neither of two keys"
        self._say(
            "false-max",
            f"max: {lookup.batch.max}, but the system answers {count} of a call. Fix: {_ONE_KEY}",
        )

    async def _was_cut(self, lost: Sequence[str], labels: Sequence[str], reply: TrialReply) -> bool:
        """Whether it is a bound that left a key without records, and not its being the second."""
        if all(reply.records(self._keys[label]) for label in lost):
            return True  # what was not asked for would not be there at all
        if self._lookup.per_key is None:
            return False
        wanted = min(FIRST_MAX, 2 * sum(len(self.records[label]) for label in labels) + PER_KEY)
        more = await self._ask([self._keys[label] for label in labels], wanted)
        return not any(self._fewer(label, more) for label in labels)

    async def _bound(self, pair: Sequence[str]) -> None:
        """Ask for one record of each of two keys."""
        reply = await self._ask([self._keys[label] for label in pair], 1)
        without = [label for label in pair if not reply.records(self._keys[label])]
        if without and reply.failure is None:
            self._say(
                "shared-bound",
                f"`{self._lookup.per_key}` bounds all keys of a call together: with 1 of each, "
                f"{' and '.join(without)} has none. Fix: {_ONE_KEY}",
            )
        elif reply.failure is None:
            self._trial.proven.append(f"`{self._lookup.per_key}` bounds each key by itself")

    async def _full(self, pair: Sequence[str], most: int) -> None:
        """Ask for as many keys as one call may carry; where that is too many, look for how many."""
        if (why := await self._filled(pair, most)) is None:
            self._trial.proven.append(f"{most} keys in one call are answered as each alone")
            return
        takes, too_many = 2, most
        for _ in range(_TRIES):
            if too_many - takes < 2:
                break
            half = (takes + too_many) // 2
            if await self._filled(pair, half) is None:
                takes = half
            else:
                too_many = half
        self._say("false-max", f"max: {most}, but {why}. Fix: max: {takes}")

    async def _filled(self, pair: Sequence[str], size: int) -> str | None:
        """Ask for two keys with others between them; say what is wrong with the answer."""
        first, last = (self._keys[label] for label in pair)
        others = [probes.nobodys(last, number) for number in range(1, size - 1)]
        for each in others:
            self._asker.label(each, None)
        reply = await self._ask([first, *others, last])
        if reply.failure is not None and not reply.found:
            return f"{size} keys in one call fail ({reply.failure.message})"
        if not all(self._same(label, reply) for label in pair):
            return f"of {size} keys in one call the system answers only some"
        return None

    async def _spellings(self, label: str) -> None:
        """Ask for an address in other letters, and for its neighbours."""
        key = self._keys[label]
        if self._lookup.key != EMAIL or "@" not in key:
            return
        other = probes.other_case(key)
        self._asker.label(other, f"{label} in other letters")
        reply = await self._ask([other])
        if same_records(reply.records(other), self.records[label], self._identity):
            self._trial.proven.append("small and large letters of an address are the same")
            await self._kept_letters(other)
        else:
            self._say(
                "letter-case",
                "the system tells small letters of an address from large ones: "
                f"{label} is not found in other letters. Fix: {_LETTERS}",
            )
        wide = 0
        for number, neighbour in enumerate(probes.near(key)):
            self._asker.label(neighbour, f"like {label}, {number + 1}")
            wide += (await self._ask([neighbour])).foreign
        if wide and not self._told("ignored-filter", "wide-filter"):
            what = "the system finds addresses that only look alike"
            self._note("wide-filter", f"{what}. {_DROPPED}")

    async def _kept_letters(self, other: str) -> None:
        """Ask for an address in the letters that the source is never asked by."""
        verbatim = self._asker.verbatim
        if verbatim is None or self._lookup.lower:
            return
        reply = await self._ask([other], of=verbatim)
        if reply.failure is None and not reply.received:
            self._note(
                "letter-case",
                "the system tells small letters of an address from large ones: it is asked in "
                "small ones, and whom it has with large ones may be found by just those. Fix: "
                f"{_LETTERS}; or lower: true, if it has small ones alone",
            )

    async def _ask(
        self,
        keys: Sequence[str],
        per_key: int = PER_KEY,
        *,
        kept: bool = False,
        of: SourceClient | None = None,
    ) -> TrialReply:
        reply = await self._asker.ask(self._lookup, keys, per_key, kept=kept, of=of)
        if self._lookup.request.sql is None:
            self._trial.calls += map(self._asker.written, reply.calls)
        self._slowest = max(self._slowest, reply.seconds)
        if isinstance(reply.failure, DEAD):
            self.dead = reply.failure
        return reply

    def _fewer(self, label: str, reply: TrialReply) -> bool:
        return len(reply.records(self._keys[label])) < len(self.records[label])

    def _same(self, label: str, reply: TrialReply) -> bool:
        records = reply.records(self._keys[label])
        return same_records(records, self.records[label], self._identity)

    def _failed(self, error: AggregatorError) -> None:
        fix = f". Fix: {self._where}" if isinstance(error, SourceUnavailable) else ""
        self._say("dead" if isinstance(error, DEAD) else "failed", f"{error.message}{fix}")

    def _filter(self) -> str:
        param = getattr(self._lookup.batch, "param", None)
        named = f" (`{param}`)" if param else ""
        return f"correct what says the key in the call{named}"

    def _say(self, code: TrialFaultCode, message: str) -> None:
        self._trial.faults.append(TrialFault(code, message))

    def _note(self, code: TrialFaultCode, message: str) -> None:
        self._trial.faults.append(TrialFault(code, message, note=True))

    def _told(self, *codes: TrialFaultCode) -> bool:
        return any(each.code in codes for each in self._trial.faults)


_ONE_KEY = "max: 1, or the batch style fan-out"
_LETTERS = "have the system compare addresses without regard to letters"
_DROPPED = "Records of others are dropped"
