"""Where the cache is, known before the settings are read: the same as they say."""

from pathlib import Path

import pytest

from aggregator.settings import load_settings
from aggregator.settings.place import cache_folder


@pytest.mark.parametrize(
    ("text", "environ"),
    [
        ("", {}),
        ("port = 80\n", {}),
        ('cache = "elsewhere"\n', {}),
        ('"cache" = "elsewhere"\n', {}),
        ('\ufeffcache = "elsewhere"\n', {}),
        ('cache = "/absolute"\n', {}),
        ('[teams.cache]\ncontact = "a"\n', {}),
        ('cache = "elsewhere"\n', {"AGGREGATOR_CACHE": "said"}),
        ('cache = "elsewhere"\n', {"AGGREGATOR_CACHE": " "}),
        ("", {"AGGREGATOR_CACHE": "said"}),
    ],
)
def test_it_is_where_the_settings_say(tmp_path: Path, text: str, environ: dict[str, str]) -> None:
    file = tmp_path / "home" / "own.toml"
    file.parent.mkdir()
    file.write_text(text, encoding="utf-8")
    assert cache_folder(file, environ) == load_settings(file, environ=environ).cache


def test_a_variable_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_text('cache = "elsewhere"\n', encoding="utf-8")
    environ = {"AGGREGATOR_CONFIG": str(file)}
    assert cache_folder(None, environ) == load_settings(environ=environ).cache


@pytest.mark.parametrize("text", [b"cache = 5\n", b"cache = \n", b"\xffcache\n", None])
def test_a_file_that_cannot_be_read_is_told_by_whoever_reads_it(
    tmp_path: Path, text: bytes | None
) -> None:
    file = tmp_path / "own.toml"
    if text is not None:
        file.write_bytes(text)
    assert cache_folder(file, {}) == tmp_path / "build" / "cache"
