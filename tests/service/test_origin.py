"""What makes a copy of a card useless: another system, another account of it, other rules."""

from pathlib import Path
from typing import Any

import pytest

from aggregator.service.origin import origin_of
from aggregator.settings import WorkspaceSettings
from tests.support.served_home import Home

BILLING = {"connector": "billing", "url": "https://one.example", "credentials": {"key": "k1"}}


def origin(world: str = "w", billing: dict[str, Any] = BILLING, **settings: Any) -> str:
    given = {"sources": {"billing": billing}, **settings}
    return origin_of(world, WorkspaceSettings.model_validate(given))


@pytest.mark.parametrize(
    "other",
    [
        origin("another world"),
        origin(billing={**BILLING, "url": "https://two.example"}),
        origin(billing={**BILLING, "credentials": {"key": "k2"}}),
        origin(billing={**BILLING, "options": {"region": "eu"}}),
        origin(billing={**BILLING, "connector": "crm"}),
        origin(sources={}),
        origin(sources={"invoices": BILLING}),
        origin(unlinked_ids="together"),
        origin(identity_order=["external_id", "plain_id", "email"]),
        origin(time_zone="Europe/Berlin"),
    ],
)
def test_answers_from_elsewhere_have_another_origin(other: str) -> None:
    assert other != origin()


def test_who_may_ask_and_whom_to_call_change_nothing() -> None:
    assert origin(billing={**BILLING, "owner": "#oncall", "share_window": 0.005}) == origin()
    assert origin(signing_secrets=["a"], quota={"per_minute": 5}, cards="elsewhere") == origin()


async def test_a_reload_gives_the_workspace_its_new_origin(tmp_path: Path) -> None:
    home = Home(tmp_path)
    await home.service.start()
    try:
        before = home.service.snapshot.workspace.origin
        home.configure(unlinked_ids="together")
        await home.labels()
        assert home.service.snapshot.workspace.origin != before
    finally:
        await home.service.stop()
