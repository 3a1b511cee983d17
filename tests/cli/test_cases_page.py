"""docs/cases.md: its commands run as they are written, its example is a case, its names are all."""

import json
import re
import shlex
from pathlib import Path

import pytest

from aggregator.authoring.cases.result import KEYS, read_context, read_result
from aggregator.domain.card import Failed
from tests.cli.conftest import ROOT
from tests.support.command import Command
from tests.support.rendering import CONTEXT, customer, schema

PAGE = (ROOT / "docs" / "cases.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("line", [line for block in blocks("sh") for line in block.splitlines()])
def test_each_command_of_the_page_runs(
    command: Command, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.chdir(ROOT)
    program, *words = shlex.split(line)
    assert program == "aggregator"
    done = command(*words)
    assert (done.code, done.err) == (0, ""), done.out
    assert done.out


def test_the_example_is_a_case() -> None:
    (block,) = blocks("json")
    body = json.loads(block)
    card = customer("email @row invoices(first: 1) @each { number @row }")
    result = read_result(body, card, schema())
    assert isinstance(result.data["customer"]["invoices"], Failed)
    assert read_context(body, CONTEXT).now.isoformat() == "2026-11-22T12:00:00+00:00"


def test_the_page_names_all_that_a_case_may_say() -> None:
    table = PAGE[PAGE.index("| name | means |") :].partition("\n\n")[0]
    named = {
        name for row in table.splitlines() for name in re.findall(r"`(\w+)`", row.split("|")[1])
    }
    assert named == set(KEYS)


def test_every_file_that_the_page_draws_is_there() -> None:
    for path in re.findall(r"^cards/\S+\.graphql", PAGE, re.MULTILINE):
        assert (ROOT / path).is_file()
    assert Path(ROOT / "cards/billing/subscription-status.cases/past-due.expect.json").is_file()
