"""A subscription and its plan, as the demo company's billing has them."""

from aggregator.demo.personas import ALEX, NO_SUBSCRIPTION, NOT_IN_BILLING, PAST_DUE
from tests.schema.common.conftest import Of
from tests.support.selections import everything


async def test_a_subscription_with_everything_that_can_be_asked(of: Of) -> None:
    selection = f"subscription {{ {everything('Subscription')} plan {{ {everything('Plan')} }} }}"
    found = (await of(ALEX, selection))["subscription"]
    assert (found["source"], found["status"]) == ("billing", "ACTIVE")
    assert found["price"].endswith(" USD")
    assert found["renewsAt"].endswith("+00:00")
    assert found["canceledAt"] is None
    assert found["url"].startswith("https://")
    assert found["plan"]["name"] == "Enterprise"
    assert found["plan"]["interval"] in {"MONTH", "YEAR"}
    assert found["plan"]["features"]


async def test_where_a_subscription_stands(of: Of, refused: Of) -> None:
    assert (await of(PAST_DUE, "subscription { status }"))["subscription"]["status"] == "PAST_DUE"
    assert (await of(NO_SUBSCRIPTION, "subscription { status }"))["subscription"] is None
    assert await refused(NOT_IN_BILLING, "subscription { status }") == "NO_SOURCE_ID"
