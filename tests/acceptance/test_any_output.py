"""Whatever sources return, Plain gets what it reads, and one broken card costs itself alone."""

from tests.support.any_output import hold_any_output


def test_any_source_output_is_answered_validly_and_card_by_card() -> None:
    hold_any_output(300)
