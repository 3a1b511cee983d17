"""The settings file as something that is checked: its faults as findings."""

from collections.abc import Sequence
from pathlib import Path

from graphql import Source

from aggregator.language.diagnostics import Diagnostic, Violation
from aggregator.language.span import Span
from aggregator.lint.registry import all_rules
from aggregator.settings.fault import SettingFault

CODE = "wrong-setting"


def of_settings(file: Path, faults: Sequence[SettingFault]) -> list[Diagnostic]:
    """Tell each fault as a finding, at its place."""
    source = Source(file.read_text(encoding="utf-8-sig"), str(file))
    rule = all_rules()[CODE]
    return [
        rule.diagnostic(
            Violation(
                Span(source, each.start, each.end),
                each.message,
                (each.meant,) if each.meant else (),
                each.hint,
            )
        )
        for each in faults
    ]
