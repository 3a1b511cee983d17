import re

from aggregator.domain.customer import CustomerIds, TenantIds, ThreadIds
from aggregator.simulator.visit import Visit, plain_id


def test_ids_go_out_under_plains_names_and_what_is_not_known_as_null() -> None:
    visit = Visit(
        CustomerIds(plain_id="c_1", email="a@b.co"), ThreadIds("th_1"), TenantIds(external_id="7")
    )
    assert visit.customer_ids == {"id": "c_1", "externalId": None, "email": "a@b.co"}
    assert visit.thread_ids == {"id": "th_1", "externalId": None}
    assert visit.tenant_ids == {"id": None, "externalId": "7"}


def test_without_thread_and_tenant_there_are_none() -> None:
    visit = Visit(CustomerIds(email="a@b.co"))
    assert (visit.thread_ids, visit.tenant_ids) == (None, None)


def test_a_made_up_id_looks_like_plains_and_is_always_the_same() -> None:
    made = plain_id("c", "alex@grocery.co ")
    assert re.fullmatch(r"c_01[A-Z2-7]{24}", made)
    assert made == plain_id("c", "alex@grocery.co")
    assert made != plain_id("c", "alex@grocery.com")
    assert plain_id("c", "User-7") != plain_id("c", "user-7")
    assert plain_id("th", "\udcff").startswith("th_01")
