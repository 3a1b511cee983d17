from tests.support.cards import assert_fine, assert_found, card


def test_a_percentage_for_a_ratio_is_found() -> None:
    assert_found("ratio-threshold", card('usage { apiRatio @text(error: [⟦"> 80"⟧]) }'), '"> 0.8"')
    assert_found("ratio-threshold", card("usage { apiRatio @badge(red: [⟦95⟧]) }"), '"= 0.95"')


def test_small_percentages_are_found_too() -> None:
    assert_found("ratio-threshold", card('usage { apiRatio @badge(red: [⟦"< 5"⟧]) }'), '"< 0.05"')


def test_below_zero_is_found() -> None:
    assert_found("ratio-threshold", card('seats { ratio @badge(red: [⟦"< -1"⟧]) }'))


def test_what_is_shown_as_a_percentage_is_a_ratio() -> None:
    text = card('features(first: 3) { rollout @percent @text(error: [⟦"< 50"⟧]) }')
    assert_found("ratio-threshold", text, '"< 0.5"')


def test_a_condition_on_a_ratio_is_looked_at() -> None:
    text = card('usage { apiCalls @when(field: "apiRatio", is: [⟦"> 80"⟧]) @number apiRatio }')
    assert_found("ratio-threshold", text)


def test_a_ratio_over_one_and_other_numbers_are_fine() -> None:
    text = card('usage { apiRatio @text(error: ["> 1.2"]) apiCalls @text(error: ["> 80"]) }')
    assert_fine("ratio-threshold", text)
