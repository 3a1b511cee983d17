import pytest

from tests.support.cards import assert_fine, assert_found, card, check_text


def test_both_are_found() -> None:
    assert_found(
        "skip-include",
        card("name @text ⟦@skip⟧(if: false) email @text ⟦@include⟧(if: true)"),
        "@when",
    )


def test_when_is_fine() -> None:
    assert_fine("skip-include", card('email name @when(field: "email") @text'))


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("@include(if: $enabled)", '@when(field: "enabled", is: true)'),
        ("@skip(if: $enabled)", '@when(field: "enabled", not: true)'),
        ("@include(if: $name)", '@when(field: "name")'),
        ("@skip(if: $name)", '@when(field: "name", not: ["*"])'),
    ],
)
def test_a_boolean_is_compared_and_of_another_field_it_is_asked_whether_it_is_there(
    written: str, right: str
) -> None:
    def features(shown: str) -> str:
        return card(f"features(first: 2) @each {{ enabled name name {shown} @text }}")

    [found] = check_text(features(written))
    assert (found.code, found.hint) == ("skip-include", f"Write {right}")
    assert_fine("skip-include", features(right))
