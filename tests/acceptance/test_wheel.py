"""The wheel in an empty environment, outside the repository: the product and nothing else."""

import re
import subprocess
import sys
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import IO
from zipfile import ZipFile

import pytest

from tests.support.command import SECONDS, killed_late, lines_until
from tests.support.product import ROOT

SECRETS = ("--secret", "demo-secret", "--header", "Authorization: Bearer demo-token")


class Installed:
    """The command in an environment that has the wheel and what it declares, and a folder."""

    def __init__(self, environment: Path, here: Path) -> None:
        self.here = here
        self._command = [str(environment / "bin" / "python"), "-m", "aggregator"]
        # No variable of ours, no PYTHONPATH, and nothing else on the path.
        self._environ = {"PATH": str(environment / "bin"), "HOME": str(here), "LC_ALL": "C.UTF-8"}

    def run(self, *arguments: str) -> str:
        done = subprocess.run(  # noqa: S603 our own program
            [*self._command, *arguments],
            cwd=self.here,
            env=self._environ,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done.stdout

    @contextmanager
    def started(self, *arguments: str) -> Iterator["subprocess.Popen[str]"]:
        """Run it beside; leaving ends it as a deployment does, and it must end well."""
        process = subprocess.Popen(  # noqa: S603 our own program
            [*self._command, *arguments],
            cwd=self.here,
            env=self._environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        with process, killed_late(process):
            try:
                yield process
                process.terminate()
                process.communicate(timeout=SECONDS)
                assert process.returncode == 0
            finally:
                process.kill()


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A virtual environment with the wheel, and of this one only what requirements-run.lock names.

    Linked, so that it takes no time and no network.
    """
    home = tmp_path_factory.mktemp("wheel")
    subprocess.run(  # noqa: S603 the build tool of our own lock
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(home / "dist")],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=SECONDS,
    )
    venv.create(home / "env", with_pip=False, symlinks=True)
    [packages] = (home / "env" / "lib").glob("python*/site-packages")
    [wheel] = (home / "dist").glob("*.whl")
    with ZipFile(wheel) as archive:  # unpacked as it is: it has no part that goes elsewhere
        archive.extractall(packages)
    for name in re.findall(
        r"^([\w.-]+)==", (ROOT / "requirements-run.lock").read_text(), re.MULTILINE
    ):
        link(name, packages)
    return home / "env"


def link(name: str, packages: Path) -> None:
    """Make an installed distribution visible there; one for other systems is none here."""
    try:
        found = distribution(name)
    except PackageNotFoundError:
        return
    tops = {
        file.parts[0] for file in found.files or () if file.parts[0] not in {"..", "__pycache__"}
    }
    for top in tops:
        if not (packages / top).exists():
            (packages / top).symlink_to(Path(str(found.locate_file(top))))


@pytest.fixture
def installed(environment: Path, tmp_path: Path) -> Installed:
    return Installed(environment, tmp_path)


def address(said: IO[str] | None) -> str:
    [found] = re.findall(r"http://127\.0\.0\.1:\d+", lines_until(said, "http://127.0.0.1:")[-1])[:1]
    return str(found)


def test_a_home_is_made_checked_served_and_asked(installed: Installed) -> None:
    installed.run("init", "home", "--team", "billing")
    installed.here /= "home"
    installed.run("check")
    with installed.started("serve", "--port", "0") as service:
        url = address(service.stdout)
        asked = ("call", url, "--customer", "you@example.com", "--keys", "hello")
        assert "Plain would take it" in installed.run(*asked)


def test_the_demo_has_its_cards_with_it(installed: Installed) -> None:
    with installed.started("demo", "--port", "0", "--customers", "20", "--keep", "kept") as demo:
        url = address(demo.stdout)
        lines_until(demo.stdout, "Ready in ")
        asked = (
            "call",
            url,
            "--customer",
            "alex@grocery.co",
            "--keys",
            "plan-details",
            "--draw",
            *SECRETS,
        )
        said = installed.run(*asked)
    assert "Plain would take it" in said
    assert "Enterprise" in said
    card = installed.here / "kept" / "cards" / "billing" / "plan-details.graphql"
    assert card.read_bytes() == (ROOT / "cards" / "billing" / "plan-details.graphql").read_bytes()
