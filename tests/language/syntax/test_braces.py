"""Which brace is open, missing or too many: as the indentation tells, not where reading ends."""

import pytest

from tests.support.syntax import HEAD, assert_mended


@pytest.mark.parametrize(
    ("body", "said", "line", "right"),
    [
        (
            HEAD + "{\n  customer {\n    name @text\n  }\n",
            "opened on line 1",
            1,
            HEAD + "{\n  customer {\n    name @text\n  }\n}\n",
        ),
        (
            HEAD + "{\n  customer {\n    account {\n      name @text\n  }\n}\n",
            "behind line 4",
            3,
            HEAD + "{\n  customer {\n    account {\n      name @text\n    }\n  }\n}\n",
        ),
        (
            HEAD + "{ customer { name @text }",
            "never closed",
            1,
            HEAD + "{ customer { name @text } }",
        ),
        (
            HEAD + "{\n  customer {\n    name @text\n",
            "2 times",
            2,
            HEAD + "{\n  customer {\n    name @text\n  }\n}\n",
        ),
        (
            HEAD + "{\n  customer {\n    name @text\n  }\n}\n}\n",
            "closes nothing",
            6,
            HEAD + "{\n  customer {\n    name @text\n  }\n}\n\n",
        ),
        (
            HEAD + "{ customer { name @text } } }",
            "closes nothing",
            1,
            HEAD + "{ customer { name @text } } ",
        ),
        (
            HEAD + "{\n  customer\n    name @text\n  }\n}\n",
            "no brace",
            2,
            HEAD + "{\n  customer {\n    name @text\n  }\n}\n",
        ),
    ],
)
def test_a_brace_is_told_at_its_place_and_mended(
    body: str, said: str, line: int, right: str
) -> None:
    assert_mended(body, said, line, right)
