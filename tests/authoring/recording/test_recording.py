from dataclasses import replace

import pytest

from aggregator.authoring.cases.spelling import CaseError
from aggregator.authoring.recording.recording import (
    read_recording,
    written_answer,
    written_request,
)
from aggregator.domain.plain.request import parse
from aggregator.domain.plain.response import CardAnswer
from tests.support.recordings import recording


def test_a_recording_is_read_as_it_was_written() -> None:
    whole = replace(recording(), answers={"plan": {"components": None, "timeToLiveSeconds": 60}})
    assert read_recording(whole.as_json(), "x") == whole
    assert whole.answer("plan") == CardAnswer("plan", None, 60)
    assert whole.answer("usage") is None


def test_a_request_is_written_as_plain_does() -> None:
    raw = (
        b'{"cardKeys":["a"],"customer":{"id":"c_1","email":"a@b.example"},'
        b'"thread":{"externalId":"t"},"tenant":{"id":"te_1"}}'
    )
    assert written_request(parse(raw, "w")) == {
        "cardKeys": ["a"],
        "customer": {"id": "c_1", "externalId": None, "email": "a@b.example"},
        "thread": {"id": None, "externalId": "t"},
        "tenant": {"id": "te_1", "externalId": None},
    }
    nobody: dict[str, object] = {"cardKeys": [], "customer": None, "thread": None, "tenant": None}
    assert written_request(parse(b'{"cardKeys":[]}', "w")) == nobody


def test_an_answer_without_a_ttl_leaves_it_out() -> None:
    assert written_answer(CardAnswer("a", [])) == {"components": []}


@pytest.mark.parametrize(
    "change",
    [
        {"at": "soon"},
        {"request": None},
        {"request": {}},
        {"request": {"cardKeys": [1]}},
        {"context": {}},
        {"customers": [1]},
        {"replies": []},
        {"answers": []},
    ],
)
def test_what_is_no_recording_is_told(change: dict[str, object]) -> None:
    with pytest.raises(CaseError):
        read_recording({**recording().as_json(), **change}, "x")
