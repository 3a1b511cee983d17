"""Rules of the repository itself, held for every tracked file."""

import os
import re
from fnmatch import fnmatchcase
from pathlib import Path

ROOT = Path(__file__).parents[2]
CEILING = 400
NOWHERE = re.compile(
    r"python" + r"hosted|registry\." + r"npmjs|deb\." + r"debian|/ro" + r"ot/|/ho" + r"me/\w+/"
)
VAGUE = {"utils", "helpers", "common", "misc", "util"}
GENERATED = {"requirements.lock", "requirements-run.lock", "package-lock.json", "schema.graphql"}


def tracked() -> list[Path]:
    """Every file but what .gitignore names; a copy of the tree has no git."""
    ignored = [".git", *(line.strip("/") for line in text_of(ROOT / ".gitignore").split())]
    found: list[Path] = []
    for folder, names, files in os.walk(ROOT):
        names[:] = [name for name in names if not _any(name, ignored)]
        found += [Path(folder, name) for name in files if not _any(name, ignored)]
    return found


def _any(name: str, patterns: list[str]) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8", errors="replace")


def test_no_source_file_is_over_the_ceiling() -> None:
    long = {
        str(file.relative_to(ROOT)): lines
        for file in tracked()
        if file.suffix in {".py", ".ts", ".tsx", ".css", ".mjs"}
        and (lines := text_of(file).count("\n")) > CEILING
    }
    assert long == {}


def test_no_file_names_a_package_host_or_a_machine_path() -> None:
    named = [str(file.relative_to(ROOT)) for file in tracked() if NOWHERE.search(text_of(file))]
    assert named == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = [
        str(file.relative_to(ROOT))
        for file in tracked()
        if file.suffix == ".py" and file.stem in VAGUE
    ]
    assert vague == []


def test_the_folder_graphql_does_not_shadow_the_library() -> None:
    assert not (ROOT / "graphql" / "__init__.py").exists()


def test_lock_files_hold_hashes_and_no_addresses() -> None:
    for file in tracked():
        if file.name in GENERATED - {"schema.graphql"}:
            text = text_of(file)
            assert "http://" not in text, file
            assert "--hash" in text or '"integrity"' in text, file
