"""What several parts must agree on is written once; the others take it from there."""

import re
from pathlib import Path

import pytest

from tests.support.subjects import ROOT

CODE = ROOT / "aggregator"
ONCE = {
    r'"customer", "thread", "tenant"': "domain/plain/request.py",
    r'"(customer|thread|tenant)ExternalId"': "domain/plain/request.py",
    r'"https://", "http://", "mailto:"': "domain/plain/limits.py",
    r'"https", "http", "mailto"': None,
    r"31_536_000": "domain/plain/limits.py",
    r'"XS", "S", "M"': "domain/plain/wire.py",
    r'"NORMAL", "MUTED"': "domain/plain/wire.py",
    r'(?i)"grey", "green", "yellow"': "domain/plain/wire.py",
    r"\b10_000_000\b": "simulator/call.py",
}
"""A pattern, and the one file of the package that may hold it."""


@pytest.mark.parametrize(("pattern", "place"), ONCE.items(), ids=lambda it: str(it)[:30])
def test_it_is_written_in_one_place(pattern: str, place: str | None) -> None:
    found = [
        path.relative_to(CODE).as_posix()
        for path in sorted(Path(CODE).rglob("*.py"))
        if re.search(pattern, path.read_text(encoding="utf-8"))
    ]
    assert found == ([place] if place else [])
