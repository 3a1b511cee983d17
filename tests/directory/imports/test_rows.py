"""However a file is broken, each row is cells or a code, and reading ends."""

import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.directory.codes import Code
from aggregator.directory.imports.rows import FileRow, guarded, read_rows
from aggregator.directory.imports.shape import MAX_ROW, read_shape
from aggregator.domain.errors import InvalidRequest

HEAD = "external_ref,email,display_name\n"


def rows(file: Path, content: str | bytes, encoding: str | None = None) -> list[FileRow]:
    data = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
    file.write_bytes(data)
    return list(read_rows(file, read_shape(file, encoding)))


def cells(found: list[FileRow]) -> list[list[str]]:
    return [row.cells for row in found if row.code is None]


JSONL = """
{"external_ref":"u1","email":"a@x.co","display_name":"Ann"}
{"email":"b@x.co","external_ref":"u2","display_name":"Bob"}
"""
GOOD = [["u1", "a@x.co", "Ann"], ["u2", "b@x.co", "Bob"]]


@pytest.mark.parametrize(
    "content",
    [
        HEAD + "u1,a@x.co,Ann\nu2,b@x.co,Bob\n",
        HEAD + "u1,a@x.co,Ann\nu2,b@x.co,Bob",
        "\ufeff" + HEAD + "u1,a@x.co,Ann\n\n\nu2,b@x.co,Bob\n\n",
        (HEAD + "u1,a@x.co,Ann\nu2,b@x.co,Bob\n").replace("\n", "\r\n"),
        (HEAD + "u1,a@x.co,Ann\nu2,b@x.co,Bob\n").replace("\n", "\r"),
        (HEAD + "u1,a@x.co,Ann\nu2,b@x.co,Bob\n").replace(",", ";"),
        (HEAD + "u1,a@x.co,Ann\nu2,b@x.co,Bob\n").replace(",", "\t"),
        (HEAD + "u1,a@x.co,Ann\nu2,b@x.co,Bob\n").replace(",", "|"),
        '"external_ref","email","display_name"\n"u1","a@x.co","Ann"\n"u2","b@x.co","Bob"\n',
        HEAD + "u1,a@x.co,Ann,,\nu2,b@x.co,Bob,\n",
        (HEAD + "u1,a@x.co,Ann\nu2,b@x.co,Bob\n").encode("utf-16"),
        (HEAD + "u1,a@x.co,Ann\nu2,b@x.co,Bob\n").encode("utf-16-le"),
        (HEAD + "u1,a@x.co,Ann\nu2,b@x.co,Bob\n").encode("utf-16-be"),
        JSONL,
    ],
)
def test_the_same_rows_are_read_however_they_are_written(
    tmp_path: Path, content: str | bytes
) -> None:
    found = rows(tmp_path / "x.csv", content)
    read = [dict(zip(("a", "b", "c"), row.cells, strict=False)) for row in found]
    assert [row.code for row in found] == [None, None]
    assert [sorted(each.values()) for each in read] == [sorted(each) for each in GOOD]
    assert [row.number for row in found] == [1, 2]


def test_quoted_cells_keep_what_is_in_them(tmp_path: Path) -> None:
    content = HEAD + '"u,1",a@x.co,"Ann ""A""\r\nLee"\nu2,b@x.co,Bob\n'
    found = rows(tmp_path / "x.csv", content)
    assert cells(found) == [["u,1", "a@x.co", 'Ann "A"\r\nLee'], GOOD[1]]
    assert [row.line for row in found] == [2, 4]


@pytest.mark.parametrize(
    ("middle", "code"),
    [
        ("u9,x@x.co\n", Code.RAGGED_ROW),
        ("u9,x@x.co,Name,more,and more\n", Code.RAGGED_ROW),
        ('u9,x@x.co,"never closed\n', Code.RAGGED_ROW),
        (f"u9,x@x.co,{'y' * 1_000_000}\n", Code.LIMIT_EXCEEDED),
        (",".join(["z"] * 10_000) + "\n", Code.RAGGED_ROW),
        (f'u9,x@x.co,"{"line" * 10}\n' + "\n" * 0, Code.RAGGED_ROW),
    ],
)
def test_a_broken_row_is_told_and_those_around_it_are_read(
    tmp_path: Path, middle: str, code: Code
) -> None:
    content = f"{HEAD}u1,a@x.co,Ann\n{middle}u2,b@x.co,Bob\n"
    found = rows(tmp_path / "x.csv", content)
    assert [row.code for row in found] == [None, code, None]
    assert cells(found) == GOOD
    assert [row.line for row in found] == [2, 3, 4]


