"""The checks, in the order in which they are made; each part lists its own."""

from aggregator.authoring.contract.check import ContractCheck
from aggregator.authoring.contract.checks import (
    answers,
    credentials,
    failures,
    keys,
    leaks,
    pages,
    people,
)

ALL: tuple[ContractCheck, ...] = (
    *credentials.CHECKS,
    *answers.CHECKS,
    *keys.CHECKS,
    *people.CHECKS,
    *failures.CHECKS,
    *pages.CHECKS,
    *leaks.CHECKS,
)
