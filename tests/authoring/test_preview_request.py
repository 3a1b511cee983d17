from pathlib import Path

from aggregator.authoring.preview_request import look
from aggregator.demo.company import DemoCompany
from aggregator.demo.setting import demo_settings
from aggregator.domain.customer import CustomerIds
from aggregator.domain.plain.request import CardRequest
from tests.support.product import ROOT, total


async def test_one_card_is_asked_for_and_heard_unredacted_and_nothing_is_kept(
    company: DemoCompany, tmp_path: Path
) -> None:
    kept = tmp_path / "recordings"
    settings = demo_settings(
        company, tmp_path, ROOT / "cards", ROOT / "graphql", record=0, recordings=kept
    )
    person = CustomerIds(external_id="customer-id-in-your-backend", email="alex@grocery.co")
    request = CardRequest(("usage",), person, None, None, settings.workspace_id)
    recording, milliseconds = await look(settings, request)
    assert recording.request["customer"]["email"] == "alex@grocery.co"
    assert len(recording.calls) == total(company.calls())
    assert recording.answers["usage"]["components"]
    assert milliseconds > 0
    assert not kept.exists()