def test_a_byte_that_is_no_utf8_costs_its_row_alone(tmp_path: Path) -> None:
    content = f"{HEAD}u1,a@x.co,Ann\nu3,c@x.co,Zoë\n".encode() + b"u9,x@x.co,Jos\xe9\n"
    found = rows(tmp_path / "x.csv", content + b"u2,b@x.co,Bob\n")
    assert [row.code for row in found] == [None, None, Code.BAD_ENCODING, None]


def test_a_file_without_any_utf8_is_proposed_as_cp1252(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(HEAD.encode() + b"u1,a@x.co,Jos\xe9 \x80\n")
    shape = read_shape(file)
    assert (shape.encoding, shape.guessed) == ("cp1252", True)
    assert cells(list(read_rows(file, shape))) == [["u1", "a@x.co", "José €"]]
    assert not read_shape(file, "cp1252").guessed


def test_what_no_encoding_has_in_a_cell_reaches_the_rules_and_no_further(tmp_path: Path) -> None:
    found = rows(tmp_path / "x.csv", f"{HEAD}u1,a@x.co,A\0nn\nu2,b@x.co,half \ud83d\n", "utf-8")
    assert found[0].cells[2] == "A\0nn"  # refused by what is said: bad_value
    assert found[1].code is Code.BAD_ENCODING


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{not json}", Code.BAD_JSON),
        ("[1, 2]", Code.BAD_JSON),
        ('"text"', Code.BAD_JSON),
        ('{"external_ref": "u9"', Code.BAD_JSON),
        ('{"external_ref": "' + "x" * 200_000 + '"}', Code.LIMIT_EXCEEDED),
    ],
)
def test_a_broken_line_of_jsonl_is_told(tmp_path: Path, line: str, code: Code) -> None:
    content = f'{{"external_ref": "u1"}}\n{line}\n{{"external_ref": 2, "tags": ["a", "b"]}}\n'
    found = rows(tmp_path / "x.jsonl", content)
    assert [row.code for row in found] == [None, code, None]
    assert found[2].cells == ["2", "a,b"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is empty"),
        ("\ufeff", "is empty"),
        (" \r\n\r\n", "is empty"),
        ("\n,,\n", "begins without column names"),
        (",".join(f"c{n}" for n in range(10_000)), r"10,000 columns. Rule: at most 200"),
    ],
)
def test_a_file_that_cannot_be_a_list_of_customers_is_refused_with_its_fix(
    tmp_path: Path, content: str, said: str
) -> None:
    with pytest.raises(InvalidRequest, match=rf"{said}.*Fix: "):
        rows(tmp_path / "x.csv", content)


def test_a_file_that_is_too_big_and_an_encoding_that_is_none_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text(HEAD)
    with pytest.raises(InvalidRequest, match=r"at most 10. Fix: split it"):
        read_shape(file, limit=10)
    with pytest.raises(InvalidRequest, match=r"no encoding 'klingon'. Fix: utf-8"):
        read_shape(file, "klingon")
    with pytest.raises(InvalidRequest, match="A delimiter is one character"):
        read_shape(file, delimiter="ab")


def test_many_quotes_that_are_never_closed_end_all_the_same(tmp_path: Path) -> None:
    content = HEAD + "".join(f'u{n},a@x.co,"open\n' for n in range(2_001))
    found = rows(tmp_path / "x.csv", content)
    assert found[-1].line == 2_002
    assert Code.RAGGED_ROW in {row.code for row in found}


@pytest.mark.parametrize("cell", ["=1+1", "+49", "-x", "@me", "\tx", "'=x", "x", "", "'", "it's"])
def test_a_guarded_cell_is_read_as_it_was(tmp_path: Path, cell: str) -> None:
    file = tmp_path / "x.csv"
    quoted = guarded(cell).replace('"', '""')
    file.write_text(f'external_ref,display_name\nu1,"{quoted}"\n')
    [row] = read_rows(file, read_shape(file))
    expected = "=x" if cell == "'=x" else cell  # whoever writes '= means a formula's text
    assert row.cells == ["u1", expected]
    assert not guarded(cell).startswith(("=", "+", "-", "@"))


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    def lines(many: int) -> Iterator[str]:
        yield HEAD
        for n in range(many):
            yield f"u{n},p{n}@x.co,Name {n}\n"

    peaks = []
    for many in (2_000, 40_000):
        file = tmp_path / f"{many}.csv"
        with file.open("w") as opened:
            opened.writelines(lines(many))
        shape = read_shape(file)
        tracemalloc.start()
        assert sum(1 for _ in read_rows(file, shape)) == many
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + MAX_ROW
