"""A trace counts from its own beginning and knows every call of its batches."""

import re

from aggregator.telemetry.trace import Batch, Exchange, Trace, new_id


def test_moments_count_from_the_beginning() -> None:
    ticks = iter([100.0, 100.5, 103.0])
    trace = Trace("R", lambda: next(ticks))
    assert (trace.now(), trace.now()) == (0.5, 3.0)


def test_all_calls_of_all_batches_in_order() -> None:
    calls = [Exchange("crm", "POST /contacts", float(n)) for n in range(3)]
    trace = Trace("R")
    for part in (calls[:1], [], calls[1:]):
        trace.batches.append(Batch("crm.contact", 1, ("card",), 0.0, 0.0, exchanges=part))
    assert trace.exchanges() == calls


def test_an_id_can_be_read_aloud_and_is_another_each_time() -> None:
    ids = {new_id() for _ in range(200)}
    assert len(ids) == 200
    assert all(re.fullmatch("[2-9A-HJ-NP-Z]{10}", each) for each in ids)
