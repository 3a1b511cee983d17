"""What a command costs before it does anything: its user CPU, as a ratio to one import.

The measure is `python -c "import strawberry"` on the same machine in the same minute, so that the
numbers of two machines compare. Cold: what is kept between runs is not there yet. Edited: the card
was just saved, as when somebody writes it. Warm: nothing has changed since. The least of a few runs
each: whatever else the machine does only adds. What graphql-core and typer alone cost is told:
nothing that reads a card takes less. Python keeps its bytecode, as it does for everybody who does
not forbid it: in a folder of this run's own, written before anything is measured.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.support.product import ROOT
from tests.support.subjects import table

RUNS = 5
CARD = "subscription-status"
TARGETS = (
    ((), 0.3),
    (("--help",), 0.3),
    (("--version",), 0.3),
    (("check", "--help"), 0.3),
    (("customers", "--help"), 0.4),
    (("explain",), 0.3),
    (("explain", "unknown-path"), 0.3),
    (("fmt",), 0.6),
    (("check", f"cards/billing/{CARD}.graphql"), 1.3),
    (("test", CARD), 1.6),
    (("preview", CARD, "--case", "typical"), 1.6),
)
"""Each command with the most that it should cost after an edit."""

FLOORS = ("import graphql", "import typer", "import graphql, typer")


def run() -> None:
    """Print one line for each command."""
    with tempfile.TemporaryDirectory() as folder_of_run:
        home = Path(folder_of_run, "home")
        home.mkdir()
        for folder in ("cards", "graphql"):
            shutil.copytree(ROOT / folder, home / folder)
        for command, _ in TARGETS:
            _cpu(home, "-m", "aggregator", *command)
        one = min(_cpu(home, "-c", "import strawberry") for _ in range(RUNS))
        rows: list[tuple[object, ...]] = []
        for command, target in TARGETS:
            shutil.rmtree(home / "build", ignore_errors=True)
            cold = _cpu(home, "-m", "aggregator", *command)
            edited = min(_edited(home, turn, command) for turn in range(RUNS))
            warm = min(_cpu(home, "-m", "aggregator", *command) for _ in range(RUNS))
            figures = (cold, edited, warm)
            rows.append(
                (
                    " ".join(command) or "no command",
                    *(f"{each / one:.2f}" for each in figures),
                    f"{target:.1f}",
                )
            )
        for code in FLOORS:
            floor = min(_cpu(home, "-c", code) for _ in range(RUNS)) / one
            rows.append((code, "", f"{floor:.2f}", "", ""))
    heads = (f"user CPU, 1 = import strawberry = {one:.2f} s", "cold", "edited", "warm", "target")
    table(heads, rows)


def _edited(home: Path, turn: int, command: Sequence[str]) -> float:
    """Save the card with one line more, then run the command."""
    card = home / "cards" / "billing" / f"{CARD}.graphql"
    card.write_text(f"{card.read_text(encoding='utf-8')}# {turn}\n", encoding="utf-8")
    return _cpu(home, "-m", "aggregator", *command)


def _cpu(home: Path, *arguments: str) -> float:
    """Run this interpreter in `home`; give its seconds of user CPU. It must end well."""
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith("AGGREGATOR_")
    }
    environ |= {"PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(home.parent / "bytecode")}
    environ.pop("PYTHONDONTWRITEBYTECODE", None)
    quiet = [(os.POSIX_SPAWN_OPEN, end, os.devnull, os.O_RDWR, 0) for end in (0, 1, 2)]
    before = Path.cwd()
    os.chdir(home)
    try:
        child = os.posix_spawn(
            sys.executable, [sys.executable, *arguments], environ, file_actions=quiet
        )
    finally:
        os.chdir(before)
    _, status, used = os.wait4(child, 0)
    assert status == 0, arguments
    return used.ru_utime
