"""What Plain's own validator says of URLs: `new URL` of the WHATWG standard, asked in node."""

import itertools
import json
import random
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.support.node import NODE

_SCRIPT = Path(__file__).with_name("whatwg.mjs")

_PIECES = (
    *("0", "1", "9", "08", "255", "256", "300", "4294967295", "4294967296", "0x", "0x1f", "0xg"),
    *("a", "A", "-", "_", "a-", "-a", "a_b", "1a", "a1", "x", "localhost", "example", "com"),
    *("xn--", "xn--a", "xn--mnchen-3ya", "XN--MNCHEN-3YA", "xn--4dbrk0ce", "xn--ls8h", "xn--0-"),
    *(
        "ß",
        "ü",
        "日本",
        "\u00ad",
        "\u200b",
        "\u200d",
        "\u202e",
        "\ufeff",
        "\ufffd",
        "☃",
        "א",
        "\uff11",
    ),
    *(" ", "\t", "\n", "%", "%41", "%00", "%2e", "!", "$", "&", "'", "(", "*", "+", ",", ";", "="),
    *("~", "^", "|", "{", "}", "<", ">", '"', "`", "\\", "[", "]", "[::1]", "[1::2::3]", "\x7f"),
    *(
        "[::ffff:1.2.3.4]",
        "[::ffff:1.2.3.256]",
        "[1:2:3:4:5:6:7:8]",
        "[1:2:3:4:5:6:7:8:9]",
        "[::%1]",
    ),
)
_JOINTS = (".", "", "..", ":", "@", "。")
_PORTS = ("", ":", ":0", ":80", ":65535", ":65536", ":99999", ":080", ":x", ":8 0", ":-1", ":1:2")
_USERS = ("", "", "", "user@", "u:p@", "a@b@", "@", ":@", "%@", "[@")
_TAILS = ("", "/", "/a b", "/%zz", "?x=1", "#y", "/ü", "\\", "/[", "//", "/../..", "?#", "/\x00")
_STARTS = ("https://", "http://", "HTTPS://", "https:", "https:/", "https:///", "ftp://", "//", "")
_MAIL = ("mailto:", "MAILTO:", "mailto:/", "mailto://", "mailto:///", "mailto:?", "mailto:#")


def hosts(texts: Sequence[str]) -> list[str | None]:
    """Give the host of each as a browser reads it; None for one that `new URL` refuses."""
    done = subprocess.run(  # noqa: S603 -- the wheel's node with our own script
        [str(NODE), str(_SCRIPT)],
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    found: list[str | None] = json.loads(done.stdout)
    return found


def names(count: int, seed: int) -> Iterator[str]:
    """Yield what may stand where a host does: mostly odd, some of them well."""
    yield from _PIECES
    yield from (f"{a}.{b}" for a, b in itertools.product(_PIECES, repeat=2))
    chance = random.Random(seed)  # noqa: S311 -- the same corpus each time
    for _ in range(count):
        pieces = chance.choices(_PIECES, k=chance.randint(2, 5))
        joints = chance.choices(_JOINTS, weights=(12, 3, 1, 1, 1, 1), k=len(pieces))
        yield "".join(each for pair in zip(pieces, joints, strict=True) for each in pair)


def corpus(count: int, seed: int) -> list[str]:
    """Give addresses, most of them with something odd: schemes, users, hosts, ports, tails."""
    chance = random.Random(seed)  # noqa: S311 -- the same corpus each time
    found = [f"https://{name}/" for name in names(count, seed)]
    for name in names(count, seed + 1):
        start = chance.choice(_STARTS if chance.random() < 0.3 else _STARTS[:2])
        end = chance.choice(_PORTS) + chance.choice(_TAILS)
        found.append(start + chance.choice(_USERS) + name + end)
        found.append(chance.choice(_MAIL) + name + end)
    return found
