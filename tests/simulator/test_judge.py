import orjson

from aggregator.simulator.judge import Card, judge
from aggregator.simulator.unpublished import Unpublished


def test_a_card_with_a_member_that_nests_too_deeply_to_be_measured_is_judged() -> None:
    deep = b'{"cards":[{"key":"a","components":null,"x":' + b"[" * 900 + b"]" * 900 + b"}]}"
    assert judge(200, deep, ["a"], Unpublished()) == {"a": Card(None, None, 0)}


def test_the_size_of_a_card_is_that_of_its_shortest_json() -> None:
    body = orjson.dumps({"cards": [{"key": "a", "components": []}]})
    found = judge(200, body.replace(b":", b" : "), ["a"], Unpublished())["a"]
    assert isinstance(found, Card)
    assert found.size == len(b'{"key":"a","components":[]}')
