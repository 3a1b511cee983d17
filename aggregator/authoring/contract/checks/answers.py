"""Whether what comes can be read."""

from aggregator.authoring.contract.bench import LookupBench
from aggregator.authoring.contract.check import Broken, ContractCheck
from aggregator.authoring.trial.mapped import map_records
from aggregator.authoring.trial.report import LookupTrial


async def _fields(bench: LookupBench) -> None:
    """Read the first record of each key, as a card would with all of its fields."""
    trial = LookupTrial(bench.lookup.name, bench.lookup.provides, bench.lookup.key)
    known = {key: bench.alone[key] for key in bench.having}
    map_records(bench.provider, bench.types_of, known, trial)
    for fault in trial.faults:
        raise Broken(fault.message)
    filled = {each.name for of in trial.readings for each in of.fields if each.value is not None}
    if bench.lookup.provides and trial.readings and not filled:
        raise Broken("not one of its fields has a value in any record")


CHECKS = (
    ContractCheck(
        "fields",
        "Each field that is mapped can be read of the records that come.",
        "path, transform and table of the field",
        _fields,
    ),
)
