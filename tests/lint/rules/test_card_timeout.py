from tests.support.cards import assert_fine, assert_found, card


def test_more_than_ten_seconds_are_found() -> None:
    assert_found("card-timeout", card("name @text", header='title: "T", timeout: ⟦"11s"⟧'))


def test_what_is_no_duration_is_found() -> None:
    assert_found("card-timeout", card("name @text", header='title: "T", timeout: ⟦"slow"⟧'))


def test_nothing_at_all_is_found() -> None:
    assert_found("card-timeout", card("name @text", header='title: "T", timeout: ⟦"0s"⟧'))


def test_ten_seconds_are_fine() -> None:
    assert_fine("card-timeout", card("name @text", header='title: "T", timeout: "10s"'))
