"""Connectors while serving: added, changed, broken and removed, and what sources have of them."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import structlog

from aggregator.domain.errors import SettingsError
from tests.support.manifests import GOOD, write_manifest
from tests.support.served_home import Home, served

CARD = """\
query Plan @card(title: "Plan") { customer { subscription { status @row(label: "Status") } } }
"""
TABLE = """
[sources.shop]
connector = "shop"
url = "http://127.0.0.1:9"
credentials = {token = "t"}
"""


@pytest.fixture
async def home(tmp_path: Path) -> AsyncIterator[Home]:
    home = Home(tmp_path)
    home.card.with_name("plan.graphql").write_text(CARD)
    home.service._reloader._pause = 0
    yield home
    await home.service.stop()


def connect(home: Home) -> None:
    with (home.folder / "aggregator.toml").open("a") as file:
        file.write(TABLE)
    home.service._settings = home.loader.load()


def manifest(home: Home, text: str = GOOD) -> Path:
    return write_manifest(home.folder / "connectors", text)


async def plan_card(home: Home) -> str:
    (card,) = json.loads(await home.labels(key="plan"))["cards"]
    return json.dumps(card)


async def test_a_new_one_is_in_the_next_snapshot_and_a_removed_one_is_not(home: Home) -> None:
    await home.service.start()
    before = home.service.snapshot.world
    file = manifest(home)
    await home.labels()
    after = home.service.snapshot.world
    assert "shop" in after.connectors
    assert after.fingerprint != before.fingerprint
    file.unlink()
    await home.labels()
    assert home.service.snapshot.world.fingerprint == before.fingerprint


async def test_a_changed_one_makes_its_sources_anew(home: Home) -> None:
    manifest(home)
    connect(home)
    await home.service.start()
    before = home.service.snapshot.sources["default", "shop"]
    await home.labels()
    assert home.service.snapshot.sources["default", "shop"] is before
    manifest(home, GOOD.replace("max: 50", "max: 5"))
    await home.labels()
    after = home.service.snapshot.sources["default", "shop"]
    assert after is not before
    assert after.connector.lookups[1].batch.max == 5


async def test_one_that_breaks_goes_on_as_it_was_and_is_named(home: Home) -> None:
    manifest(home)
    connect(home)
    await home.service.start()
    before = home.service.snapshot
    manifest(home, GOOD.replace("records: data", "recrods: data"))
    with structlog.testing.capture_logs() as logs:
        await home.labels()
    after = home.service.snapshot
    assert after.sources == before.sources
    assert after.catalog.cards["seats"] is before.catalog.cards["seats"]
    assert (await home.service.ready())["connectors"] == "broken: shop"
    (first, *_) = [line["finding"] for line in logs if line["event"] == "connector_finding"]
    assert "shop/connector.yaml:8:5: error:" in first
    manifest(home)
    await home.labels()
    assert "connectors" not in await home.service.ready()


async def test_a_broken_one_that_no_source_uses_stops_nothing(home: Home) -> None:
    manifest(home, "nonsense")
    await home.service.start()
    assert '"seats"' in await home.labels()
    assert list(home.service.snapshot.world.broken) == ["shop"]
    assert "sources" not in await home.service.ready()


async def test_a_source_whose_connector_is_broken_is_named_and_its_fields_are_not_connected(
    home: Home,
) -> None:
    manifest(home, "nonsense")
    connect(home)
    with structlog.testing.capture_logs() as logs:
        await home.service.start()
    told = [line for line in logs if line["event"] == "source_not_connected"]
    assert [(line["source"], line["connector"]) for line in told] == [("shop", "shop")]
    assert (await home.service.ready())["sources"] == "not connected: shop"
    assert "not connected" in await plan_card(home)
    assert "not connected" not in await home.labels()
    manifest(home)
    await home.labels()
    assert ("default", "shop") in home.service.snapshot.sources


async def test_one_that_is_removed_while_a_source_needs_it_leaves_the_rest_serving(
    home: Home,
) -> None:
    file = manifest(home)
    connect(home)
    await home.service.start()
    before = served(home).fingerprint
    file.unlink()
    home.save("Places")
    await home.labels()
    assert served(home).fingerprint != before
    assert (await home.service.ready())["sources"] == "not connected: shop"


async def test_a_connector_that_never_was_is_refused_at_the_start(home: Home) -> None:
    connect(home)
    with pytest.raises(SettingsError, match=r"no connector 'shop'. Use one of: billing, crm"):
        await home.service.start()
