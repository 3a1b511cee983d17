"""What is shown of links taken together: of merged ones, of one as it was."""

from collections.abc import Iterable, Mapping
from typing import Any

from aggregator.directory.read.chosen import Spoken, chosen_first

LinkMapping = Mapping[str, Any]
"""A row of the table of links, by the names of its columns."""


def name_of(link: LinkMapping) -> str:
    """Name what a link says: `email`, `billing.customer`."""
    return f"{link['system']}.{link['kind']}" if link["system"] else str(link["kind"])


def shown_of(subject_id: str, links: Iterable[LinkMapping]) -> dict[str, str]:
    """Give what is shown of whoever has these links, by name, in the order of names."""
    spoken = [
        Spoken(
            link["system"],
            link["kind"],
            link["value_raw"],
            link["record_id"],
            link["trust"],
            link["source"],
            link["added_by"],
            False,  # whoever else has it: it is shown all the same
            link["id"],
        )
        for link in links
    ]
    shown: dict[str, str] = {}
    for each in chosen_first(subject_id, spoken):
        name = f"{each.system}.{each.kind}" if each.system else each.kind
        shown.setdefault(name, each.value.strip())
    return dict(sorted(shown.items()))
