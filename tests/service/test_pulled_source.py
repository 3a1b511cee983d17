"""A source is pulled from with a client of its own, and never while it asked cards to wait."""

from collections.abc import Mapping

import pytest
from pydantic import SecretStr

from aggregator.domain.errors import InvalidRequest, SourceRateLimited, SourceUnavailable
from aggregator.domain.lookup import Connector
from aggregator.service.pulled_source import pulled_source
from aggregator.settings import Settings
from aggregator.settings.workspace import SourceSettings
from tests.support.pulled_crm import CONNECTOR
from tests.support.still_loop import loop_time

CONNECTORS: Mapping[str, Connector] = {"crm": CONNECTOR}


@pytest.fixture
def settings() -> Settings:
    nobody = "http://127.0.0.1:9"
    return Settings(
        header_secrets=[SecretStr("s")],
        sources={"crm": SourceSettings(connector="crm", url=nobody)},
    )


async def test_nothing_is_read_while_cards_leave_the_source_alone(settings: Settings) -> None:
    waits = [30.0, 0.0]
    opened = pulled_source(
        settings, settings.workspace_id, "crm", CONNECTORS, loop_time, lambda: waits.pop(0)
    )
    async with opened as source:
        [(_, _, people)] = [each for each in source.lists() if each[0] == "people"]
        with pytest.raises(SourceRateLimited, match="asked cards to wait 30 s longer") as told:
            await source.read(people, None, None)
        assert told.value.after == 30.0
        with pytest.raises(SourceUnavailable):
            await source.read(people, None, None)


async def test_a_source_that_is_not_in_the_settings_is_told_with_those_that_are(
    settings: Settings,
) -> None:
    with pytest.raises(InvalidRequest, match=r"no source erp\. Fix: one of .*: crm"):
        async with pulled_source(settings, settings.workspace_id, "erp", CONNECTORS):
            pass
