"""Requests signed well and then hit: one bit of the body or of the signature turned over."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from aggregator.domain.errors import SignatureError
from aggregator.domain.plain.signature import sign
from aggregator.pipeline.verify import RequestAuth, verify
from tests.support.plain import payload, payload_names

SECRETS = ("demo-secret", "the-one-before")
SEED = 2_026


@dataclass(frozen=True, slots=True)
class Flips:
    """How many requests were hit, by where, and which of them were taken nevertheless."""

    in_body: int
    in_signature: int
    accepted: tuple[str, ...]


def flip_bits(count: int) -> Flips:
    """Send `count` damaged requests to the first verb; each proof was good before."""
    trust = RequestAuth("w_demo", SECRETS)
    in_body = in_signature = 0
    accepted = []
    for name, where, body, signature in _damaged(count):
        in_body += where == "body"
        in_signature += where == "signature"
        try:
            verify({"plain-request-signature": signature}, body, trust, 0.0)
        except SignatureError:
            continue
        accepted.append(f"{name}, a bit of its {where}")
    return Flips(in_body, in_signature, tuple(accepted))


def _damaged(count: int) -> Iterator[tuple[str, str, bytes, str]]:
    dice = random.Random(SEED)  # noqa: S311 -- the same bits each time
    names = payload_names("*.request.json")
    for number in range(count):
        name = names[number % len(names)]
        body = payload(name)
        signature = sign(SECRETS[number % len(SECRETS)], body)
        if body and dice.random() < 0.5:
            yield name, "body", _flip(body, dice), signature
        else:
            yield name, "signature", body, _flip(signature.encode(), dice).decode("latin-1")


def _flip(data: bytes, dice: random.Random) -> bytes:
    bit = dice.randrange(8 * len(data))
    flipped = bytearray(data)
    flipped[bit // 8] ^= 1 << bit % 8
    return bytes(flipped)
