from pathlib import Path

import pytest

from tests.support.settings_file import Write


@pytest.fixture
def write(tmp_path: Path) -> Write:
    def written(text: str) -> Path:
        file = tmp_path / "aggregator.toml"
        file.write_text(text, encoding="utf-8")
        return file

    return written
