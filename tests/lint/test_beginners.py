"""What somebody gets wrong who writes a first card: one finding, at the place, with the fix.

`⟦token⟧` marks where the finding stands. The fix is made as it is told, and nothing is left to say.
"""

import re

import pytest

from tests.support.cards import check_text, under
from tests.support.mended import mended
from tests.support.slips_of_meaning import SLIPS_OF_MEANING
from tests.support.slips_of_syntax import SLIPS_OF_SYNTAX, Slip

SLIPS = [*SLIPS_OF_SYNTAX, *SLIPS_OF_MEANING]
_MARK = re.compile("⟦(.*?)⟧", re.DOTALL)


@pytest.mark.parametrize("slip", SLIPS, ids=lambda slip: slip.name)
def test_one_mistake_is_one_finding_and_its_fix_leaves_none(slip: Slip) -> None:
    text = _MARK.sub(lambda found: found[1], slip.text)
    before, _, rest = slip.text.partition("⟦")
    found = check_text(text)
    said = "\n\n".join(each.text() for each in found)
    assert [each.code for each in found] == [slip.code], said
    (finding,) = found
    place = (before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)
    assert (finding.line, finding.column) == place, said
    assert under(finding) == rest.partition("⟧")[0].partition("\n")[0], said
    told = f"{finding.message} {finding.hint} {finding.did_you_mean}"
    assert slip.says in told, said
    if slip.by_hand:
        assert finding.hint, said
        return
    assert finding.fix, said
    right = mended(text, finding.fix)
    left = "\n\n".join(each.text() for each in check_text(right))
    assert not left, f"{said}\n\n{right}\n\n{left}"


def test_the_mistakes_are_many() -> None:
    assert len({slip.name for slip in SLIPS}) == len(SLIPS) >= 30
