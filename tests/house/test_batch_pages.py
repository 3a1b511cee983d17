"""docs/batch-styles.md: each example is read, and sends what the page says."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from aggregator.upstream.styles import all_styles
from tests.support.batch_pages import PAGE, examples, lookup_of, sent
from tests.support.fenced import Block

EXAMPLES = examples()


@pytest.mark.parametrize(
    ("example", "shown"), EXAMPLES, ids=[example.heading for example, _ in EXAMPLES]
)
def test_an_example_sends_what_the_page_says(example: Block, shown: Block, tmp_path: Path) -> None:
    assert sent(lookup_of(example, tmp_path)) == shown.text


def test_every_style_has_an_example_under_its_name(tmp_path: Path) -> None:
    shown = {(lookup_of(each, tmp_path).batch.style, each.heading) for each, _ in EXAMPLES}
    assert {style for style, heading in shown if style in heading} >= all_styles().keys()


def test_every_word_of_a_style_is_explained() -> None:
    page = PAGE.read_text(encoding="utf-8")
    words = {each.name for style in all_styles().values() for each in fields(style)} - {"style"}
    assert [word for word in sorted(words) if not re.search(rf"`{word}[`:]", page)] == []
