"""Servers that nobody here wrote, each in an environment of its own: `build/servers/<name>`.

Each folder of `locked/` is one: its packages are installed from the lock by hash, and its
`prepare.py`, if it has one, is run once with a folder to leave things in. What is built is kept for
as long as the folder says the same. None of it is ever among our own packages.

`python -m tests.support.servers.environment` builds all; set-up does, so that no test's time is
spent on it. `make lock` writes the locks from each `requirements.in`.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import uv

ROOT = Path(__file__).parents[3]
LOCKED = Path(__file__).parent / "locked"
BUILT = ROOT / "build" / "servers"
BUILD_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Environment:
    """What one server runs in; `prepared` holds what its `prepare.py` left."""

    folder: Path
    home: Path

    @property
    def python(self) -> Path:
        return self.home / "env" / "bin" / "python"

    @property
    def prepared(self) -> Path:
        return self.home / "prepared"


def environment(name: str) -> Environment:
    """Give the environment of a server, built if it is not yet or no longer as its folder says.

    Raises AssertionError with the installer's words when that fails.
    """
    made = Environment(LOCKED / name, BUILT / name)
    made.home.mkdir(parents=True, exist_ok=True)
    state, stamp = _state(made), made.home / "built"
    with (made.home / "lock").open("w") as lock:
        # Another worker of the same test run may be building.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not stamp.exists() or stamp.read_text() != state:
            stamp.unlink(missing_ok=True)
            _build(made)
            stamp.write_text(state)
    return made


def _state(made: Environment) -> str:
    """What an environment is made of; scripts in it name the folder and the Python."""
    told = hashlib.sha256(f"{made.home} {sys.base_prefix} {sys.version}".encode())
    for file in sorted(each for each in made.folder.rglob("*") if each.is_file()):
        if "__pycache__" not in file.parts:
            told.update(f"{file.relative_to(made.folder)}\0".encode() + file.read_bytes())
    return told.hexdigest()


def _build(made: Environment) -> None:
    home = made.home / "env"
    shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(made.prepared, ignore_errors=True)
    cache = [] if "UV_CACHE_DIR" in os.environ else ["--no-cache"]
    tool = [uv.find_uv_bin(), "--quiet", *cache]
    _run([*tool, "venv", "--python", sys.executable, str(home)])
    lock = str(made.folder / "requirements.lock")
    install = ["pip", "install", "--require-hashes", "--python", str(made.python), "-r", lock]
    _run([*tool, *install])
    made.prepared.mkdir()
    prepare = made.folder / "prepare.py"
    if prepare.exists():
        _run([str(made.python), "-B", str(prepare), str(made.prepared)])


def _run(command: Sequence[str]) -> None:
    done = subprocess.run(  # noqa: S603 our own words
        command, cwd=BUILT, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False
    )
    assert done.returncode == 0, f"{' '.join(command)} failed:\n{done.stderr[-4000:]}"


def names() -> list[str]:
    return sorted(lock.parent.name for lock in LOCKED.glob("*/requirements.lock"))


if __name__ == "__main__":
    for each in names():
        environment(each)
