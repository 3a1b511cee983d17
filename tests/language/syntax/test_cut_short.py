"""A file that ends anywhere, as one that is being typed does: told by words, not by a crash."""

from graphql import Source

from aggregator.language.syntax import find_mistake
from tests.support.slips_of_habit import SLIPS_OF_HABIT
from tests.support.slips_of_pasting import SLIPS_OF_PASTING
from tests.support.slips_of_syntax import SLIPS_OF_SYNTAX


def test_each_slip_may_end_after_any_sign() -> None:
    told = 0
    for slip in (*SLIPS_OF_SYNTAX, *SLIPS_OF_HABIT, *SLIPS_OF_PASTING):
        text = slip.text.replace("⟦", "").replace("⟧", "")
        told += sum(find_mistake(Source(text[:end])) is not None for end in range(len(text)))
    assert told > 10_000
