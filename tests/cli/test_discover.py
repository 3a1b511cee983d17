"""Commands are found, not listed."""

import subprocess
import sys
from pathlib import Path

import pytest

import aggregator.cli
from aggregator.cli.main import run

HEAVY = ("strawberry", "graphql", "fastapi", "sqlalchemy", "aiohttp", "httpx", "pydantic")
NOUN = """
ORDER = {order}

def add_to(app):
    app.command("{name}")(lambda: print("{name} ran"))
"""


def test_a_file_is_a_command_at_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for order, name in ((0, "zeroth"), (1_000, "alast"), (0, "also_zeroth")):
        (tmp_path / f"{name}.py").write_text(NOUN.format(order=order, name=name))
    (tmp_path / "part.py").write_text("SHARED = True\n")
    monkeypatch.setattr(aggregator.cli, "__path__", [*aggregator.cli.__path__, str(tmp_path)])
    try:
        assert run(["zeroth"]) == 0
        assert capsys.readouterr().out == "zeroth ran\n"
        assert run(["--help"]) == 0
    finally:
        for name in ("zeroth", "alast", "also_zeroth", "part"):
            sys.modules.pop(f"aggregator.cli.{name}", None)

    lines = capsys.readouterr().out.split("Commands:\n")[1].split("\n\n")[0].splitlines()
    names = [line.split()[0] for line in lines]
    assert names[:2] == ["also_zeroth", "zeroth"]
    assert names[-1] == "alast"
    assert {"demo", "init", "check", "serve", "call", "query", "schema"} <= set(names)
    assert "part" not in names


def test_showing_the_commands_loads_none_of_what_they_run() -> None:
    script = (
        "import sys\n"
        "from aggregator.cli.main import run\n"
        "code = run(['--help'])\n"
        f"print('loaded', sorted(set({HEAVY!r}) & set(sys.modules)), code)\n"
    )
    done = subprocess.run(  # noqa: S603 this interpreter with our own program
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.splitlines()[-1] == "loaded [] 0"
