import orjson
import pytest

from aggregator.domain.plain.response import CardAnswer, clamp_ttl, encode, read
from tests.support.plain import payload, payload_names

DIVIDER: dict[str, object] = {"componentDivider": {}}


def test_components_are_always_told_and_an_absent_ttl_is_left_out() -> None:
    assert encode([CardAnswer("a", None), CardAnswer("b", [DIVIDER], 60)]) == (
        b'{"cards":[{"key":"a","components":null},'
        b'{"key":"b","timeToLiveSeconds":60,"components":[{"componentDivider":{}}]}]}'
    )


def test_no_cards() -> None:
    assert encode([]) == b'{"cards":[]}'


@pytest.mark.parametrize(
    ("asked", "sent"), [(-1, 15), (0, 15), (15, 15), (60, 60), (20.9, 20), (10**12, 31_536_000)]
)
def test_a_ttl_is_kept_within_what_plain_takes(asked: float, sent: int) -> None:
    assert clamp_ttl(asked) == sent
    card = orjson.loads(encode([CardAnswer("a", None, int(asked))]))["cards"][0]
    assert card["timeToLiveSeconds"] == sent


def test_a_key_answered_twice_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="answered twice"):
        encode([CardAnswer("a", None), CardAnswer("a", [])])


@pytest.mark.parametrize("name", payload_names("*.response.json"))
def test_every_known_response_reads_clean(name: str) -> None:
    keys = [card["key"] for card in orjson.loads(payload(name))["cards"]]
    reading = read(payload(name), keys)
    assert reading.problems == ()
    assert [card.key for card in reading.cards] == keys


def test_what_was_encoded_is_read_back() -> None:
    answers = (CardAnswer("a", None, 60), CardAnswer("b", [DIVIDER]))
    assert read(encode(answers), ["b", "a"]).cards == answers


@pytest.mark.parametrize(
    ("raw", "path"),
    [
        (b"<html>", "body"),
        (b"[]", "body"),
        (b'{"cards":{}}', "body"),
        (b'{"cards":[]}', "cards"),
        (b'{"cards":[{"key":"a"}]}', "cards[0].components"),
        (b'{"cards":[{"key":"a","components":{}}]}', "cards[0].components"),
        (b'{"cards":[{"key":"a","components":[{}]}]}', "cards[0].components[0]"),
        (
            b'{"cards":[{"key":"a","components":null},{"key":"a","components":[]}]}',
            "cards[1].key",
        ),
        (b'{"cards":[{"key":"a","components":null},7]}', "cards[1]"),
    ],
)
def test_each_mistake_of_a_response_is_told_at_its_place(raw: bytes, path: str) -> None:
    assert [problem.path for problem in read(raw, ["a"]).problems] == [path]


@pytest.mark.parametrize("ttl", [b"14", b"31536001", b"60.5", b'"60"', b"true"])
def test_a_ttl_that_plain_may_not_take_is_told(ttl: bytes) -> None:
    raw = b'{"cards":[{"key":"a","timeToLiveSeconds":' + ttl + b',"components":null}]}'
    reading = read(raw, ["a"])
    assert [problem.path for problem in reading.problems] == ["cards[0].timeToLiveSeconds"]
    assert reading.cards == (CardAnswer("a", None),)


def test_extra_cards_are_ignored_as_plain_does() -> None:
    raw = b'{"cards":[{"key":"a","components":null},{"key":"z","components":null}]}'
    assert read(raw, ["a"]).problems == ()
