"""cards/AGENTS.md: its examples are cards, its commands run, its directives are those there are."""

import re
import shlex

import pytest

from aggregator.domain.plain.components import validate
from aggregator.language.directives import LAYOUT
from tests.support.cards_page import GUIDE, answered, checked, examples
from tests.support.command import Command
from tests.support.fenced import blocks
from tests.support.subjects import ROOT

TEXT = GUIDE.read_text(encoding="utf-8")
COMMANDS = [line for it in blocks(TEXT) if it.info == "sh" for line in it.text.splitlines()]


def test_its_two_examples_are_cards_without_findings() -> None:
    found = examples(TEXT)
    assert len(found) == 2
    for example in found:
        assert [diagnostic.text() for diagnostic in checked(example).diagnostics] == []
        assert validate(answered(example).components) == []


@pytest.mark.parametrize("line", COMMANDS)
def test_its_commands_run_as_they_are_written(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.chdir(ROOT)
    program, *words = shlex.split(line)
    assert program == "aggregator"
    assert Command(capsys)(*words).code == 0


def test_it_names_only_directives_that_exist_and_stays_short() -> None:
    named = set(re.findall(r"(?<![\w.])@([a-z]+)", TEXT))
    assert named <= LAYOUT | {"card", "skip", "include"}
    assert len(TEXT.splitlines()) < 120
