"""The pages that the code writes are what it writes today."""

from pathlib import Path

import pytest

from tests.support import first_card
from tests.support.pages import PAGES, Page, main, stale, write

QUICK = [page for page in PAGES if page.path != first_card.PAGE]  # played in test_first_card.py


@pytest.mark.parametrize("page", QUICK, ids=lambda page: page.name)
def test_a_page_is_what_the_code_makes_of_it(page: Page) -> None:
    before = page.before()
    assert page.made(before) == before, "Fix: make docs"


def test_a_stale_page_is_named_with_the_fix_and_written_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fresh = Page(tmp_path / "fresh.md", lambda before: before)
    old, new = (Page(tmp_path / name, lambda _: "new\n") for name in ("old.md", "new.md"))
    fresh.path.write_text("as it is\n", encoding="utf-8")
    old.path.write_text("old\n", encoding="utf-8")
    monkeypatch.setattr("tests.support.pages.ROOT", tmp_path)
    monkeypatch.setattr("tests.support.pages.stale", lambda: stale((fresh, old, new)))
    assert main(["--check"]) == 1
    assert capsys.readouterr().out == (
        "old.md is stale. Fix: make docs\nnew.md is stale. Fix: make docs\n"
    )
    assert write((fresh, old, new)) == ["old.md", "new.md"]
    assert main(["--check"]) == 0
    assert (fresh.before(), old.before(), new.before()) == ("as it is\n", "new\n", "new\n")
