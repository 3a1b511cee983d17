from tests.support.cards import assert_fine, assert_found, card


def test_the_inner_box_is_found() -> None:
    assert_found(
        "box-in-box",
        card(
            '... @section(box: true) { subscription @section(title: "S", ⟦box⟧: '
            "true) { status @text } }"
        ),
    )


def test_a_section_without_a_box_in_a_box_is_fine() -> None:
    assert_fine(
        "box-in-box",
        card(
            '... @section(box: true) { subscription @section(title: "S", box: '
            "false) { status @text } }"
        ),
    )
