"""What a running service owes to those who are on their way when something is taken from it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from graphql import validate

from aggregator.demo.company import DemoCompany
from aggregator.domain.customer import CustomerIds
from aggregator.domain.errors import Overloaded, SignatureError
from aggregator.domain.plain.request import CardRequest
from aggregator.schema import limits
from aggregator.schema.endpoint import GraphQLRequest
from aggregator.service import Service
from tests.support.product import make_service

OPERATION = GraphQLRequest("{ __typename }", {}, None, {}, read_only=True)


@pytest.fixture
async def service(company: DemoCompany, tmp_path: Path) -> AsyncIterator[Service]:
    (tmp_path / "other").mkdir()
    service = make_service(
        company,
        tmp_path,
        workspaces={"other": {"cards": str(tmp_path / "other")}},
        tokens=[{"name": "o", "role": "viewer", "secret": "other", "workspace": "other"}],
    )
    await service.start()
    yield service
    await service.stop()


def without_other(service: Service) -> None:
    """Serve from now on what settings without the second workspace come to."""
    before = service.snapshot
    alone = before.settings.model_copy(update={"workspaces": {}, "tokens": ()})
    service._swap(service._build(alone, before))


async def test_a_renewal_for_a_workspace_that_is_gone_keeps_no_permit(service: Service) -> None:
    without_other(service)
    await service._renew(CardRequest(("a",), CustomerIds(email="a@b.example"), None, None, "other"))
    assert service._admission.enter("default") is not None
    assert service._admission.executing == 1


async def test_a_token_whose_workspace_went_while_the_body_came_proves_nothing(
    service: Service,
) -> None:
    token = service.token("Bearer other")
    assert token is not None
    without_other(service)
    with pytest.raises(SignatureError):
        await service.query(OPERATION, token, "R")
    with pytest.raises(SignatureError):
        service.enter_api(token)


async def test_calls_of_the_api_take_nothing_of_what_cards_have(service: Service) -> None:
    token = service.token("Bearer other")
    assert token is not None
    held = [service.enter_api(token) for _ in range(service.snapshot.settings.limits.api.at_once)]
    with pytest.raises(Overloaded):
        service.enter_api(token)
    assert service._admission.executing == service._operations.executing == 0
    with held[0]:
        pass
    service.enter_api(token)


async def test_a_source_retired_just_before_the_end_is_closed(service: Service) -> None:
    [billing] = [each for (_, name), each in service.snapshot.sources.items() if name == "billing"]
    closed = asyncio.Event()

    async def close() -> None:
        closed.set()

    billing.close = close  # type: ignore[method-assign]  # tells that it was called
    before = service.snapshot
    service._swap(service._build(before.settings.model_copy(update={"sources": {}}), before))
    await service.stop()
    assert closed.is_set()


async def test_an_operation_that_is_sent_again_is_validated_once_and_anew_in_another_schema(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    validated = []

    def counted(*args: Any, **kwargs: Any) -> Any:
        validated.append(args)
        return validate(*args, **kwargs)

    monkeypatch.setattr(limits, "validate", counted)
    token = service.token("Bearer other")
    assert token is not None
    for reference in ("A", "B"):
        assert (await service.query(OPERATION, token, reference)).payload["data"]
    assert len(validated) == 1
    before = service.snapshot
    service._swap(replace(before, world=replace(before.world, fingerprint="another")))
    assert (await service.query(OPERATION, token, "C")).executed
    assert len(validated) == 2
