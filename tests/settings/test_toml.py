"""Why a file is no TOML, in words that quote nothing of it."""

import pytest

from tests.support.settings_file import Write, refusal


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("port = 1\nport = 2", "is there twice"),
        ("[limits]\n[limits]", "is there twice"),
        ("host = hunter2", "nor in quotes"),
        ("host = 'hunter2", "not closed on its line"),
        ('host = "hunter2', "not closed on its line"),
        ('cards = "C:\\hunter2"', "a backslash"),
        ("hunter2", "has no value"),
        ("port =\nhost = 'hunter2'", "has no value"),
        ("port = # hunter2", "has no value"),
        ("port = 1 hunter2", "behind the value"),
        ("signing_secrets = ['hunter2'", "is not closed"),
        ("[limits", "is not closed"),
        ("= hunter2", "neither a setting nor a table"),
    ],
)
def test_why_a_file_is_no_toml_is_told_without_its_text(
    write: Write, text: str, cause: str
) -> None:
    said = refusal(write(text))
    assert "is not valid TOML at " in said
    assert cause in said
    assert "Fix: " in said
    assert "hunter2" not in said
