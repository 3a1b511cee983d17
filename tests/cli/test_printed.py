"""Commands that are printed for copying run as they are: a shell is given each."""

import ast
import re
import shlex
import shutil
import sys
from pathlib import Path
from shutil import copytree

import pytest

from aggregator.catalog import load_catalog
from aggregator.cli.terminal.program import runnable
from aggregator.cli.terminal.welcome import welcome
from aggregator.demo.company import DemoCompany
from aggregator.demo.setting import demo_settings
from tests.cli.conftest import ROOT
from tests.support.command import Command
from tests.support.pasted import pasted
from tests.support.the_world import the_world


def after_next(said: str) -> list[str]:
    """The commands of what comes after "Next:"."""
    return [line.strip() for line in said.split("Next:")[1].splitlines() if line.strip()]


def unready(call: ast.Call) -> bool:
    """Whether a command stands in what is said, not made to run as this program was started."""
    return any(
        isinstance(part, ast.Constant) and re.search(r"\baggregator [a-z]+ ", str(part.value))
        for said in call.args
        for part in (said.values if isinstance(said, ast.JoinedStr) else [said])
    )


def test_no_command_is_said_that_runs_only_where_it_is_on_the_path() -> None:
    found = [
        f"{path.name}:{call.lineno}"
        for path in sorted((ROOT / "aggregator" / "cli").rglob("*.py"))
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("say", "step", "print")
        if unready(call)
    ]
    assert found == []


def test_what_follows_a_new_card_runs_with_the_demo_beside_it(
    command: Command, demo_url: str, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("cards", "graphql"):
        copytree(ROOT / name, nowhere / name)
    monkeypatch.setenv("AGGREGATOR_PORT", demo_url.rpartition(":")[2])
    lines = after_next(command("new", "card", "seats", "--like", "usage", "--team", "success").out)
    assert [shlex.split(line)[1] for line in lines] == ["check", "test", "preview", "call"]
    for line in lines:
        done = pasted(line)
        assert (done.returncode, done.stderr) == (0, ""), line


def test_what_follows_card_configs_runs(command: Command, demo_url: str) -> None:
    for file in ((), ("my configs.toml",)):
        (line,) = after_next(command("plain", "init", *file, "--url", demo_url).out)
        assert pasted(line).returncode == 0, line


def test_what_follows_a_home_runs_up_to_serving_it(command: Command, nowhere: Path) -> None:
    check, serve, call = after_next(command("init", "my cards").out)
    assert pasted(check).stdout == "1 card, no findings\n"
    assert serve.endswith(" serve")
    # Nobody listens yet: it is asked with the home's own secret, and that is all it lacks.
    done = pasted(f"cd 'my cards' && {call.replace(':8484', ':1')}")
    assert "Nothing answers at http://127.0.0.1:1/cards" in done.stderr


def test_what_a_demo_prints_leads_to_its_own_cards_from_anywhere(
    company: DemoCompany, tmp_path: Path
) -> None:
    home = tmp_path / "its home"
    settings = demo_settings(
        company, home, home / "cards", home / "graphql", recordings=home / "recordings"
    )
    file = home / "cards/a/broken.graphql"
    file.parent.mkdir(parents=True)
    file.write_text("query {")
    (home / "graphql").mkdir()
    catalog = load_catalog(home / "cards", home / "graphql", the_world().schema)
    text = "\n".join(line for line, _ in welcome(settings, company, catalog))
    check = re.search(r"1 broken: (.*) tells", text)
    assert check
    assert "broken.graphql:1:" in pasted(check[1]).stdout
    write = re.search(r"Write one: (.*) KEY", text)
    assert write
    assert pasted(f"{write[1]} seats --like nothing").stderr.startswith("aggregator: ")


def test_where_the_program_is_not_on_the_path_messages_name_it_whole(
    command: Command, nowhere: Path, installed: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert runnable("Fix: aggregator check says which") == "Fix: aggregator check says which"
    program = nowhere / ".venv/bin/aggregator"
    program.parent.mkdir(parents=True)
    shutil.copy(installed, program)
    monkeypatch.setattr(sys, "argv", [str(program)])
    done = command("replay", "latest")
    assert "Fix: .venv/bin/aggregator demo records, and so does " in done.err
    assert done.err.startswith("aggregator: ")
    for text in ("my aggregator is here", "plain-aggregator check", "./aggregator check"):
        assert runnable(text) == text
