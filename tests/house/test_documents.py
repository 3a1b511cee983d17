"""What the documents say is so: settings, links, and the decisions' own rules."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import BaseModel

from aggregator.settings import Settings
from tests.support.settings_page import page
from tests.support.subjects import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
DECISIONS = sorted(ROOT.glob("docs/adr/*.md"))
LINK = re.compile(r"\[[^\]]+\]\(([^)#\s]+)(?:#[^)]*)?\)")
FENCED = re.compile(r"^```.*?^```", re.DOTALL | re.MULTILINE)


def settings(model: type[BaseModel] = Settings) -> Iterator[str]:
    yield from model.model_fields


@pytest.mark.parametrize("name", list(settings()))
def test_every_setting_is_on_the_page_with_a_meaning(name: str) -> None:
    rows = re.findall(rf"^\| `{name}` \| (.+?) \| (.+) \|$", page(), re.MULTILINE)
    assert rows
    assert all(default.strip() and meaning.strip() for default, meaning in rows)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_into_the_repository_leads_somewhere(document: Path) -> None:
    text = FENCED.sub("", document.read_text(encoding="utf-8"))
    lost = [
        target
        for target in LINK.findall(text)
        if "://" not in target
        and not target.startswith("mailto:")
        and not (document.parent / target).exists()
    ]
    assert lost == []


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(path.name[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.name)
def test_a_decision_is_one_page_and_says_what_holds_it(decision: Path) -> None:
    text = decision.read_text(encoding="utf-8")
    assert text.startswith(f"# {int(decision.name[:4])}. ")
    assert text.count("\n") <= 80
    last = text.strip().split("\n\n")[-1] + text[text.find("Enforced by") :]
    assert "tests/" in last or "import-linter" in last


def tables(document: Path) -> list[str]:
    return re.findall(
        r"^```toml\n(.*?)^```$", document.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )


@pytest.mark.parametrize(
    "text", [block for document in DOCUMENTS for block in tables(document)], ids=lambda t: t[:40]
)
def test_every_settings_file_that_is_shown_is_accepted(text: str) -> None:
    # The files of secrets are not here: their texts stand for them.
    Settings.model_validate(tomllib.loads(text.replace('"file:', '"')))
