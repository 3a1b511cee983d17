from tests.support.cards import assert_fine, assert_found, card


def test_a_date_of_an_amount_is_found() -> None:
    assert_found(
        "formatter-type",
        card('subscription { price status @text(text: "x ⟦{price|date}⟧") }'),
        "|money",
    )


def test_a_fitting_function_is_fine() -> None:
    assert_fine(
        "formatter-type", card('subscription { renewsAt status @text(text: "{renewsAt|date}") }')
    )
