from tests.support.cards import assert_fine, assert_found, card


def test_the_second_query_is_found() -> None:
    assert_found(
        "two-operations",
        """query A @card(title: "T") { customer { name @text } }
query ⟦B⟧ @card(title: "T") { customer { name @text } }""",
    )


def test_one_query_is_fine() -> None:
    assert_fine("two-operations", card("name @text"))
