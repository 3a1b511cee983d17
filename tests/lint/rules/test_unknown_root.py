from tests.support.cards import assert_fine, assert_found


def test_a_root_that_the_schema_has_is_found_all_the_same() -> None:
    assert_found(
        "unknown-root",
        'query Q @card(title: "T") { ⟦customers⟧(first: 3) { totalCount } '
        "customer { name @text } }",
        "customer",
    )


def test_a_root_inside_an_inline_fragment_is_found() -> None:
    assert_found(
        "unknown-root",
        'query Q @card(title: "T") { ... { ⟦account⟧(by: {id: "1"}) { name @text } } }',
    )


def test_introspection_is_found() -> None:
    assert_found(
        "unknown-root",
        'query Q @card(title: "T") { ⟦__schema⟧ { description } customer { name @text } }',
    )


def test_a_misspelt_root_is_found_once() -> None:
    assert_found(
        "unknown-root", 'query Q @card(title: "T") { ⟦custmer⟧ { name @text } }', "customer"
    )


def test_thread_and_tenant_are_fine() -> None:
    assert_fine(
        "unknown-root",
        'query Q @card(title: "T") { thread { id @text } tenant { account { name @text } } }',
    )
