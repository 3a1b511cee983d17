from tests.support.cards import assert_fine, assert_found, card


def test_each_kind_alone_on_a_leaf_is_found() -> None:
    assert_found(
        "decoration-alone",
        card(
            'name ⟦@note⟧(text: "x") email ⟦@divider⟧ externalId ⟦@spacer⟧ id '
            '⟦@when⟧ plainId ⟦@default⟧(text: "-")'
        ),
    )


def test_around_something_shown_it_is_fine() -> None:
    assert_fine("decoration-alone", card('name @divider @note(text: "x") @text'))


def test_on_an_object_it_is_fine() -> None:
    assert_fine("decoration-alone", card("subscription @divider { status @text }"))
