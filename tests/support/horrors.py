"""Files of customers that are broken in every way there is, and what becomes of each.

`CSV_HORRORS` can be read: some of their rows are taken, each other one has a code. `NO_FILES`
cannot be: they are refused whole, by words that name the rule and the fix.
"""

from typing import NamedTuple


class CsvHorror(NamedTuple):
    """`counts`: what became of the rows; `codes`: of those that were not taken, in their order."""

    what: str
    file: bytes
    counts: dict[str, int]
    codes: tuple[str, ...] = ()


_WIDE = b",".join([b"z"] * 10_000)

CSV_HORRORS = (
    CsvHorror(
        "a byte order mark, and lines that end by CR alone",
        b"\xef\xbb\xbfexternal_ref,email\ru1,a@x.com\ru2,b@x.com\r",
        {"created": 2},
    ),
    CsvHorror(
        "a NUL in a cell",
        b"external_ref,email\nu1,a\0@x.com\nu2,b@x.com\n",
        {"created": 1, "failed": 1},
        ("bad_email",),
    ),
    CsvHorror(
        "a quote that is never closed",
        b'external_ref,email\nu1,"a@x.com\nu2,b@x.com\n',
        {"created": 1, "failed": 1},
        ("ragged_row",),
    ),
    CsvHorror(
        "a cell of 1 MB",
        b"external_ref,email\nu1," + b"x" * 10**6 + b"\nu2,b@x.com\n",
        {"created": 1, "failed": 1},
        ("limit_exceeded",),
    ),
    CsvHorror(
        "a quoted cell of 1 MB in lines",
        b'external_ref,email\nu1,"' + (b"a" * 10**5 + b"\n") * 10 + b'"\nu2,b@x.com\n',
        {"created": 1, "failed": 11},
        ("ragged_row",) * 11,
    ),
    CsvHorror(
        "a row of 10,000 cells",
        b"external_ref,email\n" + _WIDE + b"\nu2,b@x.com\n",
        {"created": 1, "failed": 1},
        ("ragged_row",),
    ),
    CsvHorror("UTF-16", "external_ref,email\nu1,a@x.com\n".encode("utf-16"), {"created": 1}),
    CsvHorror(
        "UTF-16 that ends within a letter",
        "external_ref,email\nu1,a@x.com\nu2,b@x.com\n".encode("utf-16") + b"u",
        {"created": 2, "failed": 1},
        ("ragged_row",),
    ),
    CsvHorror(
        "half of a surrogate pair, as UTF-8 must not have it",
        b"external_ref,email\n\xc3\xbc1,a@\xed\xa0\x80\nu2,b@x.com\n",
        {"created": 1, "failed": 1},
        ("bad_encoding",),
    ),
    CsvHorror(
        "half of a surrogate pair in JSON",
        b'{"external_ref":"u1","email":"\\ud83d@x.com"}\n{"external_ref":"u2","email":"b@x.com"}\n',
        {"created": 1, "failed": 1},
        ("bad_json",),
    ),
    CsvHorror("a formula", b"external_ref,display_name\nu1,=1+1\n", {"created": 1}),
    CsvHorror(
        "an e-mail twice, in two cases", b"email\nAnn@x.com\nann@X.com\n",
        {"created": 1, "unchanged": 1},
    ),
    CsvHorror(
        "a header alone", b"external_ref,email\n", {},
    ),
)  # fmt: skip

NO_FILES = (
    ("nothing at all", b"", "is empty"),
    ("a byte order mark alone", b"\xef\xbb\xbf", "is empty"),
    ("NULs", b"\0" * 4_000, "is empty"),
    ("a header of 10,000 columns", b",".join(b"c%d" % n for n in range(10_000)), "at most 200"),
    ("cp1252", b"external_ref,display_name\nu1,M\xfcller\n", "bad_encoding"),
    ("a quote alone", b'"never closed', "means anything"),
    ("no text", bytes(range(256)) * 40, "Fix: "),
    ("a workbook", b"PK\x03\x04" + bytes(range(256)) * 4, "save its sheet as CSV"),
    ("an old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1" + bytes(512), "save its sheet as CSV"),
    ("a compressed file", b"\x1f\x8b\x08" + bytes(range(200)), "unpack it"),
    ("two columns of one name", b"email,email\na@x.com,b@x.com\n", "rename one of them"),
)
"""What it is, the file, and what is said of it."""
