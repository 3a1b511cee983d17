from tests.support.cards import assert_fine, assert_found, card


def test_a_misspelt_directive_is_found_under_its_name_alone() -> None:
    assert_found("unknown-directive", card('name ⟦@rwo⟧(label: "Name")'), "@row")


def test_a_directive_from_elsewhere_is_found() -> None:
    assert_found("unknown-directive", card("name ⟦@client⟧ @text"))


def test_a_misspelt_card_is_found() -> None:
    assert_found(
        "unknown-directive", 'query Q ⟦@crad⟧(title: "T") { customer { name @text } }', "@card"
    )


def test_directives_of_the_language_are_fine() -> None:
    assert_fine("unknown-directive", card('name @row(label: "Name") @copy'))
