from tests.support.cards import assert_fine, assert_found, card


def test_a_percentage_by_its_name_is_found() -> None:
    assert_found("percent-field", card("features(first: 3) { rolloutPercent ⟦@percent⟧ }"))


def test_no_second_component_is_suggested() -> None:
    text = card("features(first: 3) { rolloutPercent ⟦@percent⟧ @text(size: L) }")
    assert assert_found("percent-field", text).fix == ()


def test_a_ratio_is_fine() -> None:
    assert_fine("percent-field", card("features(first: 3) { rollout @percent }"))
