"""What each quick command loads: it starts as fast as the slowest part that it needs.

Which packages are loaded is counted here; the time that they take is printed by
`make bench ARGS=commands`.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.cards import card

SCRIPT = """
import json, sys
began = {name.partition(".")[0] for name in sys.modules}  # by Python itself, here
from aggregator.cli.main import run
code = run(sys.argv[1:])
loaded = {name.partition(".")[0] for name in sys.modules} - began - set(sys.stdlib_module_names)
ours = {".".join(name.split(".")[:2]) for name in sys.modules if name.startswith("aggregator.")}
print(json.dumps([code, sorted(loaded), sorted(ours)]))
"""

STARTED = {"aggregator", "typer", "annotated_doc", "shellingham"}
"""What every command loads, or may: the command line itself."""


def loaded_by(*arguments: str, home: Path) -> tuple[set[str], set[str]]:
    """Run a command by itself; give the packages of others and the rooms of ours it loaded."""
    done = subprocess.run(  # noqa: S603 this interpreter with our own program
        [sys.executable, "-c", SCRIPT, *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
        cwd=home,
    )
    code, packages, rooms = json.loads(done.stdout.splitlines()[-1])
    assert code == 0, done.stderr
    return {name for name in packages if not name.startswith("_")}, set(rooms)


@pytest.mark.parametrize(
    "arguments", [["--help"], ["--version"], ["explain"], ["explain", "unknown-path"]], ids=" ".join
)
def test_what_prints_words_loads_the_command_line_alone(
    nowhere: Path, arguments: Sequence[str]
) -> None:
    packages, rooms = loaded_by(*arguments, home=nowhere)
    assert packages - STARTED == set()
    assert rooms <= {f"aggregator.{room}" for room in ("cli", "domain", "lint", "language", "demo")}


@pytest.mark.parametrize(
    "arguments",
    [
        ["fmt"],
        ["check", "cards/team/known.graphql"],
        ["test", "known"],
        ["preview", "known", "--case", "typical"],
    ],
    ids=" ".join,
)
def test_what_is_known_from_before_is_said_by_the_command_line_alone(
    nowhere: Path, arguments: Sequence[str]
) -> None:
    cases = nowhere / "cards" / "team" / "known.cases"
    cases.mkdir(parents=True)
    (cases.parent / "known.graphql").write_text(card("name @text"), encoding="utf-8")
    (cases / "typical.json").write_text('{"data": {"customer": {"name": "Ann"}}}', "utf-8")
    loaded_by("fmt", home=nowhere)  # changes the file, so it is not what is known
    loaded_by("test", "known", "--update", home=nowhere)
    cold, _ = loaded_by(*arguments, home=nowhere)
    warm, rooms = loaded_by(*arguments, home=nowhere)
    assert "graphql" in cold
    assert warm - STARTED == set()
    assert rooms <= {
        f"aggregator.{room}" for room in ("cli", "domain", "language", "settings", "kept")
    }


NETWORK = {"aiohttp", "httpx", "uvicorn", "fastapi", "sqlalchemy"}


@pytest.mark.parametrize(
    ("arguments", "spared"),
    [
        (["fmt"], {"strawberry", "structlog", *NETWORK}),
        (["check", "cards/team/known.graphql"], {"structlog", *NETWORK}),
    ],
    ids=["fmt", "check"],
)
def test_a_card_that_was_edited_is_read_without_what_serves_it(
    nowhere: Path, arguments: Sequence[str], spared: set[str]
) -> None:
    file = nowhere / "cards" / "team" / "known.graphql"
    file.parent.mkdir(parents=True)
    file.write_text(card("name @text"), encoding="utf-8")
    loaded, _ = loaded_by(*arguments, home=nowhere)
    assert "graphql" in loaded
    assert loaded & spared == set()
