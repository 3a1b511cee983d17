"""What `aggregator explain` says of a code, and the page that lists all."""

import pytest

from aggregator.domain.lookup import FIRST_MAX
from aggregator.domain.plain.limits import COPY_VALUE_MAX, LABEL_MAX, TEXT_MAX
from aggregator.domain.plain.request import VARIABLES
from aggregator.language.durations import TIMEOUT_MAX
from aggregator.language.outline import MAX_LEVELS, MAX_SELECTIONS
from aggregator.language.source import MAX_BYTES, MAX_DEFINITIONS, MAX_DEPTH, MAX_TOKENS
from aggregator.lint.explain import explain, first_sentence, overview, similar_codes
from aggregator.lint.registry import all_rules
from aggregator.mapping.formatters import DIGITS_MAX


def test_a_rule_is_explained_with_its_effect_and_an_example_of_wrong_and_right() -> None:
    said = explain(all_rules()["unknown-field"])
    assert said.startswith("unknown-field (error: the check fails, the card does not serve)\n\n")
    assert "Wrong:\n    nmae @text" in said
    assert said.endswith("Right:\n    name @text")


def test_what_serves_nevertheless_is_said_so() -> None:
    assert "the check fails, the card serves" in explain(all_rules()["uncoloured-value"])
    assert "hint: the card serves" in explain(all_rules()["unused-selection"])
    assert "warning: the card serves" in explain(all_rules()["deprecated-field"])


def test_the_overview_has_a_line_for_every_code() -> None:
    lines = overview().split("\n")
    assert [line.split()[0] for line in lines] == list(all_rules())
    assert all(len(line) > 40 for line in lines)


def test_a_first_sentence_is_one_line_without_its_full_stop() -> None:
    for rule in all_rules().values():
        sentence = first_sentence(rule)
        assert "\n" not in sentence
        assert not sentence.endswith(".")
        assert len(sentence) > 15, rule.code


def test_a_misspelt_code_is_guessed() -> None:
    assert similar_codes("unknown-pth")[0] == "unknown-path"
    assert similar_codes("[UNKNOWN_PATH]") == ["unknown-path"]
    assert similar_codes("zzz") == []


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("file-too-large", f"{MAX_BYTES // 1024} kB and {MAX_TOKENS:,} words"),
        ("too-deep", f"{MAX_DEPTH} levels"),
        ("too-complex", f"{MAX_SELECTIONS:,} fields, nest {MAX_LEVELS} levels"),
        ("too-complex", f"define {MAX_DEFINITIONS} things"),
        (
            "number-range",
            f"0 to {DIGITS_MAX}, `max:` from 1 to 1,000, `first:` from 1 to {FIRST_MAX}",
        ),
        ("card-timeout", f"at most {TIMEOUT_MAX} seconds"),
        ("text-too-long", f"{LABEL_MAX} characters on a button"),
        ("text-too-long", f"{COPY_VALUE_MAX:,} to be copied, {TEXT_MAX:,} elsewhere"),
        ("unknown-variable", " ".join(f"${name}" for name in VARIABLES)),
    ],
)
def test_a_limit_that_is_told_is_the_one_that_holds(code: str, told: str) -> None:
    assert told in " ".join(all_rules()[code].explanation.split())
