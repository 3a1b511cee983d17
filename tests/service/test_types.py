"""Types while serving: cards follow a field that is added, renamed or removed."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import structlog

from aggregator.upstream.source import SourceClient, build_source
from tests.support.changing_types import (
    NAME,
    SIZE,
    STEPS,
    connect,
    garage,
    is_whole,
    shown,
    write_card,
)
from tests.support.fleet import MANIFEST, TYPES, write_fleet
from tests.support.served_home import Home


def answer(request: httpx.Request) -> httpx.Response:
    asked = (value for _, value in request.url.params.multi_items())
    return httpx.Response(200, json=garage(request.url.path, asked))


@pytest.fixture
async def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Home]:
    home = Home(tmp_path)

    def built(*given: Any, **more: Any) -> SourceClient:
        return build_source(*given, **{**more, "transport": httpx.MockTransport(answer)})

    monkeypatch.setattr("aggregator.service.snapshot.build_source", built)
    home.service._reloader._pause = 0
    connect(home, "http://garage.example")
    yield home
    await home.service.stop()


def declare(home: Home, types: str | None = TYPES, manifest: str = MANIFEST) -> None:
    write_fleet(home.folder / "connectors", types, manifest)


VEHICLES = 'vehicles(first: 5) { plate @row(label: "Plate") drive @badge fleet { name @text } }'


async def test_a_card_shows_what_a_type_of_ones_own_holds(home: Home) -> None:
    declare(home)
    write_card(home, f"{NAME} {SIZE} {VEHICLES}")
    await home.service.start()
    text = await shown(home)
    for each in ("North", "12", "AB 1", "Electric"):
        assert f'"{each}"' in text
    assert '"seats"' in await home.labels()


async def test_a_plain_field_of_a_core_type_is_read_from_the_record_that_gives_the_type(
    home: Home,
) -> None:
    declare(home)
    home.card.with_name("lead.graphql").write_text(
        'query Lead @card(title: "Lead") { customer { contact { lifecycleStage @text } } }\n'
    )
    await home.service.start()
    assert '"lead"' in await shown(home, "lead")


async def test_a_whole_number_over_32_bits_costs_its_field_and_nothing_else(home: Home) -> None:
    declare(home)
    home.card.with_name("lead.graphql").write_text(
        'query Lead @card(title: "Lead") { customer { contact { '
        'lifecycleStage @row(label: "Stage") score @row(label: "Score") @number } } }\n'
    )
    await home.service.start()
    text = await shown(home, "lead")
    assert '"lead"' in text
    assert "2147483648" not in text
    assert "could not be read" in text


async def test_a_card_that_wants_a_field_mends_itself_when_the_field_arrives(home: Home) -> None:
    declare(home)
    write_card(home, f'{NAME} stage @row(label: "Stage")')
    await home.service.start()
    assert list(home.service.snapshot.catalog.broken) == ["fleet"]
    declare(
        home,
        TYPES.replace("  size: Int\n", "  size: Int\n  stage: String\n"),
        MANIFEST.replace("      size: size\n", "      size: size\n      stage: stage\n"),
    )
    assert '"lead"' in await shown(home)
    assert dict(home.service.snapshot.catalog.broken) == {}


async def test_a_card_whose_field_is_gone_is_named_and_shows_none_of_its_rows(home: Home) -> None:
    declare(home)
    write_card(home, f"{NAME} {SIZE}")
    await home.service.start()
    assert '"12"' in await shown(home)
    declare(
        home,
        TYPES.replace("size: Int", "seats: Int"),
        MANIFEST.replace("size: size", "seats: size"),
    )
    with structlog.testing.capture_logs() as logs:
        text = await shown(home)
    assert "North" not in text
    assert "No fleet" not in text
    catalog = home.service.snapshot.catalog
    assert (list(catalog.broken), "fleet" in catalog.cards) == (["fleet"], False)
    (found,) = [line["finding"] for line in logs if line["event"] == "card_finding"]
    assert 'Fleet has no field "size"' in found
    assert "1 broken" in (await home.service.ready())["cards"]
    declare(home)
    assert '"12"' in await shown(home)


async def test_types_that_break_go_on_as_they_were_and_are_named(home: Home) -> None:
    declare(home)
    write_card(home, f"{NAME} {SIZE}")
    await home.service.start()
    before = home.service.snapshot
    declare(home, TYPES.replace("size: Int", "size: Integer"))
    with structlog.testing.capture_logs() as logs:
        assert '"12"' in await shown(home)
    assert (await home.service.ready())["connectors"] == "broken: garage"
    (found,) = [line["finding"] for line in logs if line["event"] == "connector_finding"]
    assert "garage/types.graphql:10:9: error: There is no type Integer" in found
    assert home.service.snapshot.catalog.cards["fleet"] is before.catalog.cards["fleet"]


async def test_sources_of_other_connectors_keep_their_connections(home: Home) -> None:
    declare(home)
    await home.service.start()
    before = home.service.snapshot.sources["default", "garage"]
    write_fleet(
        home.folder / "connectors",
        "type Note { id: ID! }\nextend type Customer { note: Note }\n",
        MANIFEST[: MANIFEST.index("  vehicles:")].replace("Customer.fleet", "Customer.note")
        .split("      name:")[0].replace("    keys: {fleet: id}\n", ""),
        "notes",
    )  # fmt: skip
    await home.labels()
    assert "notes" in home.service.snapshot.world.connectors
    assert home.service.snapshot.sources["default", "garage"] is before


async def test_while_types_change_no_request_fails_and_none_shows_what_is_not(home: Home) -> None:
    """A card is whole, or it is named as broken: it never says that there is no fleet."""
    declare(home)
    write_card(home, f"{NAME} {SIZE}")
    write_card(home, NAME, "names")
    await home.service.start()
    seen: list[tuple[str, str]] = []

    async def ask(key: str) -> None:
        seen.append((key, await shown(home, key)))

    for _, types, manifest in STEPS:
        before = [asyncio.create_task(ask(key)) for key in ("fleet", "names", "seats") * 4]
        await asyncio.sleep(0)  # they are under way
        declare(home, types, manifest)
        after = [asyncio.create_task(ask(key)) for key in ("fleet", "names", "seats") * 4]
        await asyncio.gather(*before, *after)
    assert len(seen) == 24 * len(STEPS)
    for key, text in seen:
        if key == "seats":
            continue
        assert is_whole(key, text) or "mistake" in text, text
        assert "No fleet" not in text
    assert "12" in await shown(home)
