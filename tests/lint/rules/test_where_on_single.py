from tests.support.cards import assert_fine, assert_found, card, check_text


def test_where_on_an_object_or_a_value_is_found() -> None:
    assert_found("where-on-single", card('account ⟦@where⟧(field: "name") { name @text }'), "@when")
    assert_found("where-on-single", card('name ⟦@where⟧(is: ["a"]) @text'))


def test_where_on_a_group_is_misplaced_alone() -> None:
    found = check_text(card('... @where(field: "name") { name @text }'))
    assert [each.code for each in found] == ["misplaced-directive"]


def test_where_on_a_list_is_fine() -> None:
    assert_fine(
        "where-on-single", card('tickets(first: 500) @where(field: "subject") { subject @text }')
    )
