"""Commands are found, not listed."""

import subprocess
import sys
from pathlib import Path

import pytest

import aggregator.cli.commands as package
from aggregator.cli.main import run
from aggregator.cli.whole import build

NOUN = """\"\"\"`aggregator {name}`: say that {name} ran.\"\"\"
ORDER = {order}

def add_to(app):
    app.command("{name}")(lambda: print("{name} ran"))
"""


def test_a_file_is_a_command_at_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for order, name in ((0, "zeroth"), (1_000, "alast"), (0, "also_zeroth")):
        (tmp_path / f"{name}.py").write_text(NOUN.format(order=order, name=name))
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    try:
        assert run(["zeroth"]) == 0
        assert capsys.readouterr().out == "zeroth ran\n"
        assert run(["--help"]) == 0
    finally:
        for name in ("zeroth", "alast", "also_zeroth"):
            sys.modules.pop(f"aggregator.cli.commands.{name}", None)

    lines = capsys.readouterr().out.split("Commands:\n")[1].split("\n\n")[0].splitlines()
    names = [line.split()[0] for line in lines]
    assert lines[0].split(maxsplit=1)[1] == "Say that also_zeroth ran."
    assert names[:2] == ["also_zeroth", "zeroth"]
    assert names[-1] == "alast"
    assert {"demo", "init", "check", "serve", "call", "query", "schema"} <= set(names)


@pytest.mark.parametrize("text", ["ORDER = 5\n", '"""`aggregator mute`: say it."""\n'])
def test_a_file_that_does_not_say_what_its_command_does_is_named(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mute.py").write_text(text)
    monkeypatch.setattr(package, "__path__", [*package.__path__, str(tmp_path)])
    with pytest.raises(ValueError, match=r"mute\.py .* Fix: begin it with .*`aggregator mute`: "):
        run(["--help"])


def nouns() -> list[str]:
    return list(build().commands)


@pytest.mark.parametrize(
    ("arguments", "loaded"),
    [(["--help"], []), (["--version"], []), (["explain", "--markdown"], ["explain"])],
)
def test_the_nouns_are_shown_without_loading_any_and_one_runs_alone(
    arguments: list[str], loaded: list[str]
) -> None:
    script = (
        "import sys\n"
        "from aggregator.cli.main import run\n"
        "assert run(sys.argv[1:]) == 0\n"
        "print('loaded', *(name.rpartition('.')[2] for name in sys.modules\n"
        "    if name.startswith('aggregator.cli.')))\n"
    )
    done = subprocess.run(  # noqa: S603 this interpreter with our own program
        [sys.executable, "-c", script, *arguments],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    modules = done.stdout.splitlines()[-1].split()[1:]
    assert "terminal" in modules
    assert [name for name in modules if name in nouns()] == loaded
