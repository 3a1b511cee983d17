"""`aggregator customers import` of broken files: a code for each row, and never a trace."""

import csv
import errno
import json
import os
import re
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy.exc import OperationalError

from aggregator.directory.imports import imports, results
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


def test_result_files_that_cannot_be_written_are_written_when_they_are_asked_for_again(
    nowhere: Path, command: Command
) -> None:
    (nowhere / "c.csv").write_text("external_ref,email\nu1,a@x.co\nu2,nonsense\n")
    done = command("customers", "import", "c.csv", "--results", "nowhere")
    assert done.code == 1
    assert "done: 1 created, 0 updated, 0 unchanged, 1 failed. Its result files" in done.err
    [again] = re.findall(r"customers (import --resume imp_\w+ --results) DIR", done.err)
    (nowhere / "there").mkdir()
    written = command("customers", *again.split(), "there")
    assert "done: 1 created, 0 updated, 0 unchanged, 1 failed" in written.out
    assert sorted(file.name for file in (nowhere / "there").iterdir()) == [
        "c.failed.csv",
        "c.ok.csv",
    ]
    (nowhere / "c.csv").write_text("external_ref\nu1\n")
    assert "is not what it was" in command("customers", *again.split(), "there").err


def test_a_disk_that_is_full_leaves_no_half_of_a_result_file(
    nowhere: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    (nowhere / "c.csv").write_text("external_ref,email\nu1,a@x.co\nu2,nonsense\n")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as broken:
        broken.setattr(results, "_report", full)
        done = command("customers", "import", "c.csv")
    assert "could not be written: No space left on device. Fix: make room in" in done.err
    assert [file.name for file in nowhere.iterdir() if file.suffix in (".csv", ".part")] == [
        "c.csv"
    ]


def test_a_database_that_fails_half_way_tells_how_to_go_on(
    nowhere: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    (nowhere / "c.csv").write_text("external_ref,email\nu1,a@x.co\nu2,b@x.co\n")

    async def full(*_: object) -> None:
        raise OperationalError("insert", None, sqlite3.OperationalError("disk is full"))

    with monkeypatch.context() as broken:
        broken.setattr(imports, "keep_chunk", full)
        done = command("customers", "import", "c.csv")
    assert "Fix: free space on the disk of database_url." in done.err
    [again] = re.findall(r"customers (import --resume imp_\w+)", done.err)
    assert "done: 2 created" in command("customers", *again.split()).out
