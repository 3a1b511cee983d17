"""Systems that answer wrongly, each in one way of its own, and what is shown of their answers.

Every record knows in secret whose it is. People have addresses that are nearly each other's.
"""

import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs

import httpx
import orjson

from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AggregatorError
from aggregator.domain.identity import EMAIL, normalise
from aggregator.domain.lookup import Found, Lookup, LookupRequest
from aggregator.domain.page_ways import CursorPages
from aggregator.telemetry.trace import Batch
from aggregator.upstream.limits import BreakerLimits, UpstreamLimits
from aggregator.upstream.styles.graphql_alias import GraphQLAlias
from aggregator.upstream.styles.ids_param import IdsParam
from tests.support.sources import connector, source
from tests.support.still_loop import loop_time

Note = Mapping[str, Any]
Notes = Sequence[Note]

OWNER = "_whose"
"""Where a record keeps in secret whose it is; no lookup reads it."""

LIMITS = UpstreamLimits(
    no_new_work_after=float("inf"), retries=0, breaker=BreakerLimits(failures=10**9, rate=1.1)
)

LISTED = Lookup(
    name="notes",
    key=EMAIL,
    request=LookupRequest("GET", "/notes"),
    batch=IdsParam("email", 10),
    records="data",
    match="email",
    fields={"id": "id"},
    many=True,
)
PAGED = replace(LISTED, pages=CursorPages("next", "after", max_pages=3))
ALIASED = replace(
    LISTED,
    request=LookupRequest(
        "POST",
        "/graphql",
        document="query Q($email: String!) { notes(email: $email) { id email } }",
    ),
    batch=GraphQLAlias(variable="email", max=10),
    records="data.notes",
)

_NAMES = ("ada", "bob", "o'brien", "strasse", "straße", "kim", "Kim", "jo", "li", "ann.lee")
_DOMAINS = ("example.com", "Example.com", "xexample.com", "example.co", "weiß.example")
_WILD = ("{}", "{}+news", "x{}", "{}x", "{}.{}")


@dataclass(frozen=True)
class System:
    """Who there is, and what each has; `people` are mailboxes."""

    people: Sequence[str]
    notes: Notes

    @classmethod
    def of(cls, chance: random.Random) -> "System":
        people: dict[str, str] = {}
        for _ in range(40):
            name = chance.choice(_NAMES)
            local = chance.choice(_WILD).format(name, chance.choice(_NAMES))
            email = f"{local}@{chance.choice(_DOMAINS)}"
            people.setdefault(mailbox(email), email)
        notes = [
            {"id": f"n{number}{index}", "email": email, OWNER: owner}
            for number, (owner, email) in enumerate(people.items())
            for index in range(chance.choice((0, 1, 1, 3)))
        ]
        chance.shuffle(notes)
        return cls(list(people.values()), notes)

    def having(self, owner: str) -> Notes:
        return [each for each in self.notes if each[OWNER] == owner]


def mailbox(email: str) -> str:
    return normalise(EMAIL, email) or email


def honest(system: System, asked: Sequence[str]) -> list[Note]:
    return [each for key in asked for each in system.having(mailbox(key))]


Answer = Callable[[System, Sequence[str], random.Random], list[Note]]
Answers = Callable[[System, Sequence[str], random.Random], list[list[Note]]]
Pages = Callable[[System, Sequence[str], Sequence[Note], random.Random], list[list[Note]]]


def _ignored(system: System, _: Sequence[str], chance: random.Random) -> list[Note]:
    return list(system.notes[: chance.choice((1, 5, 20))])


def _substring(system: System, asked: Sequence[str], _: random.Random) -> list[Note]:
    return [
        each
        for each in system.notes
        if any(key.lower() in each["email"].lower() or each["email"] in key for key in asked)
    ]


def _folded(system: System, asked: Sequence[str], _: random.Random) -> list[Note]:
    folded = {key.casefold() for key in asked}
    return [each for each in system.notes if each["email"].casefold() in folded]


def _exact(system: System, asked: Sequence[str], _: random.Random) -> list[Note]:
    return [each for each in system.notes if each["email"] in asked]


def _untagged(system: System, asked: Sequence[str], _: random.Random) -> list[Note]:
    def bare(email: str) -> str:
        return re.sub(r"\+[^@]*", "", email).lower()

    tags = set(map(bare, asked))
    return [each for each in system.notes if bare(each["email"]) in tags]


def _duplicated(system: System, asked: Sequence[str], chance: random.Random) -> list[Note]:
    return [each for each in honest(system, asked) for _ in range(chance.choice((1, 2)))]


def _shorter(system: System, asked: Sequence[str], chance: random.Random) -> list[Note]:
    found = honest(system, asked)
    chance.shuffle(found)
    return found[: chance.randint(0, len(found))]


def _odd_key(system: System, asked: Sequence[str], chance: random.Random) -> list[Note]:
    odd: tuple[Any, ...] = (7, 1.5, True, [], {"email": "x"}, [None], "")
    return [{**each, "email": chance.choice(odd)} for each in honest(system, asked)]


