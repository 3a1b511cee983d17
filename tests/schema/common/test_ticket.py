"""Tickets and conversations, as the demo company's helpdesk has them."""

from aggregator.demo.personas import ALEX, ALEX_THREAD_EXTERNAL_ID
from tests.schema.common.conftest import Of
from tests.support.product import Product
from tests.support.selections import everything


async def test_tickets_and_conversations_with_everything_that_can_be_asked(of: Of) -> None:
    found = await of(
        ALEX,
        f"tickets(first: 20) {{ {everything('Ticket')} }} "
        f"conversations(first: 20) {{ {everything('Conversation')} }}",
    )
    assert found["tickets"]
    assert found["conversations"]
    created = [ticket["createdAt"] for ticket in found["tickets"]]
    assert created == sorted(created, reverse=True), "the source's own order, newest first"
    for ticket in found["tickets"]:
        assert ticket["source"] == "helpdesk"
        assert ticket["status"] in {"NEW", "OPEN", "PENDING", "SOLVED", "CLOSED"}
    for conversation in found["conversations"]:
        assert conversation["channel"] in {"EMAIL", "CHAT", "PHONE"}
        assert conversation["messages"] > 0


async def test_a_threads_ticket_is_one_of_the_helpdesks(product: Product) -> None:
    answer = await product.query(
        "{ thread { ticket { id subject } } }",
        extensions={"card": {"thread": {"externalId": ALEX_THREAD_EXTERNAL_ID}}},
    )
    assert answer.payload["data"]["thread"]["ticket"]["id"] == ALEX_THREAD_EXTERNAL_ID
