"""The cards of one deadline: what they read is found together, then each one's data is written."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from aggregator.domain.card import Failed, Result
from aggregator.domain.customer import CustomerIds, CustomerMatch
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AggregatorError, AmbiguousCustomer
from aggregator.domain.plain.request import Subject
from aggregator.plans.fetch import Below, Fetch
from aggregator.plans.merge import MergedRoots, Merger
from aggregator.plans.project import Unfinished, loaded
from aggregator.plans.selection import CompiledOperation
from aggregator.schema.context import OperationContext, RequestContext
from aggregator.schema.conversation import Tenant, Thread
from aggregator.schema.customer import Customer
from aggregator.schema.one_person import asks_how_found, may_withhold, withheld

CUSTOMER = "customer"


@dataclass(frozen=True, slots=True)
class _Root:
    """A root's object (None: the request names none; an error: it failed), and what was found."""

    value: Any
    below: Below | None = None


class WarmCards:
    """Cards by key, each with its compiled operation. Belongs to one request."""

    def __init__(
        self,
        cards: Mapping[str, CompiledOperation],
        subject: Subject,
        deadline: Deadline,
        request_context: RequestContext,
        merge: Merger,
    ) -> None:
        self._cards = cards
        self._subject = subject
        self._request_context = request_context
        self._merge = merge
        self._caller = request_context.caller(CUSTOMER, deadline)
        self._fetch = Fetch(request_context, self._caller)
        self._roots: dict[tuple[str, str], _Root] = {}
        self._match: CustomerMatch | None = None

    def start(self) -> "asyncio.Future[None]":
        """Ask for all that the cards read. Gives what ends when all of it was found.

        It never fails for a source; with a bug of ours it does.
        """
        try:
            self._start()
        except Exception as bug:  # noqa: BLE001 -- told to who waits, as one that comes later
            self._fetch.failed(bug)
        self._fetch.begun()
        return self._fetch.ended

    def result(self, card: str) -> Result:
        """What the card's operation came to. Raises Unfinished while some of it is not there."""
        operation = self._cards[card]
        match = self._match if CUSTOMER in operation.read else None
        known = match is not None
        data: dict[str, Any] = {}
        for each in operation.roots:
            root = self._roots.get((card, each.name))
            if root is None:
                raise Unfinished
            if isinstance(root.value, AggregatorError):
                data[each.key] = Failed(root.value)
            elif root.value is None:
                data[each.key] = None
            else:
                data[each.key] = each.project(root.value, root.below or {})
                known = known or loaded(each.selection, root.below)
        matched_by = None if match is None else str(match.matched_by)
        return Result(data, known, matched_by, "plan")

    def close(self) -> None:
        """Stop waiting for whatever is not there yet."""
        self._caller.close()
        self._fetch.ended.cancel()

    def _reading(self, root: str) -> tuple[str, ...]:
        return tuple([card for card, operation in self._cards.items() if root in operation.read])

    def _same_for(self, cards: Sequence[str], name: str, root: _Root) -> None:
        for card in cards:
            self._roots[card, name] = root

    def _start(self) -> None:
        merged = self._merge(self._cards)
        asking = self._reading(CUSTOMER)
        if asking and (ids := self._subject.customer) is not None:
            caller = self._caller.for_some(asking)
            matching = OperationContext(self._request_context, caller).customer(ids)
            self._fetch.after(matching, partial(self._matched, ids, asking))
        else:
            self._same_for(asking, CUSTOMER, _Root(None))
        self._begin("thread", _thread(self._subject), merged)
        self._begin("tenant", _tenant(self._subject), merged)

    def _matched(
        self, ids: CustomerIds, asking: Sequence[str], done: "asyncio.Future[CustomerMatch | None]"
    ) -> None:
        """Go on with whom the directory found, or with nobody; or say why that is not known."""
        error = done.exception()
        if isinstance(error, AmbiguousCustomer):
            self._tell_conflict(ids, asking, error)
        elif isinstance(error, AggregatorError):
            self._same_for(asking, CUSTOMER, _Root(error))
        else:
            self._match = done.result()
            self._begin_customer(ids, asking)

    def _begin(self, name: str, value: Any, merged: MergedRoots) -> None:
        below = None if value is None else self._fetch.start(value, merged.get(name, {}))
        self._same_for(self._reading(name), name, _Root(value, below))

    def _tell_conflict(
        self, ids: CustomerIds, asking: Sequence[str], error: AmbiguousCustomer
    ) -> None:
        """The cards fail, but for those that ask how it came to that."""
        fields = {card: self._cards[card].customer_fields for card in asking}
        told = {card: self._cards[card] for card in asking if asks_how_found(fields[card])}
        self._same_for([card for card in asking if card not in told], CUSTOMER, _Root(error))
        if told:
            self._begin_for(Customer.in_conflict(ids, error), told)

    def _begin_customer(self, ids: CustomerIds, asking: Sequence[str]) -> None:
        """Begin for the cards that may see the same of this customer: mostly, for all at once."""
        match = self._match
        if not may_withhold(self._request_context, ids, match):
            self._begin_for(Customer.of(ids, match), {card: self._cards[card] for card in asking})
            return
        alike: dict[tuple[tuple[str, str], ...], dict[str, CompiledOperation]] = {}
        errors: dict[tuple[tuple[str, str], ...], Mapping[str, AggregatorError]] = {}
        for card in asking:
            operation = self._cards[card]
            fields = operation.customer_fields
            kept = withheld(self._request_context, lambda: fields, ids, match)  # noqa: B023 - called at once
            group = tuple((kind, error.message) for kind, error in kept.items())
            errors[group] = kept
            alike.setdefault(group, {})[card] = operation
        for group, cards in alike.items():
            self._begin_for(Customer.of(ids, match, errors[group]), cards)

    def _begin_for(self, customer: Customer, cards: Mapping[str, CompiledOperation]) -> None:
        below = self._fetch.start(customer, self._merge(cards).get(CUSTOMER, {}))
        self._same_for(tuple(cards), CUSTOMER, _Root(customer, below))


def _thread(subject: Subject) -> Thread | None:
    return None if subject.thread is None else Thread.of(subject.thread)


def _tenant(subject: Subject) -> Tenant | None:
    return None if subject.tenant is None else Tenant.of(subject.tenant)
