"""The settings file among what `aggregator check` looks at: found before a restart finds it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.settings.place import settings_file

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aggregator.settings.author import AuthorSettings
    from aggregator.settings.fault import SettingFault


def looked_at(paths: "Sequence[Path] | None", config: Path | None) -> Path | None:
    """Give the settings file if it is among what is checked: in a path, or with none given."""
    file = settings_file(config, os.environ)
    if file is None or not paths:
        return file
    whole = file.resolve()
    return file if any(whole.is_relative_to(path.resolve()) for path in paths) else None


def without(paths: "Sequence[Path] | None", file: Path | None) -> "Sequence[Path] | None":
    """Leave the settings file out of paths in which cards are looked for."""
    if file is None or not paths:
        return paths
    return [path for path in paths if path.resolve() != file.resolve()]


def faults_of(
    file: Path | None, settings: "AuthorSettings", *, cached: bool
) -> "Sequence[SettingFault]":
    """Find what is wrong in the file, and what it says of sources that no connector knows."""
    if file is None or not settings.stated:
        return settings.wrong
    from aggregator.lint.of_sources import faults_of_sources
    from aggregator.written_world import read_world

    world = read_world(settings.connectors, settings.cache if cached else None)
    text = file.read_text(encoding="utf-8-sig")
    found = faults_of_sources(settings.stated, world.connectors, world.broken, text)
    return sorted({*settings.wrong, *found}, key=lambda each: each.start)
