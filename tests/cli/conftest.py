import io
import logging
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from aggregator.demo.company import DemoCompany
from aggregator.demo.setting import DemoService, demo_settings
from aggregator.telemetry.log import configure
from aggregator.web.app import create_app
from tests.support.command import Command
from tests.support.live_server import live_server
from tests.support.product import UNHURRIED

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current folder, and none of this machine's settings."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    for name in [name for name in os.environ if name.startswith("AGGREGATOR_")]:
        monkeypatch.delenv(name)
    return folder


@pytest.fixture(autouse=True)
def logs_apart() -> Iterator[None]:
    """What the service of `demo_url` logs is no output of a command."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    configure("json", io.StringIO())
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program `aggregator`, as an installation has it."""
    file = tmp_path_factory.mktemp("bin") / "aggregator"
    file.write_text(f"#!{sys.executable}\nfrom aggregator.cli.main import main\n\nmain()\n")
    file.chmod(0o755)
    return file


@pytest.fixture(autouse=True)
def on_the_path(installed: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands that are printed begin with `aggregator`, and a shell finds it."""
    monkeypatch.setenv("PATH", str(installed.parent), prepend=os.pathsep)
    monkeypatch.setattr(sys, "argv", [str(installed)])


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Command:
    return Command(capsys)


@pytest.fixture(scope="session")
def demo_url(
    shared_company: DemoCompany, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The demo's service on the repository's cards, served for real."""
    home = tmp_path_factory.mktemp("demo")
    settings = demo_settings(
        shared_company, home, ROOT / "cards", ROOT / "graphql", limits=UNHURRIED
    )
    with live_server(create_app(DemoService(settings, shared_company))) as url:
        yield url
