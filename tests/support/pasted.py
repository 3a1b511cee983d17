"""A line that we print for copying, pasted into a shell."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.command import SECONDS

TOOLS = ("curl", "openssl")
"""What our lines call besides ourselves. A bare machine has neither."""


def pasted(
    line: str, *, cwd: Path | None = None, by: str = "sh", environ: Mapping[str, str] = {}
) -> subprocess.CompletedProcess[str]:
    """Run a line as it is; skip the test where a tool that the line calls is not installed."""
    for tool in TOOLS:
        if tool in line and shutil.which(tool) is None:
            pytest.skip(f"this machine has no {tool}")
    program = shutil.which(by)
    assert program, f"{by} is needed"
    return subprocess.run(  # noqa: S603 our own line
        [program, "-c", line],
        cwd=cwd,
        env={**os.environ, **environ},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
