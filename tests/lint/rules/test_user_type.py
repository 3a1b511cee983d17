from tests.support.cards import assert_fine, assert_found, card


def test_a_user_by_what_is_no_text_is_found() -> None:
    assert_found("user-type", card("account { tier ⟦@user⟧ employees ⟦@user⟧ createdAt ⟦@user⟧ }"))


def test_a_user_by_an_address_or_an_id_is_fine() -> None:
    assert_fine("user-type", card("email @user id @user(by: USER) name @user"))
