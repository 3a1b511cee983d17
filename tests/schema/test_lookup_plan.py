from dataclasses import replace

import pytest

from aggregator.domain.errors import ConnectorError
from aggregator.domain.lookup import Connector
from aggregator.schema.lookup_plan import ACCOUNTS, CUSTOMERS, LookupPlan, LookupStep
from tests.support.the_world import the_world


def crm_via(**via: str) -> Connector:
    """Make the CRM's connector, `lookup="other"`: its first field goes via the other."""
    crm = the_world().connectors["crm"]
    return replace(
        crm,
        lookups=tuple(
            replace(each, via={"Customer.account": via[each.name]}) if each.name in via else each
            for each in crm.lookups
        ),
    )


def test_a_field_has_its_lookup_and_the_one_that_is_asked_first() -> None:
    plan = LookupPlan.of(the_world().typical)
    (account,) = plan.to("Customer.account")
    assert [step.name for step in account.steps] == ["crm.contact", "crm.account"]
    assert account.source == "crm"
    (tenant,) = plan.to("Tenant.account")
    assert [step.name for step in tenant.steps] == ["crm.account"]


def test_a_way_may_lead_over_any_number_of_lookups() -> None:
    (route,) = LookupPlan.of({"crm": crm_via(contact="owner", account="contact")}).to(
        "Customer.account"
    )
    assert [step.lookup.name for step in route.steps] == ["owner", "contact", "account"]


def test_a_way_over_no_lookup_and_one_in_a_circle_are_refused() -> None:
    with pytest.raises(ConnectorError, match="goes via 'nothing', which is no lookup of it"):
        LookupPlan.of({"crm": crm_via(account="nothing")})
    with pytest.raises(ConnectorError, match="leads back to it"):
        LookupPlan.of({"crm": crm_via(account="contact", contact="account")})


def test_two_sources_of_one_connector_both_provide_in_their_order() -> None:
    crm = the_world().connectors["crm"]
    plan = LookupPlan.of({"us": crm, "eu": crm})
    assert [each.source for each in plan.to("Account.owner")] == ["us", "eu"]
    assert [each.first.key for each in plan.to("Account.owner")] == ["us.owner", "eu.owner"]


def test_a_field_that_nobody_provides_has_no_route() -> None:
    assert LookupPlan.of({"crm": the_world().connectors["crm"]}).to("Customer.usage") == ()


def test_a_persons_own_keys_are_known_of_a_person_alone() -> None:
    (usage,) = LookupPlan.of(the_world().typical).to("Customer.usage")
    assert usage.first.key == "external_id"
    assert usage.starts_from(None)
    assert usage.starts_from(CUSTOMERS)
    assert not usage.starts_from(ACCOUNTS)


def test_a_record_leads_to_lookups_of_its_own_source_by_the_keys_it_holds() -> None:
    crm = the_world().connectors["crm"]
    plan = LookupPlan.of({"us": crm, "eu": crm})
    us, eu = plan.to("Contact.owner")
    (contact, _) = plan.to("Customer.contact")
    assert us.starts_from(contact.last)
    assert not eu.starts_from(contact.last)
    assert not us.starts_from(us.last)  # an owner holds no owner


def test_of_one_object_a_list_takes_one_key_and_single_records_one_key_each() -> None:
    plan = LookupPlan.of(the_world().typical)
    (tickets,) = plan.to("Customer.tickets")
    sizes = [(step.lookup.name, keys, items) for step, keys, items in tickets.sizes(5)]
    assert sizes[-1] == (("tickets", 1, 5) if tickets.last.lookup.many else ("tickets", 5, 1))
    assert all(keys == items == 1 for _, keys, items in sizes[:-1])


def test_an_address_that_a_record_holds_is_nearer_than_the_persons_own() -> None:
    contact, *_ = the_world().connectors["crm"].lookups
    by_email = LookupStep("crm", replace(contact, key="email"))
    assert by_email.key_in({"email": "a@x.co"}) == "a@x.co"
    assert by_email.key_in({"crm.email": "b@x.co"}) == "b@x.co"
    assert by_email.key_in({"crm.email": "b@x.co", "email": "a@x.co"}) == "b@x.co"
    assert by_email.key_in({"billing.email": "c@x.co"}) is None
