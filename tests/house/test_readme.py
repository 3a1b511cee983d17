"""The README: its card and picture are the product's own, and its commands run."""

import asyncio
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from aggregator.cli.main import run
from aggregator.demo.company import DemoCompany
from aggregator.demo.setting import HEADER, SIGNING_SECRET
from aggregator.web.app import create_app
from tests.support.live_server import live_server
from tests.support.pasted import pasted
from tests.support.product import ROOT, make_service, running_product

README = (ROOT / "README.md").read_text(encoding="utf-8")
DAY = date(2026, 11, 22)
ADDRESS = "http://127.0.0.1:8484"


def blocks(info: str) -> list[str]:
    return re.findall(rf"^```{info}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


COMMANDS = blocks("sh run")


def test_the_card_it_shows_is_the_card() -> None:
    card = ROOT / "cards" / "billing" / "subscription-status.graphql"
    assert blocks("graphql") == [card.read_text(encoding="utf-8")]


def test_the_picture_it_shows_is_what_the_product_draws(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with DemoCompany(latency=0.0, customers=20, today=DAY) as company:
        asyncio.run(_seed(company, tmp_path))
        with live_server(create_app(make_service(company, tmp_path))) as address:
            code = run(
                ["call", address, "--customer", "alex@grocery.co", "--keys",
                 "subscription-status", "--draw", "--secret", "demo-secret"]
            )  # fmt: skip
    assert code == 0
    drawn = capsys.readouterr().out
    picture = drawn[drawn.index("╭") : drawn.rindex("╯") + 1]
    assert blocks("text") == [f"{picture}\n"]


async def _seed(company: DemoCompany, home: Path) -> None:
    async with running_product(company, home):
        pass


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a clone has it, as far as the commands need it."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("cards", "graphql"):
        shutil.copytree(ROOT / name, folder / name)
    command = folder / ".venv" / "bin" / "aggregator"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m aggregator "$@"\n')
    command.chmod(0o755)
    return folder


@pytest.fixture(scope="module")
def demo(checkout: Path) -> Iterator[str]:
    """`aggregator demo` on a free port, as its own process; its address."""
    environ = {name: value for name, value in os.environ.items() if "AGGREGATOR" not in name}
    process = subprocess.Popen(
        [sys.executable, "-m", "aggregator", "demo", "--port", "0", "--customers", "50"],
        cwd=checkout,
        env=environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    try:
        found = (re.search(r"http://127\.0\.0\.1:\d+", line) for line in process.stdout)
        yield next(match[0] for match in found if match)
    finally:
        process.send_signal(signal.SIGTERM)
        process.stdout.close()
        process.wait(60)


def test_there_are_commands_to_run() -> None:
    assert len(COMMANDS) >= 5
    assert any("openssl" in command for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS, ids=[c.splitlines()[0][:60] for c in COMMANDS])
def test_a_command_does_what_it_says(checkout: Path, demo: str, command: str) -> None:
    done = pasted(
        f"set -euo pipefail; {command.replace(ADDRESS, demo)}",
        cwd=checkout,
        by="bash",
        environ={"PYTHONPATH": str(ROOT), "AGGREGATOR_CALL_URL": demo},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip()


def test_its_secrets_are_the_demos() -> None:
    assert f"--secret {SIGNING_SECRET}" in README
    assert ": ".join(HEADER) in README
