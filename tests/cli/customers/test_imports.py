"""`aggregator customers import` of broken files: a code for each row, and never a trace."""

import csv
import json
from pathlib import Path

import pytest

from tests.support.command import Command
from tests.support.horrors import CSV_HORRORS, NO_FILES


def told(counts: dict[str, int]) -> str:
    names = ("created", "updated", "unchanged", "failed")
    return ", ".join(f"{counts.get(name, 0):,} {name}" for name in names)


def failed_codes(file: Path) -> tuple[str, ...]:
    if not file.exists():
        return ()
    text = file.read_text(encoding="utf-8")
    if text.startswith("{"):
        return tuple(json.loads(line)["code"] for line in text.splitlines())
    return tuple(row["code"] for row in csv.DictReader(text.splitlines()))


def test_each_row_of_a_broken_file_is_taken_or_has_a_code(nowhere: Path, command: Command) -> None:
    for number, horror in enumerate(CSV_HORRORS):
        file = nowhere / f"{number}.csv"
        file.write_bytes(horror.file)
        done = command("customers", "import", str(file))
        assert f"done: {told(horror.counts)}\n" in done.out, (horror.what, done.err)
        assert done.code == (1 if horror.counts.get("failed") else 0), horror.what
        assert "Traceback" not in done.err, horror.what
        codes = failed_codes(nowhere / f"{number}.failed.csv")
        assert len(codes) == horror.counts.get("failed", 0), horror.what
        assert codes == horror.codes or not horror.codes, horror.what
        id_ = done.out.split(" done: ")[0].split()[-1]
        assert command("customers", "undo", id_).code == 0


def test_a_formula_is_kept_as_it_is_and_guarded_where_a_spreadsheet_reads_it(
    nowhere: Path, command: Command
) -> None:
    file = nowhere / "c.csv"
    file.write_text("external_ref,display_name\nu1,=1+1\n")
    assert command("customers", "import", "c.csv").code == 0
    assert "=1+1" in command("customers", "show", "u1").out
    assert (nowhere / "c.ok.csv").read_text().splitlines()[1].startswith("u1,'=1+1,")


@pytest.mark.parametrize(("what", "file", "said"), NO_FILES, ids=[each[0] for each in NO_FILES])
def test_a_file_that_is_no_list_of_customers_is_refused_whole(
    nowhere: Path, command: Command, what: str, file: bytes, said: str
) -> None:
    (nowhere / "c.csv").write_bytes(file)
    done = command("customers", "import", "c.csv")
    assert (done.code, done.out) == (1, ""), what
    assert said in done.err
    assert "Fix: " in done.err
    assert "Traceback" not in done.err
