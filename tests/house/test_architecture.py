"""docs/architecture.md says what pyproject.toml holds the imports to, and what there is."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
VERBS = {"verify", "plan", "execute", "render", "respond"}


def test_the_floors_of_the_page_are_those_that_imports_are_held_to() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (floors,) = [
        contract["layers"]
        for contract in contracts["tool"]["importlinter"]["contracts"]
        if contract["id"] == "floors"
    ]
    drawn = re.findall(r"^ *\d+  ((?:\w+)(?: \| \w+)*) ", PAGE, flags=re.MULTILINE)
    assert drawn == [floor for floor in floors if floor != "__main__"]


def test_every_file_that_the_page_names_is_there() -> None:
    named = re.findall(r"`((?:\w+/)*\w+\.py)`", PAGE)
    assert named
    assert [name for name in named if not (ROOT / "aggregator" / name).is_file()] == []


def test_the_pipeline_is_its_verbs_their_order_and_stale_copies() -> None:
    files = {path.stem for path in (ROOT / "aggregator" / "pipeline").rglob("*.py")} - {"__init__"}
    assert files >= VERBS | {"answer"}
    (rest,) = files - VERBS - {"answer"}
    assert "copies" in rest or "stale" in rest
