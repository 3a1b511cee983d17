"""All rules: whoever adds a module to `rules/` has added one; those without a check are a table."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from aggregator.lint import rules
from aggregator.lint.elsewhere import OF_A_CHANGE, OF_FILES
from aggregator.lint.of_connectors import OF_CONNECTORS
from aggregator.lint.of_types import OF_TYPES
from aggregator.lint.rule import Rule


@cache
def all_rules() -> Mapping[str, Rule]:
    """Every rule by its code, sorted."""
    modules = (f"{rules.__name__}.{each.name}" for each in pkgutil.iter_modules(rules.__path__))
    looking: list[Rule] = [importlib.import_module(name).RULE for name in modules]
    elsewhere = map(Rule.without_check, (*OF_FILES, *OF_A_CHANGE, *OF_CONNECTORS, *OF_TYPES))
    found = {rule.code: rule for rule in (*looking, *elsewhere)}
    return dict(sorted(found.items()))
