"""Whether what the system itself once replied is still read as it was then."""

from aggregator.authoring.contract.bench import LookupBench
from aggregator.authoring.contract.check import Broken, ContractCheck, LookupOutcome
from aggregator.authoring.contract.stand_in import NotPlayable

RECORDED = "recorded"
NOTHING_KEPT = "nothing is recorded of it: aggregator source try NAME --record"


async def _read(bench: LookupBench) -> None:
    if bench.replayed is None:
        raise NotPlayable(NOTHING_KEPT)
    if bench.replayed:
        raise Broken(bench.replayed)


def recorded_outcome(lookup: str, replayed: str | None, why: str) -> LookupOutcome:
    """Give what came of this check where no other can be made, for `why`."""
    if replayed is None:
        return LookupOutcome(lookup, "not applicable", why)
    return LookupOutcome(lookup, "failed" if replayed else "passed", replayed)


CHECKS = (
    ContractCheck(
        RECORDED,
        "What was recorded of the system itself is read as it was.",
        "the line that is named; or, where the system has changed, aggregator source try NAME "
        "--record",
        _read,
        after=(),
    ),
)
