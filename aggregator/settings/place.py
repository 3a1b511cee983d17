"""Where the settings are, and where their cache is: known before they are read.

The settings need pydantic, which takes longer to load than many a command to run.
"""

import tomllib
from collections.abc import Mapping
from pathlib import Path

PREFIX = "AGGREGATOR_"
CONFIG = f"{PREFIX}CONFIG"
DEFAULT_FILE = Path("aggregator.toml")
DEFAULT_CACHE = Path("build/cache")


def settings_file(config: Path | None, environ: Mapping[str, str]) -> Path | None:
    """Give the settings file: `config`, else what a variable names, else the usual one if there."""
    named = config or (Path(environ[CONFIG]) if environ.get(CONFIG) else None)
    if named is not None:
        return named
    return DEFAULT_FILE if DEFAULT_FILE.is_file() else None


def cache_folder(config: Path | None, environ: Mapping[str, str]) -> Path:
    """Give the folder that the setting `cache` names; its default where that cannot be read."""
    variables = {name.upper(): text for name, text in environ.items() if text.strip()}
    if f"{PREFIX}CACHE" in variables:
        return Path(variables[f"{PREFIX}CACHE"])
    file = settings_file(config, environ)
    if file is None:
        return DEFAULT_CACHE
    return file.parent / (_written(file) or DEFAULT_CACHE)


def _written(file: Path) -> str | None:
    try:
        data = file.read_bytes()
        found = tomllib.loads(data.decode("utf-8-sig")) if b"cache" in data else {}
    except (OSError, ValueError):
        return None  # whoever reads the settings is told
    cache = found.get("cache")
    return cache if isinstance(cache, str) else None
