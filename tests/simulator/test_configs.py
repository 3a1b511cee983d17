from aggregator.simulator.configs import Header, PlainWorkspace
from tests.support.local_plain import card


def test_enabled_cards_are_shown_by_order_then_id() -> None:
    cards = (
        card("c", order=2, id="cc_2"),
        card("b", order=2, id="cc_1"),
        card("a", order=1, id="cc_9"),
        card("off", order=0, is_enabled=False),
    )
    assert [it.key for it in PlainWorkspace(cards).shown] == ["a", "b", "c"]


def test_secrets_are_in_no_repr() -> None:
    headers = [("Authorization", "Bearer hunter2")]
    workspace = PlainWorkspace((card("a", headers=headers),), signing_secret="hunter2")
    assert "hunter2" not in repr(workspace)
    assert workspace.cards[0].headers == (Header("Authorization", "Bearer hunter2"),)
