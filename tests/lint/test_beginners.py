"""What somebody gets wrong who writes a first card: one finding, at the place, with the fix.

`⟦token⟧` marks where the finding stands. The fix is made as it is told, and nothing is left to say.
"""

import re

import pytest

from tests.support.cards import check_text, under
from tests.support.mended import mended
from tests.support.slips_borrowed import SLIPS_BORROWED
from tests.support.slips_of_habit import SLIPS_OF_HABIT
from tests.support.slips_of_meaning import SLIPS_OF_MEANING
from tests.support.slips_of_pasting import SLIPS_OF_PASTING
from tests.support.slips_of_syntax import SLIPS_OF_SYNTAX, Slip
from tests.support.slips_of_words import SLIPS_OF_WORDS

SLIPS = [
    *SLIPS_OF_SYNTAX,
    *SLIPS_OF_MEANING,
    *SLIPS_OF_WORDS,
    *SLIPS_OF_HABIT,
    *SLIPS_OF_PASTING,
    *SLIPS_BORROWED,
]
_MARK = re.compile("⟦(.*?)⟧", re.DOTALL)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.name)
def test_one_mistake_is_one_finding_and_its_fix_leaves_none(slip: Slip) -> None:
    text = _MARK.sub(lambda found: found[1], slip.text)
    before, _, rest = slip.text.partition("⟦")
    found = check_text(text)
    said = "\n\n".join(each.text() for each in found)
    assert [each.code for each in found] == [slip.code], said
    (diagnostic,) = found
    place = (before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)
    assert (diagnostic.line, diagnostic.column) == place, said
    assert under(diagnostic) == rest.partition("⟧")[0].partition("\n")[0], said
    told = f"{diagnostic.message} {diagnostic.hint} {diagnostic.did_you_mean}"
    assert slip.says in told, said
    if slip.by_hand:
        assert diagnostic.hint, said
        return
    assert diagnostic.fix, said
    right = mended(text, diagnostic.fix)
    left = "\n\n".join(each.text() for each in check_text(right))
    assert not left, f"{said}\n\n{right}\n\n{left}"


def test_the_mistakes_are_many() -> None:
    assert len({slip.name for slip in SLIPS}) == len(SLIPS) >= 400
