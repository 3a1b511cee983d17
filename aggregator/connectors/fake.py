"""What stands for a system that nobody can start: a connector's folder may hold a `fake.py`.

It answers as the system's maker documents its API, with the habits that matter: what it does with
a filter, an apostrophe, another letter case, a page. It has `CREDENTIALS`, which a source of it
takes, `PEOPLE`, the addresses that it knows (or other keys that the directory links), and `answer`,
a function from `FakeRequest` to `FakeReply`; where the connector has options, `OPTIONS`. Nothing of
it is used while serving.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

FakeRecord = dict[str, Any]
"""One object as the system would send it."""


@dataclass(frozen=True, slots=True)
class FakeRequest:
    """A request as it came. Names of headers are in lower case; `body` is JSON or a form's text.

    `params` has the last value of each, `query` all of them in order.
    """

    method: str
    path: str
    params: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any
    query: Sequence[tuple[str, str]] = ()

    def values(self, name: str) -> list[str]:
        """Give every value of a parameter."""
        return [value for each, value in self.query if each == name]


@dataclass(frozen=True, slots=True)
class FakeReply:
    body: Any
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


def fake_request(
    method: str, path: str, query: str, headers: Mapping[str, str], body: bytes
) -> FakeRequest:
    """Read a request as it came over HTTP; the path is decoded already."""
    lower = {name.lower(): value for name, value in headers.items()}
    said = parse_qsl(query, keep_blank_values=True)
    is_json = "json" in lower.get("content-type", "") and body
    read: Any = json.loads(body) if is_json else body.decode()
    return FakeRequest(method, path, dict(said), lower, read, said)


def quoted_words(text: str, mark: str = '"') -> list[str]:
    """Give what stands between quotation marks; a mark after a backslash, or doubled, is a sign."""
    words, word, at = [], None, 0
    while at < len(text):
        sign, after = text[at], text[at + 1 : at + 2]
        at += 1
        if word is None:
            word = "" if sign == mark else None
        elif (sign == "\\" and after) or (sign == mark and after == mark):
            word, at = word + after, at + 1
        elif sign == mark:
            words.append(word)
            word = None
        else:
            word += sign
    return words
