"""All checks, found: whoever adds a module to `checks/` has added a check."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from aggregator.simulator.conformance import checks
from aggregator.simulator.conformance.check import Check


@cache
def all_checks() -> Mapping[str, Check]:
    """Every check by its code, sorted."""
    found: dict[str, Check] = {}
    for module in sorted(pkgutil.iter_modules(checks.__path__), key=lambda each: each.name):
        check = importlib.import_module(f"{checks.__name__}.{module.name}").CHECK
        found[check.code] = check
    return found
