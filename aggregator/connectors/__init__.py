"""The kinds of systems that can be connected: one folder each, found and not listed.

A folder here is a package that exports `CONNECTOR`. Nothing else names it.
"""

import importlib
import pkgutil
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from aggregator.connectors.check import check
from aggregator.domain.errors import ConnectorError
from aggregator.domain.lookup import Connector


def discover(
    paths: Iterable[str] | None = None, package: str = __name__
) -> Mapping[str, Connector]:
    """Return every connector by its key, in alphabetical order.

    `paths` are the folders of `package` to look in (this one). ConnectorError: a folder cannot be
    imported, exports no CONNECTOR, breaks a rule of `check.py`, or takes a key twice.
    """
    found: dict[str, Connector] = {}
    homes: dict[str, str] = {}
    for module in pkgutil.iter_modules(__path__ if paths is None else paths):
        if not module.ispkg:
            continue
        connector = _load(f"{package}.{module.name}", module.name)
        if connector.key in found:
            raise ConnectorError(
                f"Connectors {homes[connector.key]!r} and {module.name!r} both have the key "
                f"{connector.key!r}: change one"
            )
        check(connector)
        found[connector.key] = connector
        homes[connector.key] = module.name
    return MappingProxyType(dict(sorted(found.items())))


def _load(module: str, folder: str) -> Connector:
    try:
        connector = getattr(importlib.import_module(module), "CONNECTOR", None)
    except Exception as error:
        # Whatever a stranger's module raises, its author needs its name first.
        raise ConnectorError(f"Connector {folder!r} cannot be imported: {error!r}") from error
    if not isinstance(connector, Connector):
        raise ConnectorError(f"Connector {folder!r}: export CONNECTOR, a Connector")
    return connector
