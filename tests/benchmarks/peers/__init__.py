"""The same 25 cards, served by us and by what people would write instead, side by side in one run.

`make bench ARGS=peers` takes minutes; with `FULL=1` every count of connections and every delay.
It prints ratios and writes build/bench.json, docs/benchmarks.md and the plots beside it.
`ONLY=ours,yoga` runs those whose names have one of the words, beside the baseline; `BEFORE=path`
adds ours as another checkout has it. Neither writes anything.
"""


def run() -> None:
    """Measure, print the ratios, and write them down."""
    # The servers are in this package, too, and are not to load what measures them.
    from tests.benchmarks.peers.subject import run as measure  # noqa: PLC0415

    measure()
