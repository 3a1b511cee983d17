"""Everything there is of somebody as JSON: for them to read, and to be taken elsewhere.

Values are as they are: only a cell of a table is neutralised, for only a spreadsheet runs it.
"""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from aggregator.directory.decided import WholeSubject


def exported(whole: WholeSubject) -> dict[str, Any]:
    """Give it in JSON's types, names in camelCase; moments as ISO 8601."""
    return {_camel(name): _plain(value) for name, value in asdict(whole).items()}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {_camel(name): _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))
