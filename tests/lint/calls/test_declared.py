from aggregator.connectors import discover
from aggregator.lint.calls.declared import declare


def test_a_field_has_its_lookup_and_the_one_that_is_asked_first() -> None:
    declared = declare(discover())
    (account,) = declared["Customer.account"]
    assert (account.source, account.lookup.name) == ("crm", "account")
    assert account.via is not None
    assert account.via.name == "contact"
    (tenant,) = declared["Tenant.account"]
    assert (tenant.lookup.name, tenant.via) == ("account", None)


def test_two_sources_of_one_connector_both_provide_in_their_order() -> None:
    crm = discover()["crm"]
    declared = declare({"us": crm, "eu": crm})
    assert [each.source for each in declared["Account.owner"]] == ["us", "eu"]


def test_a_field_that_nobody_provides_is_absent() -> None:
    assert "Customer.usage" not in declare({"crm": discover()["crm"]})
