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


def test_fields_of_the_braces_around_are_in_reach() -> None:
    assert_fine("unknown-path", card('name subscription { status @text(text: "{name}") }'))
    assert_fine(
        "unknown-path",
        card('account { name } invoices(first: 1) { number @when(field: "account.name") @text }'),
    )
    thread = "} thread { externalId"
    assert_fine("unknown-path", card('name @text(text: "{thread.externalId}") ' + thread))


def test_another_list_or_an_item_of_it_is_not_in_reach() -> None:
    card_ = card(
        "tickets(first: 1) { subject @text } "
        'invoices(first: 1) { number @text(text: "{⟦subject⟧}") }'
    )
    assert_found("unknown-path", card_)
    card_ = card(
        "tickets(first: 1) { subject @text } "
        'invoices(first: 1) { number @text(text: "{⟦tickets⟧.subject}") }'
    )
    assert "is a list" in assert_found("unknown-path", card_).message


def test_the_nearest_braces_with_the_first_name_decide() -> None:
    card_ = card('account { name } contact { account: owner { email } name @text(text: "{%s}") }')
    assert_fine("unknown-path", card_.replace("%s", "account.email"))
    found = assert_found("unknown-path", card_.replace("%s", "account.⟦name⟧"))
    assert found.message == '"name" is not selected in the braces of "account"'


def test_a_field_that_is_not_selected_around_says_where_to_select_it() -> None:
    found = assert_found("unknown-path", card('subscription { status @text(text: "{⟦name⟧}") }'))
    assert found.hint == 'The schema has "name" around this: select it in the braces of Customer.'


def test_where_looks_into_the_braces_of_its_list_alone() -> None:
    list_ = '(first: 500) @where(field: "%s", is: ["a"]) { subject @text }'
    assert_fine("unknown-path", card("tickets" + list_ % "subject"))
    assert_found("unknown-path", card("tickets" + list_ % "⟦subjct⟧"), "subject")
    found = assert_found("unknown-path", card("name tickets" + list_ % "⟦name⟧"))
    assert found.message == (
        '"name" is not selected in the braces of its list, in which @where looks'
    )


def test_the_count_of_a_list_is_known_to_its_heading_and_to_more() -> None:
    list_ = "tickets(first: 9) @each(max: 1, heading: %s) { subject @text }"
    assert_fine("unknown-path", card("name " + list_ % '"{count}", more: "{count} of {name}"'))
    assert_found("unknown-path", card(list_ % '"{⟦coun⟧}"'), "count")
    assert_found("unknown-path", card(list_ % '"a", more: "{⟦left⟧} more"'))
    assert_found("unknown-path", card(list_ % '"a", empty: "{⟦count⟧}"'))


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
    assert found.hint == 'The schema has "phone" there: select it in the braces of "contact".'
