"""Files are written by aggregator/language/files.py alone, which writes through no link."""

import ast
from pathlib import Path

ROOT = Path(__file__).parents[2] / "aggregator"
HELPER = ROOT / "language" / "files.py"
WRITING = ("write_text", "write_bytes")


def test_no_other_module_writes_a_path_by_itself() -> None:
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for file in ROOT.rglob("*.py")
        if file != HELPER
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in WRITING
    ]
    assert found == [], "use aggregator.language.files"
