"""What each step of a request takes, beside the least that one would write for it by hand.

25 cards of one person; the sources answer from memory. Processor time without collecting garbage,
by pytest-benchmark; it writes build/steps.json.
"""

import subprocess
import sys
from pathlib import Path

from tests.support.subjects import ROOT

BENCH = Path(__file__).parent / "bench_steps.py"


def run() -> None:
    """Print a table for each step. CalledProcessError when one of them fails."""
    results = ROOT / "build" / "steps.json"
    results.parent.mkdir(exist_ok=True)
    subprocess.run(  # noqa: S603 this interpreter with our own module
        [
            *(sys.executable, "-m", "pytest", str(BENCH), "-q", "-p", "no:cacheprovider"),
            *("-o", "python_files=bench_*.py"),
            *("--benchmark-enable", f"--benchmark-json={results}"),
            "--benchmark-disable-gc",
            "--benchmark-timer=time.process_time",  # others use the processor, too
            *("--benchmark-columns=min,median,stddev,rounds", "--benchmark-group-by=group"),
        ],
        cwd=ROOT,
        check=True,
    )
