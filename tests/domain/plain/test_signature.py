import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.plain.signature import matches, same_text, sign
from tests.support.plain import payload

VECTORS = json.loads(payload("signature-vectors.json"))
BODY = b'{"cardKeys":["plan-details"]}'
GOOD = sign("demo-secret", BODY)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["hex"][:8])
def test_published_vectors(vector: dict[str, str]) -> None:
    assert sign(vector["secret"], vector["body"].encode()) == vector["hex"]
    assert matches([vector["secret"]], vector["body"].encode(), vector["hex"])


def test_any_active_secret_is_accepted_and_a_retired_one_is_not() -> None:
    assert matches(["new", "demo-secret"], BODY, GOOD)
    assert matches(["demo-secret", "new"], BODY, GOOD)
    assert not matches(["new"], BODY, GOOD)
    assert not matches([], BODY, GOOD)


@pytest.mark.parametrize(
    "header",
    [
        "",
        GOOD.upper(),
        f" {GOOD}",
        f"{GOOD}\n",
        f"sha256={GOOD}",
        GOOD[:-1],
        GOOD + "0",
        "\x00",
        "é" * 64,
        "\ud800" * 64,
        "\u0661" * 64,
    ],
)
def test_only_the_exact_lower_case_hex_matches(header: str) -> None:
    assert not matches(["demo-secret"], BODY, header)


def test_an_empty_secret_matches_nothing() -> None:
    assert not matches([""], BODY, sign("", BODY))
    assert not same_text([""], "")


def test_the_bytes_count_not_their_meaning() -> None:
    assert not matches(["demo-secret"], BODY.replace(b":", b": "), GOOD)


@given(st.integers(0, 8 * len(BODY) - 1))
def test_no_flipped_bit_of_the_body_is_accepted(bit: int) -> None:
    flipped = bytearray(BODY)
    flipped[bit // 8] ^= 1 << bit % 8
    assert not matches(["demo-secret"], bytes(flipped), GOOD)


def test_no_flipped_bit_of_the_signature_is_accepted() -> None:
    for bit in range(7 * len(GOOD)):
        flipped = list(GOOD)
        flipped[bit // 7] = chr(ord(flipped[bit // 7]) ^ (1 << bit % 7))
        assert not matches(["demo-secret"], BODY, "".join(flipped))


def test_a_header_secret_is_matched_whole() -> None:
    assert same_text(["Bearer old", "Bearer demo-token"], "Bearer demo-token")
    assert not same_text(["Bearer demo-token"], "Bearer demo-toke")
    assert not same_text(["Bearer demo-token"], "bearer demo-token")
    assert not same_text(["Bearer demo-token"], "\udcff")
