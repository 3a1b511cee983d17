"""The files of a connector that begins as a copy of another one."""

from collections.abc import Mapping
from pathlib import Path

from aggregator.authoring.connector.draft import HEADING
from aggregator.connectors.folders import FILE, TYPES

_COPIED = (FILE, TYPES, "fake.py")
_SERVER = "# yaml-language-server:"


def copied_files(of: Path) -> Mapping[str, str]:
    """Read what the folder `of` holds of a connector, by the files' names.

    Neither its grade nor its proof: those are of the other one.
    """
    there = [of / name for name in _COPIED if (of / name).is_file()]
    files = {each.name: each.read_text(encoding="utf-8") for each in there}
    lines = files[FILE].splitlines()
    first = [] if lines and not lines[0].startswith(_SERVER) else lines[:1]
    return {**files, FILE: "\n".join([f"# {HEADING[0]}", *lines[len(first) :]]) + "\n"}
