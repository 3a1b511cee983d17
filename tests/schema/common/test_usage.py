"""Usage, seats, features and incidents, as the demo company's product has them."""

from aggregator.demo.personas import ALEX, EXTERNAL_ONLY
from tests.schema.common.conftest import Of
from tests.support.selections import everything


async def test_usage_seats_features_and_incidents_with_everything_that_can_be_asked(
    of: Of,
) -> None:
    found = await of(
        ALEX,
        f"usage {{ {everything('Usage')} }} seats {{ {everything('Seats')} }} "
        f"features {{ {everything('Feature')} }} incidents {{ {everything('Incident')} }}",
    )
    usage, seats = found["usage"], found["seats"]
    assert usage["apiRatio"] == usage["apiCalls"] / usage["apiLimit"]
    assert usage["health"] in {"GOOD", "AT_RISK", "POOR"}
    assert (seats["source"], seats["ratio"]) == ("product", seats["used"] / seats["included"])
    assert {type(feature["enabled"]) for feature in found["features"]} == {bool}
    assert found["incidents"]
    for incident in found["incidents"]:
        assert incident["severity"] in {"MINOR", "MAJOR", "CRITICAL"}
        assert (incident["resolvedAt"] is not None) == (incident["status"] == "RESOLVED")


async def test_somebody_with_an_external_id_alone_has_usage(of: Of) -> None:
    assert (await of(EXTERNAL_ONLY, "usage { apiCalls }"))["usage"] is not None
