from datetime import timedelta

from aggregator.domain.customer import CustomerIds, TenantIds, ThreadIds
from aggregator.simulator import cache
from aggregator.simulator.cache import InstanceCache, slot
from aggregator.simulator.clock import EPOCH
from aggregator.simulator.instances import Carrier, Loaded
from aggregator.simulator.unpublished import Unpublished
from tests.support.local_plain import card

PLAN = card("plan")
RULES = Unpublished()
THREAD, TENANT = ThreadIds("th_1"), TenantIds(plain_id="te_1")
BY_ALL = Unpublished(cache_per_thread=True, cache_per_tenant=True)


def place(who: CustomerIds, rules: Unpublished = RULES) -> cache.Slot:
    return slot(PLAN, who, THREAD, TENANT, rules)


def kept(seconds: float) -> Loaded:
    expires = EPOCH + timedelta(seconds=seconds)
    carrier = Carrier(1, ("plan",), 1, 200, 2, 1.0)
    return Loaded("ci_1", PLAN, [], EPOCH, expires, 2, carrier)


def test_a_customer_is_known_by_the_id_first_then_external_id_then_email() -> None:
    assert place(CustomerIds(plain_id="c_1", email="a@b.co")) == place(
        CustomerIds(plain_id="c_1", external_id="7")
    )
    assert place(CustomerIds(external_id="7", email="a@b.co")) == place(
        CustomerIds(external_id="7")
    )
    assert place(CustomerIds(email=" A@B.co ")) == place(CustomerIds(email="a@b.co"))
    assert place(CustomerIds(plain_id="7")) != place(CustomerIds(external_id="7"))
    assert place(CustomerIds()) == place(CustomerIds())


def test_two_people_never_share_a_card_by_the_spelling_of_their_e_mails() -> None:
    emails = ["weiß@x.co", "weiss@x.co", "info@fußball.example", "info@fussball.example"]
    emails += ["\u212aate@x.co", "kate@x.co", "ann@x\u2028.ü", "ann@y\u2028.ü"]
    assert len({place(CustomerIds(email=email)) for email in emails}) == len(emails)
    assert place(CustomerIds(email="info@münchen.example")) == place(
        CustomerIds(email="info@xn--mnchen-3ya.example")
    )


def test_thread_and_tenant_part_the_cache_only_when_set() -> None:
    alex = CustomerIds(plain_id="c_1")
    assert place(alex) == slot(PLAN, alex, None, None, RULES)
    places = {
        slot(PLAN, alex, thread, tenant, BY_ALL)
        for thread in (None, THREAD)
        for tenant in (None, TENANT)
    }
    assert len(places) == 4


def test_cards_are_told_apart_by_their_id_not_their_key() -> None:
    alex = CustomerIds(plain_id="c_1")
    assert slot(card("plan", id="cc_other"), alex, None, None, RULES) != place(alex)


def test_the_latest_instance_is_given_fresh_or_not() -> None:
    it = InstanceCache()
    where = place(CustomerIds(plain_id="c_1"))
    assert it.get(where) is None
    for instance in (kept(15), kept(60)):
        it.put(where, instance, EPOCH + timedelta(hours=1))
        assert it.get(where) is instance
    it.clear()
    assert len(it) == 0


def test_many_expired_instances_are_dropped_and_fresh_ones_kept() -> None:
    it = InstanceCache()
    for number in range(cache._SWEEP):
        it.put((str(number),), kept(15 if number else 3600), EPOCH)
    it.put(("one more",), kept(15), EPOCH + timedelta(seconds=16))
    assert len(it) == 2
    assert it.get(("0",)) is not None
