"""After an edit a command loads only what it needs: who writes a card waits for no framework."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.product import ROOT

HEAVY = ("strawberry", "pydantic", "fastapi", "sqlalchemy", "aiohttp", "httpx", "structlog")
FILE = "cards/billing/subscription-status.graphql"
COMMANDS = (
    ("fmt",),
    ("check", FILE),
    ("test", "subscription-status"),
    ("preview", "subscription-status", "--case", "typical"),
)
RUN = f"""
import json, sys
from aggregator.cli.main import run
codes = [run(command) for command in json.loads(sys.argv[1])]
loaded = [name for name in {HEAVY!r} if name in sys.modules]
print(json.dumps([codes, loaded]), file=sys.stderr)
"""


def ran(home: Path, commands: Sequence[Sequence[str]]) -> tuple[list[int], list[str]]:
    """Run commands in one process of their own; their exit codes, and what was loaded."""
    clean = {name: text for name, text in os.environ.items() if not name.startswith("AGGREGATOR_")}
    done = subprocess.run(  # noqa: S603 -- our own interpreter
        [sys.executable, "-c", RUN, json.dumps(commands)],
        cwd=home,
        env={**clean, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    codes, loaded = json.loads(done.stderr.splitlines()[-1])
    return codes, loaded


@pytest.mark.real_time
def test_the_commands_after_an_edit_load_no_framework(tmp_path: Path) -> None:
    for folder in ("cards", "graphql"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    codes, loaded = ran(tmp_path, COMMANDS)
    assert codes == [0, 0, 0, 0]
    assert "strawberry" in loaded
    card = tmp_path / FILE
    card.write_text(card.read_text(encoding="utf-8") + "# edited\n", encoding="utf-8")
    assert ran(tmp_path, COMMANDS) == ([0, 0, 0, 0], [])
