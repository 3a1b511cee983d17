"""Verdicts as JUnit writes them, for CI systems."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

if TYPE_CHECKING:
    from aggregator.authoring.case_runner import Verdict


def junit(verdicts: Sequence["Verdict"]) -> str:
    """Write one suite for each card, one test case for each case."""
    root = ET.Element("testsuites", name="aggregator test")
    suites: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        suites.setdefault(verdict.key, []).append(verdict)
    for key, cases in suites.items():
        failures = str(sum(verdict.failed for verdict in cases))
        suite = ET.SubElement(root, "testsuite", name=key, tests=str(len(cases)), failures=failures)
        for verdict in cases:
            case = ET.SubElement(
                suite, "testcase", name=sound(verdict.name), classname=f"cards.{key}"
            )
            if verdict.failed:
                message = sound(verdict.lines[0] if verdict.lines else "failed")
                failure = ET.SubElement(case, "failure", message=message)
                failure.text = sound("\n".join(verdict.lines))
    ET.indent(root)
    return ET.tostring(root, encoding="unicode", xml_declaration=True)


def sound(text: str) -> str:
    """Replace what XML cannot hold."""
    return "".join(
        each if each in "\t\n" or (each.isprintable() and each < "\ufffe") else "\ufffd"
        for each in text
    )
