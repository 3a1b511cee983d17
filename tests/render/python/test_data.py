"""Objects of a query: frozen, equal by what they hold, and without a value where a field failed."""

from dataclasses import dataclass

import pytest

from aggregator.domain.errors import SourceTimeout
from aggregator.render.python.data import FAILED, Data, FieldFailed, failures_of

ERROR = SourceTimeout("billing", "Billing did not answer")


@dataclass(frozen=True, slots=True)
class Plan(Data):
    name: str
    price: int | None


def broken() -> Plan:
    made: Plan = object.__new__(Plan)
    object.__setattr__(made, "name", "Growth")
    object.__setattr__(made, FAILED, {"price": ERROR})
    return made


def test_a_failed_field_raises_where_it_is_read_and_only_it() -> None:
    plan = broken()
    assert plan.name == "Growth"
    with pytest.raises(FieldFailed) as failed:
        _ = plan.price
    assert failed.value.error is ERROR


def test_no_except_exception_and_no_default_takes_a_failure_for_a_value() -> None:
    with pytest.raises(FieldFailed):
        getattr(broken(), "price", 0)
    with pytest.raises(FieldFailed):
        hasattr(broken(), "price")
    assert not issubclass(FieldFailed, Exception)
    with pytest.raises(FieldFailed):
        _ = broken() == broken()


def test_one_made_by_hand_has_no_failures_and_is_frozen() -> None:
    plan = Plan("Growth", 7)
    assert plan == Plan("Growth", 7)
    assert failures_of(plan) == {}
    with pytest.raises(AttributeError):
        plan.name = "Other"  # type: ignore[misc]  # that is the point
    with pytest.raises(AttributeError, match="Plan has no field colour"):
        _ = plan.colour  # type: ignore[attr-defined]  # mypy knows too
