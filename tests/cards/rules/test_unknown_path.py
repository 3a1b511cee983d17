from tests.support.cards import assert_fine, assert_found, card


def test_a_misspelt_path_is_found_inside_the_text() -> None:
    assert_found(
        "unknown-path",
        card(
            'subscription { status id @link(label: "Open {⟦staus⟧}", url: '
            '"https://x.example/{id}") }'
        ),
        "status",
    )


def test_only_the_wrong_name_of_a_path_is_marked() -> None:
    assert_found(
        "unknown-path",
        card(
            'subscription { plan { name } id @link(label: "Open", url: '
            '"https://x.example/{plan.⟦nam⟧}") }'
        ),
        "name",
    )


def test_a_misspelt_condition_is_found_inside_the_text() -> None:
    assert_found(
        "unknown-path",
        card('subscription { status id @when(field: "⟦statsu⟧", is: [ACTIVE]) @text }'),
        "status",
    )


def test_after_escapes_the_caret_is_still_right() -> None:
    assert_found("unknown-path", card(r'name @row(label: "\"\u00e9\u{1F600}\n{⟦nmae⟧}")'), "name")


def test_in_a_block_text_the_caret_is_on_its_line() -> None:
    assert_found(
        "unknown-path",
        card('''name @text(text: """
      Hello
        dear {⟦nmae⟧}
      """)'''),
        "name",
    )


def test_a_field_of_the_braces_around_is_not_in_reach() -> None:
    assert_found("unknown-path", card('name subscription { status @text(text: "{⟦name⟧}") }'))


def test_a_path_to_an_object_is_found() -> None:
    assert_found(
        "unknown-path",
        card('subscription { plan { name @text } status @text(text: "{⟦plan⟧}") }'),
        "plan.name",
    )


def test_a_path_through_a_list_is_found() -> None:
    assert_found(
        "unknown-path",
        card('name @text(text: "{⟦invoices⟧.number}") invoices(first: 3) { number @text }'),
    )


def test_an_alias_is_the_name_to_use() -> None:
    assert_found("unknown-path", card('who: name email @text(text: "{⟦name⟧}")'))


def test_paths_downwards_and_through_groups_are_fine() -> None:
    assert_fine(
        "unknown-path",
        card(
            '... { email } subscription { plan { name } } name @text(text: "{email} '
            '{subscription.plan.name}")'
        ),
    )


def test_a_field_that_is_only_not_selected_says_to_select_it() -> None:
    found = assert_found("unknown-path", card('name @row(label: "{⟦email⟧} x")'))
    assert found.hint == 'The schema has "email" here: select it in these braces.'
    found = assert_found(
        "unknown-path", card('id @text(text: "{contact.⟦phone⟧}") contact { name }')
    )
    assert found.hint == 'The schema has "phone" here: select it in these braces.'
