"""A settings file in a test, and what is said of one that is refused."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from aggregator.domain.errors import SettingsError
from aggregator.settings import load_settings

Write = Callable[[str], Path]
"""Writes the text of a settings file, and gives the file."""


def refusal(config: Path | None = None, variables: Mapping[str, str] | None = None) -> str:
    """Load what is refused; `variables` without their AGGREGATOR_. What is said is one line."""
    environ = {f"AGGREGATOR_{name}": value for name, value in (variables or {}).items()}
    with pytest.raises(SettingsError) as caught:
        load_settings(config, environ=environ)
    text = caught.value.message
    assert "\n" not in text
    return text
