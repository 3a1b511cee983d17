from tests.support.cards import assert_fine, assert_found, card


def test_the_second_format_is_found() -> None:
    assert_found("two-formats", card("subscription { price @money ⟦@number⟧ @text }"))


def test_one_format_is_fine() -> None:
    assert_fine("two-formats", card("subscription { price @money @text }"))
