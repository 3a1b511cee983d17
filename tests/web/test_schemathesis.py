"""The OpenAPI document is true: no server error and no answer off its schema, whatever is sent."""

from pathlib import Path

from tests.support.schemathesis import run


def test_no_request_drawn_from_the_document_gets_an_answer_off_it(tmp_path: Path) -> None:
    outcome = run(tmp_path, examples=8, seed=1)
    assert outcome.code == 0, outcome.report
    assert outcome.requests > 100
