"""What the folders of connectors say was proven on a running server is proven there today."""

from pathlib import Path

import pytest

from tests.support.proofs import proven
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
