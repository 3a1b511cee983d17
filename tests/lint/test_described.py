"""Rules' words, read from their files."""

from dataclasses import fields
from pathlib import Path

import pytest

from aggregator.lint import rules
from aggregator.lint.described import all_descriptions
from aggregator.lint.description import Description
from aggregator.lint.registry import all_rules

DOCSTRING = '"""What is wrong.\n\nWrong:\n    a\n\nRight:\n    b\n"""\n'


def test_what_is_read_of_each_rule_is_what_it_says_when_it_is_loaded() -> None:
    names = [field.name for field in fields(Description)]
    for code, rule in all_rules().items():
        read = all_descriptions()[code]
        assert [getattr(read, name) for name in names] == [getattr(rule, name) for name in names]
    assert list(all_descriptions()) == list(all_rules())


def test_a_file_without_a_rule_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "no_rule.py").write_text(f"{DOCSTRING}RULE = other()\n", encoding="utf-8")
    monkeypatch.setattr(rules, "__path__", [str(tmp_path)])
    all_descriptions.cache_clear()
    try:
        with pytest.raises(ValueError, match=r"no_rule.py has no RULE = Rule.of"):
            all_descriptions()
    finally:
        all_descriptions.cache_clear()
