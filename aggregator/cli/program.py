"""How this program was started: what a command printed for copying begins with."""

import shlex
import shutil
import sys
from pathlib import Path


def program() -> str:
    """Give the shortest text that starts this program again from the current folder, quoted."""
    started = Path(sys.argv[0])
    if started.name == "__main__.py" or not started.is_file():
        return f"{shlex.quote(sys.executable)} -m aggregator"
    on_path = shutil.which(started.name)
    if on_path and Path(on_path).absolute() == started.absolute():
        return shlex.quote(started.name)
    try:
        return shlex.quote(str(started.absolute().relative_to(Path.cwd())))
    except ValueError:
        return shlex.quote(str(started.absolute()))
