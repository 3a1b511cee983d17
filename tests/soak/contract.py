"""4,000 bit flips in signed requests: none is accepted."""

from tests.support.bit_flips import flip_bits
from tests.support.subjects import Soaked

COUNT = 4_000


def run() -> Soaked:
    """Damage one bit of each request, in its body or its signature."""
    flips = flip_bits(COUNT)
    counts: list[tuple[str, object]] = [
        ("bits flipped in a body", flips.in_body),
        ("bits flipped in a signature", flips.in_signature),
        ("accepted", len(flips.accepted)),
    ]
    return Soaked("Bit flips", counts, [f"accepted: {each}" for each in flips.accepted])
