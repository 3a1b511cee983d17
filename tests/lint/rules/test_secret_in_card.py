from tests.support.cards import assert_fine, assert_found, card


def test_a_payment_key_in_a_link_is_found() -> None:
    assert_found(
        "secret-in-card",
        card('name @link(label: "Open", url: "https://x.example/?key=⟦sk_live_abcdefgh1234⟧")'),
    )


def test_a_password_in_an_address_is_found() -> None:
    assert_found(
        "secret-in-card",
        card('name @link(label: "Open", url: "https⟦://admin:hunter22@⟧x.example/")'),
    )


def test_a_token_in_a_comment_is_found() -> None:
    assert_found(
        "secret-in-card",
        """query Q @card(title: "T") {
  # ⟦9f8e7d6c5b4a3f2e1d0c9b8a7f6e5d4c⟧
  customer { name @text } }""",
    )


def test_ids_and_words_are_fine() -> None:
    assert_fine(
        "secret-in-card",
        card(
            'name @link(label: "Open", url: '
            '"https://x.example/6f1ed002-ab5f-4c6e-8f5a-1b2c3d4e5f60/a-rather-long-path-of-words-and-dashes")'
        ),
    )
