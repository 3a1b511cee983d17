"""Bodies that no /cards request may have, drawn by seeded dice and sent to the real service."""

import json
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from aggregator.web.app import create_app
from tests.support.real_service import real_service
from tests.support.web_client import client

MARK = "zebra-crossing@grocery.co"

VALID = {
    "cardKeys": ["plan-details", MARK],
    "customer": {"id": "c_1", "email": MARK, "externalId": "e_1"},
    "thread": {"id": "th_1", "externalId": MARK},
}


def valid() -> bytes:
    return json.dumps(VALID).encode()


def with_value(text: str) -> bytes:
    """A request whose `cardKeys` is `text`, which need not be JSON."""
    return valid().replace(json.dumps(VALID["cardKeys"]).encode(), text.encode())


def cut_short(dice: random.Random) -> bytes:
    return valid()[: dice.randrange(len(valid()))]


def bad_utf8(dice: random.Random) -> bytes:
    body = bytearray(valid())
    body[body.index(MARK.encode()) + dice.randrange(len(MARK))] = dice.randrange(0x80, 0x100)
    return bytes(body)


def something_after(dice: random.Random) -> bytes:
    return valid() + dice.choice([b"}", b"x", b"\x00", b"{}", b",", valid()])


def wrong_keys(dice: random.Random) -> bytes:
    odd = ["null", "1", "{}", f'"{MARK}"', "[1]", "[null]", f'[["{MARK}"]]', "true", "[{}]",
           "NaN", "[NaN]", "-Infinity", "[Infinity]", '["\\ud800"]', '["\\udc00\\ud800"]',
           "9" * 5_000, f"[{'9' * 5_000}]", "1e999999", "[" * 3_000, "[" * 3_000 + "]" * 3_000,
           '{"a":' * 3_000, f'["{"k" * 501}"]']  # fmt: skip
    return with_value(dice.choice(odd))


def too_many_keys(dice: random.Random) -> bytes:
    return with_value(json.dumps([f"k{i}" for i in range(dice.randrange(51, 900))]))


def wrong_people(dice: random.Random) -> bytes:
    value = dice.choice([1, [MARK], True, MARK, {"id": 1}, {"id": {"a": MARK}}, {"id": [MARK]}])
    return json.dumps({**VALID, dice.choice(["customer", "thread", "tenant"]): value}).encode()


def not_an_object(dice: random.Random) -> bytes:
    return dice.choice([b"", b"null", b"[]", b"1", b'"x"', b"[" + valid() + b"]", b"\xef\xbb\xbf"])


def noise(dice: random.Random) -> bytes:
    return b"\xff" + dice.randbytes(dice.randrange(300)) + MARK.encode()


def too_large(dice: random.Random) -> bytes:
    return valid() + b" " * dice.randrange(65_537, 70_000)


WAYS: list[Callable[[random.Random], bytes]] = [
    cut_short, bad_utf8, something_after, wrong_keys, too_many_keys, wrong_people, not_an_object,
    noise, too_large,
]  # fmt: skip


@dataclass
class Refused:
    """Statuses by the way a body was broken, and the ways whose answer broke a rule."""

    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    echoed: set[str] = field(default_factory=set)
    no_problem: set[str] = field(default_factory=set)
    valid_afterwards: int = 0


async def send_malformed(count: int, folder: Path) -> Refused:
    """Send `count` of them to a service in `folder`, then one that is well."""
    dice = random.Random(20_22)  # noqa: S311 the same bodies each time
    service = real_service(folder)
    await service.start()
    seen = Refused()
    try:
        async with client(create_app(service)) as http:
            for number in range(count):
                way = WAYS[number % len(WAYS)]
                headers = {"Content-Encoding": "gzip"} if dice.random() < 0.02 else {}
                answer = await http.post("/cards", content=way(dice), headers=headers)
                seen.statuses[way.__name__, answer.status_code] += 1
                if MARK in answer.text:
                    seen.echoed.add(way.__name__)
                if answer.headers["content-type"] != "application/problem+json":
                    seen.no_problem.add(way.__name__)
            seen.valid_afterwards = (await http.post("/cards", content=valid())).status_code
    finally:
        await service.stop()
    return seen
