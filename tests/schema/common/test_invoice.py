"""Invoices, as the demo company's billing has them."""

from aggregator.demo.personas import ALEX, MANY_INVOICES, NOT_IN_BILLING, PAST_DUE
from tests.schema.common.conftest import Of
from tests.support.selections import everything


async def test_an_invoice_with_everything_that_can_be_asked(of: Of) -> None:
    found = (await of(ALEX, f"invoices(first: 6) {{ {everything('Invoice')} }}"))["invoices"]
    assert {invoice["status"] for invoice in found} == {"OPEN", "PAID"}
    for invoice in found:
        assert invoice["source"] == "billing"
        assert invoice["total"].endswith(" USD")
        assert (invoice["paidAt"] is None) == (invoice["status"] == "OPEN")
        assert all(line["description"] and line["total"] for line in invoice["lines"])


async def test_invoices_come_newest_first_from_every_page_of_the_source(of: Of) -> None:
    found = (await of(MANY_INVOICES, "invoices(first: 412) { issuedAt number }"))["invoices"]
    assert len({invoice["number"] for invoice in found}) == 412
    issued = [invoice["issuedAt"] for invoice in found]
    assert issued == sorted(issued, reverse=True)


async def test_an_invoice_that_is_late_is_open(of: Of) -> None:
    found = (await of(PAST_DUE, "invoices(first: 1) { status dueAt issuedAt }"))["invoices"]
    assert [invoice["status"] for invoice in found] == ["OPEN"]
    assert found[0]["dueAt"] > found[0]["issuedAt"]


async def test_that_nobody_can_be_asked_is_not_told_as_none(refused: Of) -> None:
    assert await refused(NOT_IN_BILLING, "invoices { number }") == "NO_SOURCE_ID"
