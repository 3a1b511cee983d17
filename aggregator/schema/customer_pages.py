"""A page of customers, as a connection."""

import strawberry

from aggregator.directory.values import CustomerPage
from aggregator.domain.customer import CustomerIds
from aggregator.schema.customer import Customer
from aggregator.schema.page_info import PageInfo


@strawberry.type(description="A customer at their place in a list.")
class CustomerEdge:
    cursor: str = strawberry.field(description="This place in the list.")
    node: Customer = strawberry.field(description="The customer.")


@strawberry.type(description="A page of customers, in the order that was asked for.")
class CustomerConnection:
    edges: list[CustomerEdge] = strawberry.field(description="The customers at their places.")
    nodes: list[Customer] = strawberry.field(description="The customers alone.")
    page_info: PageInfo = strawberry.field(description="Where this page ends.")
    total_count: int = strawberry.field(description="How many there are over all pages.")


def customer_connection(page: CustomerPage, after: str | None) -> CustomerConnection:
    """Give a page of the directory as the graph has it; `after`: what it was asked with."""
    nodes = [Customer.of(CustomerIds(customer_id=match.id), match) for match in page.matches]
    return CustomerConnection(
        edges=[
            CustomerEdge(cursor=at, node=node) for at, node in zip(page.cursors, nodes, strict=True)
        ],
        nodes=nodes,
        page_info=PageInfo(
            has_next_page=page.has_next,
            has_previous_page=after is not None,
            start_cursor=page.cursors[0] if page.matches else None,
            end_cursor=page.end,
        ),
        total_count=page.total,
    )
