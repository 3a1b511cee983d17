"""A customer joins what the request says of them with what the directory knows."""

from dataclasses import replace

import pytest

from aggregator.domain.customer import CustomerIds
from aggregator.domain.errors import AmbiguousCustomer
from aggregator.schema.customer import Customer
from tests.support.world import customer

ASKED = CustomerIds(plain_id="c_1", external_id="from-plain", email="from@plain.example")


def test_the_directorys_ids_outrank_the_requests_own() -> None:
    found = Customer.of(ASKED, replace(customer(), plain_id="c_2"))
    assert (found.plain_id, found.external_id, found.email) == ("c_2", "ext_1", "c1@x.example")
    assert found.keys == {
        "shop.customer": "c1",
        "external_id": "ext_1",
        "email": "c1@x.example",
    }


def test_what_the_directory_lacks_is_the_requests() -> None:
    found = Customer.of(ASKED, replace(customer(), external_id=None, email=None))
    assert (found.plain_id, found.external_id) == ("c_1", "from-plain")
    assert found.keys["email"] == "from@plain.example"


def test_somebody_the_directory_does_not_know_is_still_asked_for_by_their_own_ids() -> None:
    found = Customer.of(ASKED, None)
    assert (found.id, found.name) == (None, None)
    assert found.keys == {"external_id": "from-plain", "email": "from@plain.example"}


def test_an_id_that_nobody_knows_is_null_and_no_key() -> None:
    found = Customer.of(CustomerIds(plain_id="c_1"), None)
    assert (found.external_id, found.email, found.keys) == (None, None, {})


def test_by_an_id_that_is_somebody_elses_nobody_is_asked() -> None:
    found = Customer.of(ASKED, replace(customer(), others=frozenset({"email"})))
    assert (found.email, found.keys["external_id"]) == ("c1@x.example", "ext_1")
    assert isinstance(found.keys["email"], AmbiguousCustomer)
    assert "somebody else's" in found.keys["email"].message


@pytest.mark.parametrize(
    "nobodys", ["null", " ", "\u2028", " undefined", "-1", "0000", "N/A", "test@test.com"]
)
def test_a_value_that_is_nobodys_is_none(nobodys: str) -> None:
    found = Customer.of(CustomerIds("c", "p", nobodys, nobodys), None)
    assert (found.external_id, found.email, found.keys) == (None, None, {})
