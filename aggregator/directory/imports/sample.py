"""The sample file: the columns there are now, one row that says which are needed, one example."""

import csv
import io
from collections.abc import Iterable

from aggregator.directory.imports.fields import FIELDS
from aggregator.directory.kinds import SubjectKind


def sample(subject: SubjectKind, keys: Iterable[str]) -> str:
    """Write the sample as CSV. `keys`: kinds of id in connected sources, `billing.customer`."""
    columns = [field.name for field in FIELDS[subject]] + sorted(keys)
    needed = {field.name for field in FIELDS[subject] if field.mandatory}
    examples = {field.name: field.example for field in FIELDS[subject]}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerow(["mandatory" if column in needed else "optional" for column in columns])
    writer.writerow([examples.get(column, f"{column.replace('.', '_')}_1") for column in columns])
    return text.getvalue()
