from tests.support.cards import assert_fine, assert_found, card


def test_no_target_is_found() -> None:
    assert_found("workflow-target", card('name ⟦@workflow⟧(label: "Run")'))


def test_two_targets_are_found() -> None:
    assert_found("workflow-target", card('name ⟦@workflow⟧(label: "Run", id: "a", key: "b")'))


def test_one_target_is_fine() -> None:
    assert_fine("workflow-target", card('name @workflow(label: "Run", key: "refund")'))


def test_an_empty_key_is_found() -> None:
    assert_found("workflow-target", card('name @workflow(label: "Run", key: ⟦" "⟧)'))
