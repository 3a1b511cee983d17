"""Demo companies that run for more than one test."""

from collections.abc import Iterator
from contextlib import contextmanager

from aggregator.demo.company import DemoCompany

Companies = list[DemoCompany]
"""Those that run now: the fixture `shared_companies`, which resets each after every test."""


@contextmanager
def shared(companies: Companies, company: DemoCompany) -> Iterator[DemoCompany]:
    """A running company in which no test leaves a fault behind."""
    with company:
        companies.append(company)
        try:
            yield company
        finally:
            companies.remove(company)
