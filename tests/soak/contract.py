"""The contract in full counts: bits flipped, outputs generated, faulty servers examined."""

import asyncio

from tests.support.any_output import hold_any_output
from tests.support.bit_flips import flip_bits
from tests.support.faulty_plain_api.api import PlainApi
from tests.support.faulty_plain_api.examined import codes, examined
from tests.support.faulty_plain_api.faults import FAULTS
from tests.support.subjects import Soaked

FLIPS = 4_000
OUTPUTS = 5_000


def run() -> Soaked:
    """Do all of it, one after the other."""
    flips = flip_bits(FLIPS)
    failures = [f"accepted: {each}" for each in flips.accepted]
    failures += _outputs()
    mistaken = asyncio.run(_examine_all())
    failures += [f"{name} was not caught by exactly its name" for name in mistaken]
    counts: list[tuple[str, object]] = [
        ("bits flipped in a signed body", flips.in_body),
        ("bits flipped in a signature", flips.in_signature),
        ("of these accepted", len(flips.accepted)),
        ("answers over generated source outputs", OUTPUTS),
        ("faulty servers examined", len(FAULTS)),
        ("caught by exactly their name", len(FAULTS) - len(mistaken)),
    ]
    return Soaked("Plain's contract", counts, failures)


def _outputs() -> list[str]:
    try:
        hold_any_output(OUTPUTS)
    except AssertionError as error:
        return [f"an answer over generated source outputs: {error}"]
    return []


async def _examine_all() -> list[str]:
    mistaken = []
    for name, (server, expected) in FAULTS.items():
        if codes(await examined(server())) != expected:
            mistaken.append(name)
    if codes(await examined(PlainApi())):
        mistaken.append("the server without a mistake")
    return mistaken
