from tests.support.cards import assert_fine, assert_found, card


def test_a_date_off_a_moment_is_found() -> None:
    assert_found("format-type", card("subscription { price ⟦@date⟧ @text }"), "@money")


def test_money_off_an_amount_is_found() -> None:
    assert_found("format-type", card("subscription { quantity ⟦@money⟧ @text }"), "@number")


def test_a_percentage_off_a_number_is_found() -> None:
    assert_found("format-type", card("name ⟦@percent⟧"))


def test_a_number_off_a_number_is_found() -> None:
    assert_found("format-type", card("subscription { startedAt ⟦@number⟧ }"), "@date")


def test_each_format_on_its_type_is_fine() -> None:
    assert_fine(
        "format-type",
        card(
            "subscription { startedAt @date price @money quantity @number } usage { "
            "apiRatio @percent }"
        ),
    )
