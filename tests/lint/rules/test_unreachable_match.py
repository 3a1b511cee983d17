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


def test_a_wider_threshold_before_is_found() -> None:
    text = 'usage { apiCalls @text(error: ["> 50"], warning: [⟦"> 80"⟧]) }'
    found = assert_found("unreachable-match", card(text))
    assert found.message.startswith('error: "> 50" takes all of this')
    text = 'subscription { price @badge(red: ["< 100"], yellow: [⟦"<= 99.99"⟧]) }'
    assert_found("unreachable-match", card(text))


def test_a_longer_time_before_is_found() -> None:
    text = 'subscription { renewsAt @text(error: ["within 30d"], warning: [⟦"within 7d"⟧]) }'
    assert_found("unreachable-match", card(text))
    text = 'subscription { renewsAt @text(muted: ["future"], warning: [⟦"within 7d"⟧]) }'
    assert_found("unreachable-match", card(text))


def test_two_colours_together_that_take_everything_are_found() -> None:
    text = 'usage { apiCalls @badge(red: ["< 5"], green: [">= 5"], grey: [⟦"> 7"⟧]) }'
    assert_found("unreachable-match", card(text))


def test_whole_numbers_have_none_between_them() -> None:
    text = 'usage { apiCalls @badge(red: ["> 3"], grey: [⟦">= 4"⟧]) }'
    assert_found("unreachable-match", card(text))


def test_thresholds_that_each_leave_something_are_fine() -> None:
    for text in (
        'usage { apiRatio @text(error: ["> 0.9"], warning: ["> 0.5"], success: [">= 0"]) }',
        'usage { apiRatio @badge(red: ["> 3"], grey: [">= 2.5"]) }',
        'contact { lastSeenAt @text(error: ["past"], warning: ["within 7d"], muted: ["future"]) }',
        'subscription { price @badge(red: ["< 10"], green: ["> 10"], grey: ["= 10"]) }',
        'usage { apiCalls @badge(red: ["> 50", "> 80"], grey: ["*"]) }',
    ):
        assert_fine("unreachable-match", card(text))
