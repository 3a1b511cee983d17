"""The checks, in the order in which they are made; each part lists its own."""

from aggregator.authoring.contract.check import ContractCheck, ContractRule
from aggregator.authoring.contract.checks import (
    answers,
    credentials,
    failures,
    keys,
    leaks,
    lists,
    pages,
    people,
    recorded,
)

ALL: tuple[ContractCheck, ...] = (
    *credentials.CHECKS,
    *answers.CHECKS,
    *recorded.CHECKS,
    *keys.CHECKS,
    *people.CHECKS,
    *failures.CHECKS,
    *pages.CHECKS,
    *leaks.CHECKS,
)

RULES: tuple[ContractRule, ...] = (*ALL, lists.CHECK)
"""All that is told of a connector: of its lookups, and then of its lists."""
