from tests.support.cards import assert_fine, assert_found, card


def test_a_relative_date_on_a_long_lived_card_is_found() -> None:
    assert_found(
        "relative-date-ttl",
        card("subscription { renewsAt @date(style: ⟦RELATIVE⟧) }", header='title: "T", ttl: "2m"'),
    )


def test_a_minute_is_fine() -> None:
    assert_fine(
        "relative-date-ttl",
        card("subscription { renewsAt @date(style: RELATIVE) }", header='title: "T", ttl: "60s"'),
    )


def test_a_relative_date_in_a_text_is_found_too() -> None:
    text = 'contact { lastSeenAt @text(text: "seen %s") }'
    assert_found(
        "relative-date-ttl",
        card(text % "⟦{lastSeenAt|relative}⟧", header='title: "T", ttl: "1h"'),
    )
    assert_fine(
        "relative-date-ttl", card(text % "{lastSeenAt|relative}", header='title: "T", ttl: "1m"')
    )
