"""Findings as GitHub's workflow commands and as SARIF."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import jsonschema
import pytest

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Diagnostic
from aggregator.language.source import SharedFragments
from aggregator.lint.check import check_cards
from aggregator.lint.formats import github, sarif
from aggregator.lint.registry import all_rules
from tests.support.card_schema import card_schema
from tests.support.cards import card

TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}}
POSITIVE = {"type": "integer", "minimum": 1}
LEVEL = {"enum": ["none", "note", "warning", "error"]}
LOG = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {"version": {"const": "2.1.0"}, "runs": {"items": {"$ref": "#/$defs/run"}}},
    "additionalProperties": {"type": "string"},
    "$defs": {
        "run": {
            "type": "object",
            "required": ["tool", "results"],
            "additionalProperties": False,
            "properties": {
                "tool": {
                    "properties": {
                        "driver": {
                            "required": ["name", "rules"],
                            "properties": {"rules": {"items": {"$ref": "#/$defs/rule"}}},
                        }
                    }
                },
                "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                "results": {"type": "array", "items": {"$ref": "#/$defs/result"}},
            },
        },
        "rule": {
            "required": ["id", "help"],
            "additionalProperties": False,
            "properties": {
                "id": {"type": "string"},
                "shortDescription": TEXT,
                "fullDescription": TEXT,
                "help": TEXT,
                "defaultConfiguration": {"properties": {"level": LEVEL}},
            },
        },
        "fix": {
            "required": ["artifactChanges"],
            "additionalProperties": False,
            "properties": {
                "artifactChanges": {
                    "minItems": 1,
                    "items": {
                        "required": ["artifactLocation", "replacements"],
                        "additionalProperties": False,
                        "properties": {
                            "artifactLocation": {"required": ["uri"]},
                            "replacements": {
                                "minItems": 1,
                                "items": {
                                    "required": ["deletedRegion"],
                                    "additionalProperties": False,
                                    "properties": {
                                        "deletedRegion": {
                                            "required": ["startLine"],
                                            "additionalProperties": POSITIVE,
                                        },
                                        "insertedContent": TEXT,
                                    },
                                },
                            },
                        },
                    },
                }
            },
        },
        "result": {
            "required": ["message", "locations"],
            "additionalProperties": False,
            "properties": {
                "ruleId": {"type": "string"},
                "ruleIndex": {"type": "integer", "minimum": 0},
                "level": LEVEL,
                "message": TEXT,
                "fixes": {"type": "array", "minItems": 1, "items": {"$ref": "#/$defs/fix"}},
                "partialFingerprints": {"additionalProperties": {"type": "string"}},
                "locations": {
                    "items": {
                        "properties": {
                            "physicalLocation": {
                                "additionalProperties": False,
                                "properties": {
                                    "artifactLocation": {
                                        "required": ["uri"],
                                        "properties": {
                                            "uri": {"pattern": "^[!-~]+$"},
                                            "uriBaseId": {"const": "%SRCROOT%"},
                                        },
                                    },
                                    "region": {
                                        "additionalProperties": False,
                                        "properties": {
                                            "startLine": POSITIVE,
                                            "startColumn": POSITIVE,
                                            "endLine": POSITIVE,
                                            "endColumn": POSITIVE,
                                            "snippet": TEXT,
                                        },
                                    },
                                },
                            }
                        }
                    }
                },
            },
        },
    },
}
"""Those parts of the SARIF 2.1.0 schema that we write, in our own words."""


def diagnostic(**changes: Any) -> Diagnostic:
    values: dict[str, Any] = {
        "code": "unknown-field",
        "severity": Severity.ERROR,
        "message": "No",
        "path": "cards/a/b.graphql",
        "line": 3,
        "column": 5,
        "end_column": 9,
        "excerpt": "    nmae",
    }
    return Diagnostic(**{**values, **changes})


def results(diagnostics: list[Diagnostic], base: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = sarif(diagnostics, base, "1.2.3")["runs"][0]["results"]
    return found


def test_a_workflow_command_names_file_place_and_code(tmp_path: Path) -> None:
    said = github([diagnostic(path=str(tmp_path / "cards/a/b.graphql"))], tmp_path)
    assert said == (
        "::error file=cards/a/b.graphql,line=3,endLine=3,col=5,endColumn=9,title=unknown-field::No"
    )


def test_a_workflow_command_is_one_line_whatever_it_says(tmp_path: Path) -> None:
    odd = diagnostic(
        path=str(tmp_path / "cards/a,b/c:d.graphql"),
        message="50%\r\nof",
        hint="x",
        did_you_mean=("a", "b"),
    )
    said = github([odd], tmp_path)
    assert "file=cards/a%2Cb/c%3Ad.graphql," in said
    assert said.endswith("::50%25%0D%0Aof%0ADid you mean a or b?%0Ax")
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize(
    ("severity", "command", "level"),
    [("error", "error", "error"), ("warning", "warning", "warning"), ("hint", "notice", "note")],
)
def test_severities_have_each_formats_own_word(
    tmp_path: Path, severity: str, command: str, level: str
) -> None:
    one = diagnostic(severity=Severity(severity))
    assert github([one], tmp_path).startswith(f"::{command} ")
    assert results([one], tmp_path)[0]["level"] == level


def test_sarif_of_real_findings_is_valid_and_points_at_the_tokens(tmp_path: Path) -> None:
    path = tmp_path / "cards" / "my team" / "a.graphql"
    path.parent.mkdir(parents=True)
    path.write_text(
        card("\n  nmae @text\n  email @txt\n  account {\n name @text\n domain }"), encoding="utf-8"
    )
    report = check_cards([tmp_path / "cards"], card_schema(), SharedFragments())
    log = sarif(report.diagnostics, tmp_path, "1.2.3")
    jsonschema.Draft202012Validator(LOG).validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} == set(all_rules())
    assert all(len(rule["help"]["text"]) > 30 for rule in rules)
    assert len(run["results"]) == len(report.diagnostics) == 3
    for result, found in zip(run["results"], report.diagnostics, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == found.code
        place = result["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "cards/my%20team/a.graphql"
        region = place["region"]
        line = path.read_text(encoding="utf-8").split("\n")[region["startLine"] - 1]
        token = line[region["startColumn"] - 1 : region["endColumn"] - 1]
        assert re.fullmatch(r"@?\w+", token)


def test_a_file_outside_the_base_keeps_its_whole_address(tmp_path: Path) -> None:
    (result,) = results([diagnostic(path=str(tmp_path / "c d.graphql"))], tmp_path / "base")
    location = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert set(location) == {"uri"}
    assert unquote(location["uri"]) == f"file://{tmp_path}/c d.graphql"


def test_a_finding_keeps_its_fingerprint_when_it_moves(tmp_path: Path) -> None:
    here, below, other = results(
        [
            diagnostic(),
            diagnostic(line=9, column=7, end_column=11),
            diagnostic(excerpt="nmae @text"),
        ],
        tmp_path,
    )
    assert here["partialFingerprints"] == below["partialFingerprints"]
    assert here["partialFingerprints"] != other["partialFingerprints"]


def test_an_endless_line_is_no_snippet(tmp_path: Path) -> None:
    (result,) = results([diagnostic(excerpt="x" * 5_000)], tmp_path)
    assert "snippet" not in result["locations"][0]["physicalLocation"]["region"]
