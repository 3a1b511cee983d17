import pytest

from tests.support.cards import assert_found, card, check_text


@pytest.mark.parametrize("key", ["my card", "plan.v2", "größe", "a" * 501])
def test_a_key_that_plain_would_refuse_is_found(key: str) -> None:
    assert_found("invalid-key", "⟦query⟧" + card("name @text")[5:], key=key)


def test_the_nearest_key_is_suggested() -> None:
    assert_found("invalid-key", "⟦query⟧" + card("name @text")[5:], "my-card", key="my card")


@pytest.mark.parametrize("key", ["plan-details", "Plan_2", "a" * 500])
def test_a_key_that_plain_takes_is_fine(key: str) -> None:
    assert "invalid-key" not in {each.code for each in check_text(card("name @text"), key)}
