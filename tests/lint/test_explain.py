"""What `aggregator explain` says of a code, and the page that lists all."""

from aggregator.lint.explain import explain, first_sentence, overview, similar_codes
from aggregator.lint.registry import all_rules


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
