"""One mistake each: what public implementations got wrong, and what else is seen from outside."""

from tests.support.faulty_plain_api import answering, reading, trust
from tests.support.faulty_plain_api.caught import FAULTS

__all__ = ["FAULTS", "answering", "reading", "trust"]
