from xml.etree import ElementTree as ET

from aggregator.authoring.case_runner import Verdict
from aggregator.cli.terminal.junit import junit


def test_what_xml_cannot_hold_is_replaced_and_markup_is_text() -> None:
    odd = Verdict("plan", "a\x00<b>", "failed", ("- \x1b[31m\ud83d", "+ <&>\ufffe"))
    (suite,) = ET.fromstring(junit([odd]))  # noqa: S314 -- we wrote it
    (case,) = suite
    assert case.get("name") == "a\ufffd<b>"
    assert case[0].text == "- \ufffd[31m\ufffd\n+ <&>\ufffd"


def test_a_suite_counts_its_own_failures() -> None:
    verdicts = [
        Verdict("a", "x", "passed"),
        Verdict("b", "x", "failed", ("why",)),
        Verdict("a", "y", "accepted"),
    ]
    root = ET.fromstring(junit(verdicts))  # noqa: S314 -- we wrote it
    assert [(s.get("name"), s.get("tests"), s.get("failures")) for s in root] == [
        ("a", "2", "0"),
        ("b", "1", "1"),
    ]
