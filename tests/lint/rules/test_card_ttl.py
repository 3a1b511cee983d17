from tests.support.cards import assert_fine, assert_found, card, check_text


def test_a_ttl_without_unit_is_found() -> None:
    assert_found("card-ttl", card("name @text", header='title: "T", ttl: ⟦"300"⟧'), "300s")


def test_a_ttl_in_words_is_found() -> None:
    assert_found("card-ttl", card("name @text", header='title: "T", ttl: ⟦"5 minutes"⟧'), "5m")


def test_a_ttl_under_fifteen_seconds_is_found() -> None:
    assert_found("card-ttl", card("name @text", header='title: "T", ttl: ⟦"14s"⟧'))


def test_for_a_ttl_that_is_too_short_the_shortest_is_suggested() -> None:
    (found,) = check_text(card("name @text", header='title: "T", ttl: "5 seconds"'))
    assert (found.code, found.did_you_mean) == ("card-ttl", ("15s",))


def test_no_ttl_is_suggested_that_would_be_refused_too() -> None:
    (found,) = check_text(card("name @text", header='title: "T", ttl: "500 days"'))
    assert (found.code, found.did_you_mean) == ("card-ttl", ())


def test_a_ttl_over_a_year_is_found() -> None:
    assert_found("card-ttl", card("name @text", header='title: "T", ttl: ⟦"366d"⟧'))


def test_the_shortest_and_the_longest_are_fine() -> None:
    assert_fine("card-ttl", card("name @text", header='title: "T", ttl: "15s"'))


def test_a_year_is_fine() -> None:
    assert_fine("card-ttl", card("name @text", header='title: "T", ttl: "365d"'))
