from tests.support.cards import assert_fine, assert_found, card


def test_a_value_with_two_colours_is_found() -> None:
    text = 'subscription { status @badge(green: [ACTIVE], red: [⟦ACTIVE⟧], grey: ["*"]) }'
    assert_found("unreachable-match", card(text))


def test_what_comes_after_everything_is_found() -> None:
    text = 'subscription { status @badge(grey: ["*"], red: [⟦PAST_DUE⟧, ⟦CANCELED⟧]) }'
    assert_found("unreachable-match", card(text))


def test_each_value_once_and_the_rest_last_is_fine() -> None:
    text = 'subscription { status @badge(green: [ACTIVE], red: [PAST_DUE], grey: ["*"]) }'
    assert_fine("unreachable-match", card(text))
