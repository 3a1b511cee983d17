from tests.support.cards import assert_fine, assert_found, card, check_text


def test_a_layout_directive_on_the_query_is_found() -> None:
    assert_found(
        "misplaced-directive", 'query Q @card(title: "T") ⟦@row⟧ { customer { name @text } }'
    )


def test_card_on_a_field_is_found() -> None:
    assert_found("misplaced-directive", card('name @text ⟦@card⟧(title: "T")'))


def test_a_component_on_an_inline_fragment_is_found() -> None:
    assert_found("misplaced-directive", card("... ⟦@badge⟧ { name @text }"))


def test_groups_on_inline_fragments_are_fine() -> None:
    assert_fine("misplaced-directive", card('... @section(title: "Who") { name @text }'))


def test_what_another_rule_says_is_not_said_twice() -> None:
    spread = check_text(
        'query Q @card(title: "T") { customer { ...Who @divider } } '
        "fragment Who on Customer { name @text }"
    )
    assert [each.code for each in spread] == ["directive-on-spread"]
    mutation = check_text('mutation M @card(title: "T") { customer { name @text } }')
    assert "misplaced-directive" not in {each.code for each in mutation}
