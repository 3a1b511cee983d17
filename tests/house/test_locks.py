"""Two locks: what runs, and the same versions with the tools."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def pinned(name: str) -> dict[str, str]:
    """Package -> version, with what it is for."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return dict(re.findall(r"^([\w.-]+)==(.*?) \\$", text, re.MULTILINE))


def test_the_tools_take_the_versions_that_run() -> None:
    running, all_ = pinned("requirements-run.lock"), pinned("requirements.lock")
    # What a tool needs everywhere, the service may need on some system only.
    bare = {name: version.split(" ")[0] for name, version in all_.items()}
    assert {
        name: version.split(" ")[0] for name, version in running.items()
    }.items() <= bare.items()


def test_no_tool_is_among_what_runs() -> None:
    tools = {"pytest", "ruff", "mypy", "uv", "hatchling", "pip", "setuptools"}
    assert len(pinned("requirements-run.lock")) > 20
    assert not tools & set(pinned("requirements-run.lock"))
