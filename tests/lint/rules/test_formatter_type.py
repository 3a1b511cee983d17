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


def test_a_function_on_a_count_must_be_a_numbers() -> None:
    list_ = 'tickets(first: 3) @each(heading: "%s tickets") { subject @text }'
    assert_found("formatter-type", card(list_ % "⟦{count|date}⟧"), "|number")
    assert_fine("formatter-type", card(list_ % "{count|number}"))


def test_the_styles_of_a_date_fit_a_date_alone() -> None:
    text = 'contact { lastSeenAt @text(text: "{lastSeenAt|relative}, {lastSeenAt|datetime}") }'
    assert_fine("formatter-type", card(text))
    assert_found("formatter-type", card('name @text(text: "⟦{name|relative}⟧")'))
