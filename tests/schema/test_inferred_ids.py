"""Ids that sources named: whose they are, how long they stay, what they take."""

import tracemalloc
from dataclasses import replace

from aggregator.domain.lookup import DirectoryKinds
from aggregator.schema.inferred_ids import AskedSource, InferredIds, RequestInferredIds
from aggregator.schema.lookup_plan import LookupStep
from aggregator.schema.systems import Provider, Source
from tests.support.world import SHOP, MemorySource, lookup

FINDER = lookup("finder", "email", keys={"customer": "id", "cart": "cart"})
INVOICES = lookup("invoices", "customer", "Customer.invoices", via={"Customer.invoices": "finder"})
CONNECTOR = replace(SHOP, lookups=(FINDER, INVOICES), directory=DirectoryKinds(("customer",)))
ANN = "ann@acme.com"
NAMED = {"shop.customer": "c1", "shop.cart": "k1"}


class Ids:
    """A memory on a clock of the test's own, and the requests that use it."""

    def __init__(self, seconds: float = 60.0, entries: int = 100) -> None:
        self.time = 0.0
        self.kept = InferredIds(seconds, entries=entries, size=10**8, clock=lambda: self.time)

    def request(self, workspace_id: str = "w", *asked: str) -> RequestInferredIds:
        return RequestInferredIds(self.kept, workspace_id, frozenset(asked))


def shop() -> MemorySource:
    return MemorySource({}, connector=CONNECTOR)


def provider(source: Source, number: int = 0) -> Provider:
    return Provider(source, LookupStep("shop", CONNECTOR.lookups[number]), lambda records: records)


def begins(request: RequestInferredIds, source: Source, key: object = ANN) -> bool:
    return request.begin_with((provider(source), provider(source, 1)), key) is not None


def test_it_is_of_one_workspace_one_source_and_one_address() -> None:
    ids, source = Ids(), shop()
    ids.request().came(provider(source), ANN, NAMED)
    assert begins(ids.request(), source)
    assert not begins(ids.request("w_2"), source)
    assert not begins(ids.request(), shop())  # of the same name: another address or credential
    for other in ("bob@acme.com", "Ann@acme.com", (ANN,), None):
        assert not begins(ids.request(), source, other)


def test_only_what_the_directory_could_link_is_kept() -> None:
    ids, source = Ids(), shop()
    ids.request().came(provider(source), ANN, NAMED)
    [known] = ids.request().known(source, {"email": ANN})
    assert known.keys == {"shop.customer": "c1"}
    ids.request().came(provider(source), ANN, {"shop.customer": ("c1", "c2")})
    assert not begins(ids.request(), source), "of several, none is the customer's"


def test_that_nobody_was_named_ends_it() -> None:
    ids, source = Ids(), shop()
    ids.request().came(provider(source), ANN, NAMED)
    ids.request().came(provider(source), ANN, {})
    assert not begins(ids.request(), source)
    assert len(ids.kept) == 0


def test_where_it_is_not_known_what_a_request_reads_it_asks() -> None:
    ids, source = Ids(), shop()
    ids.request().came(provider(source), ANN, NAMED)
    assert not begins(RequestInferredIds(ids.kept, "w", None), source)


def test_an_external_id_is_no_other_matter() -> None:
    by_ref = replace(FINDER, key="external_id")
    connector = replace(CONNECTOR, lookups=(by_ref, INVOICES))
    source = MemorySource({}, connector=connector)
    first = Provider(source, LookupStep("shop", by_ref), lambda records: records)
    ids = Ids()
    ids.request().came(first, "x1", NAMED)
    begun = ids.request().begin_with((first, provider(source, 1)), "x1")
    assert begun is not None
    assert begun.reason == "found by external id x1 in shop"


def test_it_is_forgotten_by_person_by_workspace_and_by_source() -> None:
    ids, source = Ids(), shop()

    def remember() -> None:
        ids.request().came(provider(source), "Ann@ACME.com", NAMED)
        ids.request("w_2").came(provider(source), ANN, NAMED)
        assert len(ids.kept) == 2

    remember()
    assert ids.kept.forget_people("w", [ANN]) == 1
    remember()
    assert ids.kept.forget_workspace("w_2") == 1
    remember()
    assert ids.kept.forget_source(source) == 2
    assert ids.kept.size == 0


def test_what_came_while_the_directory_changed_is_not_kept() -> None:
    ids, source = Ids(), shop()
    request = ids.request()
    ids.kept.forget_people("w", ["bob@acme.com"])
    request.came(provider(source), ANN, NAMED)
    assert len(ids.kept) == 0


def test_what_it_takes_is_counted() -> None:
    ids, source = Ids(entries=5_000), shop()
    step = provider(source)
    people = [f"somebody{number}@company{number}.com" for number in range(2_000)]
    request = RequestInferredIds(ids.kept, "w", None)
    tracemalloc.start()
    try:
        for number, email in enumerate(people):
            at = AskedSource("w", source, step.lookup.name, email)
            ids.kept.keep(at, "email", {"shop.customer": f"cus_{number}"})
        took = tracemalloc.get_traced_memory()[0]
    finally:
        tracemalloc.stop()
    assert 0.9 * took <= ids.kept.size <= 2 * took, (took / 2_000, ids.kept.size / 2_000)
    assert not begins(request, source)
