from tests.support.cards import assert_fine, assert_found


def test_a_mutation_is_found_under_its_word() -> None:
    assert_found("not-a-query", '⟦mutation⟧ Q @card(title: "T") { customer { name } }', "query")


def test_a_subscription_is_found_under_its_word() -> None:
    assert_found("not-a-query", "⟦subscription⟧ { customer { name } }", "query")


def test_a_query_without_the_word_is_a_query() -> None:
    assert_fine("not-a-query", 'query @card(title: "T") { customer { name @text } }')
