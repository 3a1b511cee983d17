"""Rules of the repository itself, held for every tracked file."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
CEILING = 400
NOWHERE = re.compile(
    r"python" + r"hosted|registry\." + r"npmjs|deb\." + r"debian|/ro" + r"ot/|/ho" + r"me/\w+/"
)
VAGUE = {"utils", "helpers", "common", "misc", "util"}
GENERATED = {"requirements.lock", "package-lock.json", "schema.graphql"}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    files = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [file for file in files if file.is_file()]


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
