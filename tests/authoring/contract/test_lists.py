"""What is wrong with a list of people, or with its system, is caught by the check of lists."""

from pathlib import Path

import pytest

from aggregator.authoring.contract.check import ContractOutcome
from aggregator.authoring.contract.checks.lists import LISTS
from aggregator.authoring.contract.suite import hold_to_contract
from tests.support.contract_home import FAKE, MANIFEST, notes_world

LISTED = MANIFEST.replace(
    "lookups:",
    """directory: {customer: person}
people:
  request: {path: /people, params: {limit: 100}}
  records: data
  pages: {cursor: next, param: after}
  kind: person
  id: id
  fields: {email: email, display_name: name}
lookups:""",
)
LISTING = (
    FAKE.replace(
        '    asked = [each.lower() for each in request.values("email")]\n',
        """    if request.path == "/people":
        return people(int(request.params["limit"]), int(request.params.get("after", 0)))
    asked = [each.lower() for each in request.values("email")]
""",
    )
    + """

def people(size, at):
    rows = [{"id": n, "email": each, "name": f"P {n}"} for n, each in enumerate(PEOPLE)]
    following = at + size if at + size < len(rows) else None
    return FakeReply({"data": rows[at : at + size], "next": following})
"""
)


def outcome(home: Path, manifest: str = LISTED, fake: str | None = LISTING) -> ContractOutcome:
    result = hold_to_contract(notes_world(home, manifest, fake), "notes")
    others = [each.code for each in result.outcomes if each.failures and each.code != LISTS]
    assert not others
    assert not result.untested
    return next(each for each in result.outcomes if each.code == LISTS)


def test_a_list_that_is_right_passes(tmp_path: Path) -> None:
    found = outcome(tmp_path)
    assert found.state == "passed", found.failures


def test_without_a_fake_it_is_said_that_no_list_was_read(tmp_path: Path) -> None:
    found = outcome(tmp_path, fake=None)
    assert (found.state, found.why[:10]) == ("not applicable", "no fake.py")


@pytest.mark.parametrize(
    ("manifest", "fake", "said"),
    [
        (("path: /people", "path: /peple"), ("", ""), "it is read, and nobody is in it"),
        (
            ("records: data\n  pages", "records: 'data || `[]`'\n  pages"),
            ("", ""),
            "is taken for the end",
        ),
        (
            ("  id: id\n  fields: {email", "  id: uid\n  fields: {email"),
            ("", ""),
            "person: missing_required",
        ),
        (("email: email, display", "email: name, display"), ("", ""), "email: bad_email"),
        (
            ("cursor: next, param: after}\n  kind", "cursor: next, param: from}\n  kind"),
            ("", ""),
            "with the same page again",
        ),
        (("", ""), ('"id": n,', '"id": n // 0,'), "fake.py:"),
    ],
)
def test_a_mutant_is_caught(
    manifest: tuple[str, str], fake: tuple[str, str], said: str, tmp_path: Path
) -> None:
    assert manifest[0] in LISTED
    assert fake[0] in LISTING
    written = LISTED.replace(*manifest) if manifest[0] else LISTED
    played = LISTING.replace(*fake) if fake[0] else LISTING
    found = outcome(tmp_path, written, played)
    (failure,) = found.failures
    assert (failure.lookup, said in failure.seen) == ("people", True), failure.seen
