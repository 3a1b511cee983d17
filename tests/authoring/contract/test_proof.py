"""A proof is of what a connector declares, and of nothing that it does not say."""

from dataclasses import fields, make_dataclass, replace

import pytest

from aggregator.authoring.contract.proof import declaration_stamp
from aggregator.domain.lookup import Connector, Lookup, LookupRequest
from tests.support.the_world import the_world

STRIPE = the_world().connectors["stripe"]
ASKED = STRIPE.lookups[0].request


def _asking(request: LookupRequest) -> Connector:
    first, *others = STRIPE.lookups
    return replace(STRIPE, lookups=(replace(first, request=request), *others))


@pytest.mark.parametrize(
    "other",
    [
        replace(STRIPE, words="Payments", documentation=None),
        replace(STRIPE, people=None, accounts=None),
    ],
)
def test_what_is_no_lookup_leaves_it(other: Connector) -> None:
    assert declaration_stamp(other) == declaration_stamp(STRIPE)


@pytest.mark.parametrize(
    "asked",
    [
        replace(ASKED, path="/v2/customers"),
        replace(ASKED, params={"email": "{key}"}),
        replace(ASKED, missing=("404",)),
        replace(ASKED, headers={"Stripe-Version": "2026-01-01"}),
    ],
)
def test_what_is_asked_otherwise_has_to_be_proven_again(asked: LookupRequest) -> None:
    assert declaration_stamp(_asking(asked)) != declaration_stamp(STRIPE)


def test_fields_that_are_read_otherwise_have_to_be_proven_again() -> None:
    *others, last = STRIPE.lookups
    read = replace(last, fields={**last.fields, "number": "invoice_number"})
    other = replace(STRIPE, lookups=(*others, read))
    assert declaration_stamp(other) != declaration_stamp(STRIPE)


def test_a_word_that_declarations_learn_leaves_those_that_do_not_say_it() -> None:
    learned = make_dataclass("Lookup", [("hurry", bool, False)], bases=(Lookup,), frozen=True)
    first, *others = STRIPE.lookups
    said = {each.name: getattr(first, each.name) for each in fields(first)}

    def saying(hurry: bool) -> str:
        return declaration_stamp(replace(STRIPE, lookups=(learned(**said, hurry=hurry), *others)))

    assert saying(False) == declaration_stamp(STRIPE)
    assert saying(True) != declaration_stamp(STRIPE)
