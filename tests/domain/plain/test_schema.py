import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from aggregator.domain.plain.response import read
from aggregator.domain.plain.schema import response_schema, schema_text
from aggregator.domain.plain.wire import BRANCHES, LEAVES, WireProblem
from tests.support.plain import payload, payload_names
from tests.support.plain_answers import answers, spoilt

SCHEMA = response_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
FILE = Path(__file__).parents[3] / "docs" / "plain-response.schema.json"

ONLY_OURS = ("UTF-16 units long", "A-label (xn--...) cannot", "ISO 8601", "answered above")
"""The rules that no JSON Schema can say, as the schema's own description tells."""


def problems(answer: Any) -> Sequence[WireProblem]:
    return read(orjson.dumps(answer), []).problems


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_committed_file_is_what_the_code_says() -> None:
    fix = f"Fix: aggregator conformance --schema > docs/{FILE.name}"
    assert FILE.read_text(encoding="utf-8") == schema_text(), fix


def test_every_component_is_defined_and_reached() -> None:
    assert {*LEAVES, *BRANCHES} < set(SCHEMA["$defs"])
    text = json.dumps(SCHEMA)
    assert all(f'"#/$defs/{name}"' in text for name in SCHEMA["$defs"])


@pytest.mark.parametrize("name", payload_names("*.response.json"))
def test_every_known_response_is_valid(name: str) -> None:
    assert VALIDATOR.is_valid(orjson.loads(payload(name)))


@settings(max_examples=150, derandomize=True, deadline=None)
@given(answers())
def test_schema_and_validator_agree_on_answers_of_the_right_shape(answer: Any) -> None:
    _agree(answer)


@settings(max_examples=400, derandomize=True, deadline=None)
@given(spoilt())
def test_schema_and_validator_agree_on_spoilt_answers(answer: Any) -> None:
    _agree(answer)


def _agree(answer: Any) -> None:
    found = problems(answer)
    if VALIDATOR.is_valid(answer):
        said = [it for it in found if not any(words in it.rule for words in ONLY_OURS)]
        assert said == []
    else:
        assert found
