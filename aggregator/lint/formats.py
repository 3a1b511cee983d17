"""Findings for other programs: GitHub's workflow commands, and SARIF 2.1.0.

Files are named relative to `base`, the root of the repository; a file elsewhere keeps its own path.
"""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import LONGEST_EXCERPT, Diagnostic, Edit
from aggregator.lint.explain import first_sentence
from aggregator.lint.registry import all_rules
from aggregator.lint.rule import Rule

_COMMANDS: Final = {
    Severity.ERROR: "error",
    Severity.WARNING: "warning",
    Severity.HINT: "notice",
}
_LEVELS: Final = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}
_ROOT: Final = "%SRCROOT%"
_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def github(diagnostics: Iterable[Diagnostic], base: Path) -> str:
    """Write one workflow command a line: GitHub shows each beside its line of the change."""
    return "\n".join(_command(diagnostic, base) for diagnostic in diagnostics)


def sarif(diagnostics: Sequence[Diagnostic], base: Path, version: str) -> dict[str, Any]:
    """Write a SARIF log of one run, every rule described in it."""
    rules = all_rules()
    index = {code: number for number, code in enumerate(rules)}
    driver = {
        "name": "aggregator check",
        "semanticVersion": version,
        "rules": [_descriptor(rule) for rule in rules.values()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [
            _result(diagnostic, index[diagnostic.code], base) for diagnostic in diagnostics
        ],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _command(diagnostic: Diagnostic, base: Path) -> str:
    properties = {
        "file": _relative(diagnostic.path, base)[0],
        "line": str(diagnostic.line),
        "endLine": str(diagnostic.line),
        "col": str(diagnostic.column),
        "endColumn": str(diagnostic.end_column),
        "title": diagnostic.code,
    }
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{_COMMANDS[diagnostic.severity]} {written}::{_data(_message(diagnostic))}"


def _data(text: str) -> str:
    """Escape a command's text as GitHub reads it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _message(diagnostic: Diagnostic) -> str:
    """Say all of it in one text: these formats have no place for a suggestion."""
    lines = [diagnostic.message]
    if diagnostic.did_you_mean:
        lines.append(f"Did you mean {' or '.join(diagnostic.did_you_mean)}?")
    if diagnostic.hint:
        lines.append(diagnostic.hint)
    return "\n".join(lines)


def _descriptor(rule: Rule) -> dict[str, Any]:
    text, markdown = rule.explanation, rule.explanation
    if rule.example is not None:
        text += f"\n\nWrong:\n{rule.example.wrong}\n\nRight:\n{rule.example.right}"
        for title, example in (("Wrong", rule.example.wrong), ("Right", rule.example.right)):
            markdown += f"\n\n{title}:\n\n```graphql\n{example}\n```"
    return {
        "id": rule.code,
        "shortDescription": {"text": first_sentence(rule)},
        "fullDescription": {"text": rule.explanation},
        "help": {"text": text, "markdown": markdown},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(diagnostic: Diagnostic, rule: int, base: Path) -> dict[str, Any]:
    path, inside = _relative(diagnostic.path, base)
    artifact = {"uri": quote(path)} if inside else {"uri": Path(path).absolute().as_uri()}
    if inside:
        artifact["uriBaseId"] = _ROOT
    region: dict[str, Any] = {
        "startLine": diagnostic.line,
        "startColumn": diagnostic.column,
        "endLine": diagnostic.line,
        "endColumn": diagnostic.end_column,
    }
    if 0 < len(diagnostic.excerpt) <= LONGEST_EXCERPT:
        region["snippet"] = {"text": diagnostic.excerpt}
    result = {
        "ruleId": diagnostic.code,
        "ruleIndex": rule,
        "level": _LEVELS[diagnostic.severity],
        "message": {"text": _message(diagnostic)},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": region}}],
        "partialFingerprints": {"finding/v1": _fingerprint(diagnostic, path)},
    }
    if diagnostic.fix:
        replacements = [_replacement(edit) for edit in diagnostic.fix]
        changed = [{"artifactLocation": artifact, "replacements": replacements}]
        result["fixes"] = [{"artifactChanges": changed}]
    return result


def _replacement(edit: Edit) -> dict[str, Any]:
    region = {
        "startLine": edit.line,
        "startColumn": edit.column,
        "endLine": edit.end_line,
        "endColumn": edit.end_column,
    }
    return {"deletedRegion": region, "insertedContent": {"text": edit.text}}


def _fingerprint(diagnostic: Diagnostic, path: str) -> str:
    """Know a finding again after lines were added above it."""
    told = f"{diagnostic.code}\n{path}\n{diagnostic.message}\n{diagnostic.excerpt.strip()}"
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _relative(path: str, base: Path) -> tuple[str, bool]:
    """Give the path from `base`, and whether it is inside it."""
    try:
        return Path(path).resolve().relative_to(base.resolve()).as_posix(), True
    except (ValueError, OSError):
        return path, False
