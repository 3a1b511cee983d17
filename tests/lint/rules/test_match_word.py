from tests.support.cards import assert_fine, assert_found, card


def test_a_number_is_not_compared_with_words() -> None:
    assert_found("match-word", card('usage { apiRatio @badge(red: [⟦"high"⟧], grey: ["*"]) }'))


def test_a_moment_is_not_compared_with_numbers() -> None:
    assert_found("match-word", card('subscription { renewsAt @text(error: [⟦"< 10"⟧]) }'))


def test_a_misspelt_moment_is_suggested() -> None:
    assert_found("match-word", card('subscription { renewsAt @text(error: [⟦"pst"⟧]) }'), '"past"')


def test_a_boolean_is_compared_with_true_or_false() -> None:
    assert_found("match-word", card("features(first: 3) { enabled @badge(green: [⟦YES⟧]) }"))


def test_a_text_is_compared_with_texts() -> None:
    assert_found("match-word", card("name @badge(green: [⟦ALEX⟧])"))


def test_every_kind_with_its_words_is_fine() -> None:
    assert_fine(
        "match-word",
        card(
            'usage { apiRatio @badge(red: ["< 0.1"], grey: ["*"]) } subscription { '
            'renewsAt @text(error: ["past"], warning: ["within 7d"]) price '
            '@badge(green: ["> 100"]) } features(first: 3) { enabled @badge(green: '
            '[true]) } name @badge(green: ["Alex"])'
        ),
    )