def _null_key(system: System, asked: Sequence[str], _: random.Random) -> list[Note]:
    return [{**each, "email": None} for each in honest(system, asked)]


def _reversed(system: System, asked: Sequence[str], _: random.Random) -> list[list[Note]]:
    return [honest(system, [key]) for key in asked][::-1]


def _neighbours(system: System, asked: Sequence[str], chance: random.Random) -> list[list[Note]]:
    whole = [*asked[1:], chance.choice(system.people)]
    return [honest(system, [key]) for key in whole]


def _page_of_another(
    system: System, asked: Sequence[str], _: Sequence[Note], chance: random.Random
) -> list[list[Note]]:
    return [honest(system, asked), honest(system, [chance.choice(system.people)])]


def _stale_page(
    system: System, asked: Sequence[str], before: Sequence[Note], _: random.Random
) -> list[list[Note]]:
    return [honest(system, asked), list(before)]


LISTS: Mapping[str, Answer] = {
    "an ignored filter": _ignored,
    "a part of an address": _substring,
    "letters folded": _folded,
    "letters that count": _exact,
    "tags cut off": _untagged,
    "each record twice": _duplicated,
    "shorter and out of order": _shorter,
    "keys of another kind": _odd_key,
    "keys that are null": _null_key,
}
ALIASES: Mapping[str, Answers] = {
    "answers the other way round": _reversed,
    "the neighbour's alias": _neighbours,
}
PAGES: Mapping[str, Pages] = {
    "a page of another": _page_of_another,
    "a page of the call before": _stale_page,
}


@dataclass
class Shown:
    """What was asked and given.

    foreign  records of others that were given
    silent   none, where there are some and other answers of the call were visibly wrong
    """

    lookups: int = 0
    records: int = 0
    failed: int = 0
    foreign: int = 0
    silent: int = 0


async def show(name: str, lookups: int, seed: int) -> Shown:
    """Ask the mutant `name` at least `lookups` times, for a few people at once."""
    chance = random.Random(f"{name}:{seed}")  # noqa: S311 -- the same people each time
    shown = Shown()
    while shown.lookups < lookups:
        await _ask(name, System.of(chance), chance, shown)
    return shown


async def _ask(name: str, system: System, chance: random.Random, shown: Shown) -> None:
    lookup = LISTED if name in LISTS else ALIASED if name in ALIASES else PAGED
    transport = httpx.MockTransport(_handler(name, system, chance))
    asked = source("http://notes.example", connector(lookup), limits=LIMITS, transport=transport)
    for _ in range(8):
        keys = [_spelt(each, chance) for each in chance.sample(system.people, chance.randint(1, 4))]
        if chance.random() < 0.3:
            keys.append(f"nobody{chance.randint(0, 99)}@example.com")
        batch = Batch("crm.notes", len(keys), (), 0.0, 0.0)
        deadline = Deadline.after(60, loop_time)
        try:
            found = await asked.records(lookup, keys, chance.choice((1, 9)), deadline, batch)
        except AggregatorError as error:
            found = dict.fromkeys(keys, error)
        seen = batch.foreign > 0 and len(batch.exchanges) == 1  # else it may be of another call
        _judge(system, keys, found, shown, seen=seen)
    await asked.close()


def _judge(
    system: System, keys: Sequence[str], found: Mapping[str, Found], shown: Shown, *, seen: bool
) -> None:
    for key in keys:
        shown.lookups += 1
        given = found.get(key, ())
        if isinstance(given, AggregatorError):
            shown.failed += 1
            continue
        records = [each for each in given if each is not None]
        shown.records += len(records)
        shown.foreign += sum(each[OWNER] != mailbox(key) for each in records)
        shown.silent += seen and not given and bool(system.having(mailbox(key)))


def _spelt(email: str, chance: random.Random) -> str:
    return chance.choice((email, email, email.upper(), email.lower(), email.swapcase()))


def _handler(
    name: str, system: System, chance: random.Random
) -> Callable[[httpx.Request], httpx.Response]:
    before: list[list[Note]] = [[]]
    second: list[list[Note]] = [[]]

    def handle(request: httpx.Request) -> httpx.Response:
        if name in ALIASES:
            return _aliased(ALIASES[name], system, request, chance)
        said = parse_qs(request.url.query.decode())
        if "after" in said:
            return httpx.Response(200, json={"data": second[0], "next": None})
        asked = said["email"]
        if name in LISTS:
            return httpx.Response(200, json={"data": LISTS[name](system, asked, chance)})
        first, second[0] = PAGES[name](system, asked, before[0], chance)
        before[0] = first
        return httpx.Response(200, json={"data": first, "next": "p2"})

    return handle


def _aliased(
    answers: Answers, system: System, request: httpx.Request, chance: random.Random
) -> httpx.Response:
    body = orjson.loads(request.content)
    aliases = re.findall(r"(\w+): notes\(\s*email: \$(\w+)\s*\)", body["query"])
    keys = [body["variables"][variable] for _, variable in aliases]
    data = {
        alias: found
        for (alias, _), found in zip(aliases, answers(system, keys, chance), strict=True)
    }
    return httpx.Response(200, json={"data": data})
