from tests.support.cards import assert_fine, assert_found, card


def test_a_number_for_a_text_is_found() -> None:
    assert_found("wrong-value", card("name @row(label: ⟦3⟧)"))


def test_a_text_for_a_number_is_found() -> None:
    assert_found("wrong-value", card('invoices(first: ⟦"3"⟧) { number @text }'))


def test_a_null_for_a_required_text_is_found() -> None:
    assert_found("wrong-value", card("name @default(text: ⟦null⟧) @text"))


def test_values_of_the_right_type_are_fine() -> None:
    assert_fine("wrong-value", card('usage { apiRatio @percent(digits: 1) @row(label: "API") }'))


def test_quotation_marks_that_are_missing_or_too_many_are_suggested() -> None:
    assert_found("wrong-value", card("name @text", header="title: ⟦Plan⟧"), '"Plan"')
    assert_found("wrong-value", card("name @text", header='title: "T", ttl: ⟦60⟧'), '"60s"')
    assert_found("wrong-value", card('usage { apiRatio @number(digits: ⟦"2"⟧) }'), "2")
    assert_found("wrong-value", card('name @text(markdown: ⟦"True"⟧)'), "true")


def test_a_number_for_an_enum_tells_its_values() -> None:
    found = assert_found("wrong-value", card("name @text(size: ⟦3⟧)"))
    assert found.hint == "It has: S, M, L."
    assert "Did you mean" not in found.message
