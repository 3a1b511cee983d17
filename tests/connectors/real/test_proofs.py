"""What the folders of connectors say was proven on a running server is proven there today."""

from datetime import date
from pathlib import Path

import pytest

from aggregator.demo.company import DemoCompany
from aggregator.demo.personas import ALEX, MANY_INVOICES, PAST_DUE
from aggregator.demo.setting import DemoService, demo_settings
from tests.support.proofs import proven, proven_with
from tests.support.servers.backlot import ADDRESSES, TOKEN, Backlot
from tests.support.servers.localstripe import KEY, LocalStripe

pytestmark = pytest.mark.real_time


async def test_stripe_is_proven_on_localstripe(localstripe: LocalStripe, tmp_path: Path) -> None:
    people = {"ada@example.com": "Pro", "bob@example.com": "Team"}
    for address, plan in people.items():
        customer = localstripe.customer(address)
        localstripe.subscribe(customer, localstripe.plan(plan, 2500, "eur"))
    table = {"url": localstripe.stripe.url, "credentials": {"token": KEY}}
    now, kept = await proven(tmp_path, "stripe", table, [*people], "localstripe 1.15")
    assert kept == now, "PROOFS=write"


async def test_hubspot_is_proven_on_backlot(backlot: Backlot, tmp_path: Path) -> None:
    table = {"url": backlot.hubspot, "credentials": {"token": TOKEN}}
    now, kept = await proven(tmp_path, "hubspot", table, ADDRESSES[:3], "backlot 0.1.0")
    assert kept == now, "PROOFS=write"


async def test_linear_is_proven_on_backlot(backlot: Backlot, tmp_path: Path) -> None:
    table = {"url": backlot.linear, "credentials": {"key": TOKEN}}
    now, kept = await proven(tmp_path, "linear", table, ADDRESSES[:3], "backlot 0.1.0")
    assert kept == now, "PROOFS=write"


async def test_those_of_the_demo_company_are_proven_on_its_systems(tmp_path: Path) -> None:
    people = [str(each.email) for each in (ALEX, PAST_DUE, MANY_INVOICES)]
    with DemoCompany(latency=0.0, customers=20, today=date(2026, 11, 22)) as company:
        settings = demo_settings(company, tmp_path, tmp_path / "cards", tmp_path / "graphql")
        service = DemoService(settings, company)
        await service.start()
        await service.stop()
        for name in company.sources:
            now, kept = await proven_with(settings, name, people, "the demo company", "fake")
            assert kept == now, "PROOFS=write"
