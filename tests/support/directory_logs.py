"""Random logs of a directory, played twice: with a merge that is taken back, and without it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import select

from aggregator.directory.decided import UnmergeAnswers, Unmerged
from aggregator.directory.directory import Directory
from aggregator.directory.imports.undo import Undoing
from aggregator.directory.kinds import EventKind
from aggregator.directory.tables import decisions, events, links, notes, subjects
from aggregator.directory.values import CustomerUpsert, Provenance, UpsertRules, UpsertState
from aggregator.directory.write.changes import Changes, last_seq
from aggregator.domain.customer import CustomerIds, CustomerMatch
from aggregator.domain.errors import AggregatorError, CustomerNotFound, DirectoryConflict
from aggregator.store import Store

RULES = UpsertRules()
SHARED = UpsertRules(shared_emails=True)

_external = st.none() | st.sampled_from(["x1", "x2", "x3"])
_plain = st.none() | st.sampled_from(["p1", "p2"])
_email = st.none() | st.sampled_from(["e1@x.co", "e2@x.co", "e3@x.co"])
_name = st.none() | st.sampled_from(["Ann", "Bob", "Cy"])
_keys = st.sampled_from([{}, {}, {"billing.customer": "c1"}, {"billing.customer": "c2"}])
_said = st.builds(
    CustomerUpsert, external_id=_external, plain_id=_plain, email=_email, name=_name, keys=_keys
)
_who = st.integers(0, 5)

OPS = st.one_of(
    st.tuples(st.just("upsert"), st.sampled_from(["backend", "crm"]), _said),
    st.tuples(st.just("upsert"), st.sampled_from(["backend", "crm"]), _said),
    st.tuples(st.just("import"), st.integers(1, 2), _said),
    st.tuples(st.just("undo"), st.integers(1, 2)),
    st.tuples(st.just("link"), _who, _said),
    st.tuples(st.just("edit"), _who, _name),
    st.tuples(st.just("unlink"), _who, st.integers(0, 9)),
    st.tuples(st.just("merge"), _who, _who),
    st.tuples(st.just("unmerge"), st.integers(0, 3)),
    st.tuples(st.just("decide"), _who, _who, st.sampled_from(["same", "different"])),
    st.tuples(st.just("erase"), _who),
)
Op = tuple[Any, ...]
LOGS = st.lists(OPS, min_size=3, max_size=16)
STARTS = [
    ("upsert", "backend", CustomerUpsert("x1", "p1", "e1@x.co", "Ann")),
    ("upsert", "crm", CustomerUpsert("x2", None, "e2@x.co", "Bob")),
]


@dataclass
class Played:
    """One play of a log. Everybody is called by the number of the operation that made them."""

    directory: Directory
    store: Store
    workspace: str
    ids: dict[int, str] = field(default_factory=dict)
    merges: dict[int, int] = field(default_factory=dict)  # operation -> event
    seqs: dict[int, int] = field(default_factory=dict)
    done: dict[int, Op] = field(default_factory=dict)  # what had an effect, of whom
    erased: set[int] = field(default_factory=set)
    marks_erased: set[str] = field(default_factory=set)

    def by(self, source: str = "edit", import_: str | None = None) -> Provenance:
        return Provenance(source, "test", import_id=import_)

    @property
    def numbers(self) -> dict[str, int]:
        return {id_: number for number, id_ in self.ids.items()}

    def somebody(self, who: int) -> int | None:
        there = [number for number in self.ids if number not in self.erased]
        return there[who % len(there)] if there else None

    async def seq(self) -> int:
        async with self.store.read() as connection:
            return await last_seq(connection, self.workspace)

    async def play(self, number: int, op: Op) -> None:
        """Do one thing; `done` keeps it, with people by number, where it changed something."""
        before = await self.seq()
        try:
            kept = await getattr(self, f"_{op[0]}")(number, *op[1:])
        except (CustomerNotFound, DirectoryConflict):
            return
        after = await self.seq()
        if after > before:
            self.seqs[number] = after
            self.done[number] = kept

    async def say(
        self,
        number: int,
        said: CustomerUpsert,
        by: Provenance,
        kind: EventKind = EventKind.UPSERT,
        rules: UpsertRules = RULES,
    ) -> None:
        said = replace(said, custom={"mark": f"mark{number};"})
        [done] = await self.directory.upsert(
            self.workspace, by, customers=[said], kind=kind, rules=rules
        )
        if done.state is UpsertState.CREATED:
            assert done.id is not None
            self.ids[number] = done.id

    async def _upsert(self, number: int, source: str, said: CustomerUpsert) -> Op:
        await self.say(number, said, self.by(source))
        return ("upsert", source, said)

    async def _import(self, number: int, which: int, said: CustomerUpsert) -> Op:
        await self.say(number, said, self.by("import", f"imp_{which}"))
        return ("import", which, said)

    async def _undo(self, number: int, which: int) -> Op:
        async with self.directory.writing(self.workspace) as connection:
            seq = await last_seq(connection, self.workspace)
            by = self.by("import", f"imp_{which}")
            changes = Changes(self.workspace, self.directory._ids, self.directory._now(), by, seq)
            undoing, done = Undoing(f"imp_{which}"), False
            while not done:
                done = await undoing.turn(connection, changes, 1)
        return ("undo", which)

    async def _link(self, number: int, who: int, said: CustomerUpsert) -> Op:
        of = self.somebody(who)
        if of is not None:
            await self._of(number, of, said)
        return ("of", of, said)

    async def _edit(self, number: int, who: int, name: str | None) -> Op:
        return await self._link(number, who, CustomerUpsert(name=name))

    async def _of(
        self, number: int, of: int, said: CustomerUpsert, rules: UpsertRules = RULES
    ) -> Op:
        await self.say(number, replace(said, id=self.ids[of]), self.by(), EventKind.LINK, rules)
        return ("of", of, said)

    async def _unlink(self, number: int, who: int, which: int) -> Op:
        of = self.somebody(who)
        if of is None:
            return ("nothing",)
        rows = await self.directory.links(self.workspace, "customer", await self.meant(of))
        rows = [row for row in rows if not row.name.startswith("custom.")]
        if not rows:
            return ("nothing",)
        row = rows[which % len(rows)]
        what = (row.name, row.value)
        records = {self.numbers[each.record_id] for each in rows if (each.name, each.value) == what}
        await self.directory.unlink(
            self.workspace, self.by(), "customer", await self.meant(of), what
        )
        return ("unlink_of", tuple(records), what)

    async def _unlink_of(self, number: int, records: Sequence[int], what: tuple[str, str]) -> Op:
        for of in records:
            await self.directory.unlink(
                self.workspace, self.by(), "customer", await self.meant(of), what
            )
        return ("unlink_of", records, what)

    async def meant(self, number: int) -> str:
        ids = CustomerIds(customer_id=self.ids[number])
        found = (await self.directory.resolve(self.workspace, [ids])).get(ids)
        return found.id if isinstance(found, CustomerMatch) else ""

    async def _merge(self, number: int, one: int, other: int) -> Op:
        a, b = self.somebody(one), self.somebody(other)
        if a is None or b is None:
            return ("nothing",)
        return await self._merge_of(number, a, b)

    async def _merge_of(self, number: int, a: int, b: int) -> Op:
        done = await self.directory.merge(
            self.workspace, self.by(), self.ids[a], self.ids[b], force=True
        )
        if done.event is not None:
            self.merges[number] = done.event
        return ("merge_of", a, b)

    async def _unmerge(self, number: int, which: int, never: int | None = None) -> Op:
        mine = [op for op in self.merges if op != never]
        if not mine:
            return ("nothing",)
        return await self._unmerge_of(number, mine[which % len(mine)])

    async def _unmerge_of(self, number: int, merge: int) -> Op:
        await self.take_back(merge)
        del self.merges[merge]
        return ("unmerge_of", merge)

    async def take_back(self, merge: int, *, other: bool = False) -> Unmerged:
        """Tell two apart; `other`: give each later edit that is a choice to the other one."""
        _, a, _b = self.done[merge]
        id_, asked = self.ids[a], UnmergeAnswers(merge=self.merges[merge])
        if other:
            preview = await self.directory.unmerge(
                self.workspace, self.by(), id_, asked, preview=True
            )
            answers = {each.event: each.instead for each in preview.choices if each.says}
            asked = replace(asked, answers=answers)
        done = await self.directory.unmerge(self.workspace, self.by(), id_, asked)
        given = [
            replace(each, given_to=asked.answers.get(each.event, each.given_to))
            for each in done.choices
        ]
        return replace(done, choices=given)

    async def _decide(self, number: int, one: int, other: int, verdict: Any) -> Op:
        a, b = self.somebody(one), self.somebody(other)
        if a is None or b is None:
            return ("nothing",)
        return await self._decide_of(number, a, b, verdict)

    async def _decide_of(self, number: int, a: int, b: int, verdict: Any) -> Op:
        await self.directory.decide(self.workspace, self.by(), (self.ids[a], self.ids[b]), verdict)
        return ("decide_of", a, b, verdict)

    async def _erase(self, number: int, who: int) -> Op:
        of = self.somebody(who)
        return ("nothing",) if of is None else await self._erase_of(number, of)

    async def _erase_of(self, number: int, of: int) -> Op:
        whole = await self.directory.whole(self.workspace, self.ids[of])
        if whole is None:
            raise CustomerNotFound("nobody")
        self.marks_erased |= {row.value for row in whole.links if row.name == "custom.mark"}
        erased = await self.directory.erase(self.workspace, self.by(), self.ids[of])
        numbers = self.numbers
        self.erased |= {numbers[id_] for id_ in erased.ids}
        return ("erase_of", of)

    async def _nothing(self, number: int) -> Op:
        return ("nothing",)

    async def rows(self) -> dict[str, list[dict[str, Any]]]:
        found = {}
        async with self.store.read() as connection:
            for table in (subjects, links, notes, decisions, events):
                rows = await connection.execute(
                    select(table).where(table.c.workspace_id == self.workspace)
                )
                found[table.name] = [dict(row._mapping) for row in rows]
        return found

    async def state(self) -> dict[int, tuple[int, list[tuple[Any, ...]]]]:
        """Everybody: whom they mean, and what is valid of them, whatever our own ids are."""
        rows, numbers = await self.rows(), self.numbers
        found: dict[int, tuple[int, list[tuple[Any, ...]]]] = {
            numbers[row["id"]]: (numbers[row["merged_into"] or row["id"]], [])
            for row in rows["subjects"]
        }
        for link in rows["links"]:
            if link["valid_to"] is None:
                record = numbers[link["record_id"]]
                assert found[record][0] == numbers[link["subject_id"]], "a link is astray"
                value = [link[name] for name in ("system", "kind", "value_norm", "value_raw")]
                found[record][1].append((*value, link["trust"], link["source"]))
        for _, said in found.values():
            said.sort()
        return found


async def check(played: Played) -> None:
    """Check what holds of every directory: old ids, no link twice, nothing of who was erased."""
    rows = await played.rows()
    for record, (_, said) in (await played.state()).items():
        assert len(said) == len(set(said)), f"{record} has a link twice"
        assert await played.meant(record), "an old id leads nowhere"
    named = {
        link["subject_id"]
        for link in rows["links"]
        if link["valid_to"] is None and link["kind"] == "display_name"
    }
    for row in rows["subjects"]:
        known = row["nameless"] or row["merged_into"] or row["id"] in named
        assert known, "whoever has no name is not at the end of the list"
    text = repr({name: found for name, found in rows.items() if name != "events"})
    for mark in played.marks_erased:
        assert mark not in text, "something of who was erased is left"
    for number in played.erased:
        ids = [row["id"] for row in rows["subjects"]]
        assert played.ids[number] not in ids
        assert not any(row["record_id"] == played.ids[number] for row in rows["links"])
    for number, op in played.done.items():
        if op[0] in ("upsert", "import", "of") and f"mark{number};" not in played.marks_erased:
            assert f"'mark{number};'" in text, "an edit is lost"


def _ops(log: Sequence[Op], at: int) -> list[Op]:
    return [*STARTS, *log[:at], ("merge", 0, 1), *log[at:]]


async def replayed(
    first: Played, second: Played, log: Sequence[Op], at: int, *, other: bool = False
) -> bool:
    """Play a log with a merge and take it back, then without; whether it could be taken back.

    `other`: what is a choice is given to the other one. What came after it was decided without
    that, so that no replay is the same; what always holds is checked. So it is where an edit named
    the merged one after the import that had brought them was undone: without the merge nobody would
    have had that id, and the edit is kept all the same. Neither counts as taken back.
    """
    at %= len(log) + 1
    merge = len(STARTS) + at
    for number, op in enumerate(_ops(log, at)):
        kept = (op[0], op[1], merge) if op[0] == "unmerge" else op
        await first.play(number, kept)
    if merge not in first.merges:
        await check(first)
        return False
    try:
        taken = await first.take_back(merge, other=other)
    except CustomerNotFound:  # erased meanwhile
        sides = first.done[merge][1:]
        assert set(sides) & first.erased
        await check(first)
        return False
    await check(first)
    if other:
        return False
    choices = {choice.event: choice for choice in taken.choices}
    numbers = first.numbers
    for number, op in first.done.items():
        if number == merge:
            continue
        choice = choices.get(first.seqs[number])
        if choice is not None and op[0] in ("upsert", "import", "of"):
            to = numbers[choice.given_to]
            if not await second.meant(to):
                assert any(each[0] == "undo" for each in first.done.values())
                return False
            await _give(second, number, op, to)
        else:
            await second.play(number, op)
    assert await first.state() == await second.state()
    return True


async def _give(played: Played, number: int, op: Op, to: int) -> None:
    """Say of one alone what was said of both: without what only the other can have."""
    said: CustomerUpsert = op[2]
    alone: dict[str, Any] = {}
    for kind in ("external_id", "plain_id"):
        value = getattr(said, kind)
        if value is None:
            continue
        ids = CustomerIds(**{kind: value})
        held = (await played.directory.resolve(played.workspace, [ids])).get(ids)
        others = isinstance(held, CustomerMatch) and held.id != await played.meant(to)
        if others or isinstance(held, AggregatorError):
            alone[kind] = None
    by = played.by(op[1]) if op[0] == "upsert" else played.by()
    if op[0] == "import":
        by = played.by("import", f"imp_{op[1]}")
    said = replace(said, **alone, id=played.ids[to])
    before = await played.seq()
    await played.say(number, said, by, rules=SHARED)
    if await played.seq() > before:
        played.done[number], played.seqs[number] = op, await played.seq()
